// SPDX-License-Identifier: GPL-2.0
#include <linux/bitmap.h>

#include "pure/seq.h"

/* Record a number, evicting the oldest. */
static void enter_ring(struct gre2890_seq *seq, u32 number, bool seen)
{
	u32 bit = number & (seq->bits - 1);

	seq->counts.lost += !test_bit(bit, seq->seen);
	__assign_bit(bit, seq->seen, seen);
}

/* Advance the ring.  Skipped numbers that do not fit are lost at once. */
static void move_ring(struct gre2890_seq *seq, u32 skipped, u32 count)
{
	u32 number = seq->last + 1;
	u32 through = skipped > seq->bits ? skipped - seq->bits : 0;

	seq->counts.lost += through;
	number += through;
	for (skipped -= through; skipped; skipped--)
		enter_ring(seq, number++, false);
	if (count >= seq->bits) {
		seq->counts.lost += seq->bits -
				    bitmap_weight(seq->seen, seq->bits);
		bitmap_fill(seq->seen, seq->bits);
		return;
	}
	for (; count; count--)
		enter_ring(seq, number++, true);
}

/* Has the peer restarted its numbers?  Adds to the run of numbers out of sequence. */
static bool is_restart(struct gre2890_seq *seq,
		       const struct gre2890_seq_conf *conf,
		       const struct gre2890_seq_range *range, u64 now)
{
	u32 ahead = range->first - seq->old;
	bool ascends = seq->run && ahead != 0 && ahead <= 1U << 31;

	seq->old = range->first + range->count - 1;
	seq->run = ascends ? seq->run + 1 : 1;
	return (conf->resync_packets && seq->run >= conf->resync_packets) ||
	       (conf->resync_idle && now - seq->passed_at >= conf->resync_idle);
}

/*
 * Accept a late packet once.  A packet with several numbers passes as a whole if
 * its first number is new.
 */
static enum gre2890_seq_verdict
look_back(struct gre2890_seq *seq, const struct gre2890_seq_conf *conf,
	  const struct gre2890_seq_range *range)
{
	u32 behind = seq->last - range->first, i;

	if (behind == 0)
		return GRE2890_SEQ_DUPLICATE;
	if (!seq->seen || behind >= min(conf->window, seq->bits) ||
	    range->count > behind + 1)
		return GRE2890_SEQ_OLD;
	if (test_bit(range->first & (seq->bits - 1), seq->seen))
		return GRE2890_SEQ_DUPLICATE;

	for (i = 0; i < range->count; i++)
		__set_bit((range->first + i) & (seq->bits - 1), seq->seen);
	seq->counts.late += range->count;
	return GRE2890_SEQ_PASS;
}

/**
 * gre2890_seq_receive() - decide what to do with a packet
 * @seq: the flow's state
 * @conf: settings of the flow
 * @range: the packet's numbers
 * @now: the time, in ns
 *
 * %GRE2890_SEQ_PASS advances the state.  Other verdicts do not.
 *
 * Context: Any context.  Caller must serialise access to @seq.
 * Return: the verdict.
 */
enum gre2890_seq_verdict
gre2890_seq_receive(struct gre2890_seq *seq,
		    const struct gre2890_seq_conf *conf,
		    const struct gre2890_seq_range *range, u64 now)
{
	enum gre2890_seq_verdict verdict;

	if (conf->mode == GRE2890_SEQ_MODE_OFF)
		return GRE2890_SEQ_PASS;
	if (!seq->synced) {
		gre2890_seq_restart(seq, range, now);
		return GRE2890_SEQ_PASS;
	}
	if (gre2890_seq_is_old(seq, range->first)) {
		verdict = look_back(seq, conf, range);
		if (verdict == GRE2890_SEQ_PASS)
			seq->passed_at = now;
		else if (is_restart(seq, conf, range, now))
			return GRE2890_SEQ_RESYNC;
		return verdict;
	}

	if (conf->mode == GRE2890_SEQ_MODE_REORDER && range->first != seq->last + 1)
		return GRE2890_SEQ_WAIT;
	gre2890_seq_waits(seq, range);
	gre2890_seq_release(seq, range, now);
	return GRE2890_SEQ_PASS;
}

/**
 * gre2890_seq_waits() - count a packet ahead of the last number: it passes or waits
 * @seq: the flow's state
 * @range: the packet's numbers, ahead of @seq->last
 *
 * Context: Any context.  Caller must serialise access to @seq.
 */
void gre2890_seq_waits(struct gre2890_seq *seq,
		       const struct gre2890_seq_range *range)
{
	u32 ahead = range->first - seq->top;

	if (ahead == 0 || ahead > 1U << 31) {
		seq->counts.reordered += range->count;
		return;
	}
	if (ahead == 1)
		seq->counts.in_order += range->count;
	else
		seq->counts.gaps += range->count;
	seq->top = range->first + range->count - 1;
}

/**
 * gre2890_seq_release() - advance to a packet that is not out of sequence
 * @seq: the flow's state
 * @range: the packet's numbers; missing numbers before them are lost
 * @now: the time, in ns
 *
 * Context: Any context.  Caller must serialise access to @seq.
 */
void gre2890_seq_release(struct gre2890_seq *seq,
			 const struct gre2890_seq_range *range, u64 now)
{
	u32 skipped = range->first - seq->last - 1;

	if (seq->seen)
		move_ring(seq, skipped, range->count);
	else
		seq->counts.lost += skipped;
	seq->last = range->first + range->count - 1;
	seq->passed_at = now;
	seq->run = 0;
}

/**
 * gre2890_seq_restart() - start the flow with this packet
 * @seq: the flow's state
 * @range: the packet's numbers
 * @now: the time, in ns
 *
 * All earlier numbers count as seen, so older packets do not pass.
 *
 * Context: Any context.  Caller must serialise access to @seq.
 */
void gre2890_seq_restart(struct gre2890_seq *seq,
			 const struct gre2890_seq_range *range, u64 now)
{
	if (seq->synced)
		seq->counts.resyncs++;
	if (seq->seen)
		bitmap_fill(seq->seen, seq->bits);
	seq->counts.in_order += range->count;
	seq->last = range->first + range->count - 1;
	seq->top = seq->last;
	seq->synced = true;
	seq->passed_at = now;
	seq->run = 0;
}

/**
 * gre2890_seq_set_ring() - replace the ring of seen numbers
 * @seq: the flow's state
 * @ring: room for @bits, or NULL
 * @bits: a power of two, at least %BITS_PER_LONG, or 0
 *
 * All earlier numbers count as seen.
 *
 * Context: Any context.  Caller must serialise access to @seq.
 * Return: the previous ring, which the caller frees, or NULL.
 */
unsigned long *gre2890_seq_set_ring(struct gre2890_seq *seq,
				    unsigned long *ring, u32 bits)
{
	unsigned long *old = seq->seen;

	if (ring)
		bitmap_fill(ring, bits);
	seq->seen = ring;
	seq->bits = bits;
	return old;
}
