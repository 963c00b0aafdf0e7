// SPDX-License-Identifier: GPL-2.0
/*
 * src/pure/seq.c: a flow of any numbers in every mode, beside a memory of what has
 * passed
 */
#include "../../src/pure/seq.c"
#include "input.h"

#define PASSED	4096

/**
 * struct flow - the flow, and what is known of it
 * @seq: its state
 * @conf: how it is treated
 * @last: the last number, without the wraps of the flow's own numbers
 * @floor: what is not above it counts as seen
 * @passed: the numbers that have passed since it began, likewise
 * @count: how many there ever were
 * @taken: how many of the flow were taken
 */
struct flow {
	struct gre2890_seq	seq;
	struct gre2890_seq_conf	conf;
	u64			last;
	u64			floor;
	u64			passed[PASSED];
	size_t			count;
	u64			taken;
};

static u64 counted_on(const struct flow *f, u32 number)
{
	if (gre2890_seq_is_old(&f->seq, number))
		return f->last - (f->seq.last - number);
	return f->last + (number - f->seq.last);
}

static bool has_passed(const struct flow *f, u64 number)
{
	size_t i = f->count > PASSED ? f->count - PASSED : 0;

	for (; i < f->count; i++)
		if (f->passed[i % PASSED] == number)
			return true;
	return false;
}

static void pass(struct flow *f, u64 first, u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		f->passed[f->count++ % PASSED] = first + i;
	if (first + count - 1 > f->last)
		f->last = first + count - 1;
	f->taken += count;
}

static void begin(struct flow *f, const struct gre2890_seq_range *range)
{
	f->count = 0;
	f->last = 1ULL << 40;
	f->floor = f->last - 1;
	pass(f, f->last, range->count);
}

static void receive(struct flow *f, const struct gre2890_seq_range *range, u64 now)
{
	bool synced = f->seq.synced;
	u64 first = synced ? counted_on(f, range->first) : 0;
	bool before = synced && has_passed(f, first);
	bool old = synced && gre2890_seq_is_old(&f->seq, range->first);

	switch (gre2890_seq_receive(&f->seq, &f->conf, range, now)) {
	case GRE2890_SEQ_PASS:
		must(!old || f->conf.mode == GRE2890_SEQ_MODE_WINDOW);
		must(!before || range->count > 1);
		must(!old || f->seq.last - range->first < f->conf.window);
		if (synced)
			pass(f, first, range->count);
		else
			begin(f, range);
		break;
	case GRE2890_SEQ_WAIT:
		must(f->conf.mode == GRE2890_SEQ_MODE_REORDER && !old);
		gre2890_seq_waits(&f->seq, range);
		gre2890_seq_release(&f->seq, range, now);
		pass(f, first, range->count);
		break;
	case GRE2890_SEQ_RESYNC:
		must(old && (f->conf.resync_packets || f->conf.resync_idle));
		gre2890_seq_restart(&f->seq, range, now);
		begin(f, range);
		break;
	case GRE2890_SEQ_OLD:
		must(old);
		break;
	case GRE2890_SEQ_DUPLICATE:
		must(old && (before || first <= f->floor));
		break;
	}
}

static void configure(struct flow *f, struct input *in)
{
	f->conf = (struct gre2890_seq_conf) {
		.mode = GRE2890_SEQ_MODE_STRICT + take(in, 1) % 3,
		.window = 1 + take(in, 2) % GRE2890_SEQ_WINDOW_MAX,
		.resync_packets = take(in, 1) % 8,
		.resync_idle = take(in, 1) % 2 * 1000,
	};
}

/* As src/data/flow.c does when settings change: only another size forgets. */
static void set_ring(struct flow *f)
{
	u32 bits = f->conf.mode == GRE2890_SEQ_MODE_WINDOW ?
		   gre2890_seq_ring_bits(&f->conf) : 0;
	unsigned long *ring = bits ? calloc(bits / 8, 1) : NULL;

	if (bits != f->seq.bits) {
		ring = gre2890_seq_set_ring(&f->seq, ring, bits);
		f->floor = f->last;
	}
	free(ring);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, data + size };
	struct flow f = {};
	u64 now = 0;

	configure(&f, &in);
	set_ring(&f);
	while (in.at < in.end) {
		u8 kind = take(&in, 1);
		struct gre2890_seq_range range = {
			.first = kind & 0x80 ? take(&in, 4) :
					       f.seq.last + (signed char)take(&in, 1),
			.count = kind & 0x40 ? 1 + take(&in, 2) % 2048 : 1,
		};

		now += kind & 0x20 ? 1000 : 1;
		if (kind & 0x10) {
			configure(&f, &in);
			set_ring(&f);
		}
		receive(&f, &range, now);
		must(f.seq.counts.in_order + f.seq.counts.gaps + f.seq.counts.late +
		     f.seq.counts.reordered == f.taken);
	}
	free(f.seq.seen);
	return 0;
}
