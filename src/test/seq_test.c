// SPDX-License-Identifier: GPL-2.0
/* Verdicts on sequence numbers: RFC 2890 2.2 */
#include <kunit/test.h>

#include "pure/seq.c"

#define BEHIND_MAX	0x7fffffffU	/* furthest number out of sequence */
#define AHEAD_MAX	0x80000000U	/* furthest number in sequence */

#define WINDOW		8
#define SECOND		NSEC_PER_SEC

/**
 * struct verdict_example - a number that follows another
 * @name: name of the case
 * @last: the first number of the flow
 * @number: the next one
 * @strict: verdict on it in mode strict
 * @window: verdict in mode window; numbers before the first count as seen
 * @reorder: verdict in mode reorder
 */
struct verdict_example {
	const char			*name;
	u32				last;
	u32				number;
	enum gre2890_seq_verdict	strict;
	enum gre2890_seq_verdict	window;
	enum gre2890_seq_verdict	reorder;
};

#define PASS	GRE2890_SEQ_PASS
#define WAIT	GRE2890_SEQ_WAIT
#define OLD	GRE2890_SEQ_OLD
#define DUP	GRE2890_SEQ_DUPLICATE

#define NEXT(_name, _last, _number)	{ _name, _last, _number, PASS, PASS, PASS }
#define AHEAD(_name, _last, _number)	{ _name, _last, _number, PASS, PASS, WAIT }
#define SAME(_name, _last)		{ _name, _last, _last, DUP, DUP, DUP }
/* Out of sequence, within the window and beyond it */
#define NEAR(_name, _last, _number)	{ _name, _last, _number, OLD, DUP, OLD }
#define FAR(_name, _last, _number)	{ _name, _last, _number, OLD, OLD, OLD }

static const struct verdict_example verdicts[] = {
	NEXT("0: next", 0, 1),
	AHEAD("0: one left out", 0, 2),
	AHEAD("0: 2^31 - 1 ahead", 0, AHEAD_MAX - 1),
	AHEAD("0: 2^31 ahead", 0, AHEAD_MAX),
	FAR("0: 2^31 - 1 behind", 0, AHEAD_MAX + 1),
	NEAR("0: one behind", 0, U32_MAX),
	NEAR("0: window's last", 0, -(WINDOW - 1)),
	FAR("0: one behind the window", 0, -WINDOW),
	SAME("0: same", 0),
	NEXT("2^31 - 1: next", AHEAD_MAX - 1, AHEAD_MAX),
	AHEAD("2^31 - 1: 2^31 ahead", AHEAD_MAX - 1, U32_MAX),
	FAR("2^31 - 1: 2^31 - 1 behind", AHEAD_MAX - 1, 0),
	NEXT("2^31: next", AHEAD_MAX, AHEAD_MAX + 1),
	AHEAD("2^31: 2^31 ahead", AHEAD_MAX, 0),
	FAR("2^31: 2^31 - 1 behind", AHEAD_MAX, 1),
	SAME("2^31: same", AHEAD_MAX),
	NEAR("2^31: one behind", AHEAD_MAX, AHEAD_MAX - 1),
	NEXT("2^31 + 1: next", AHEAD_MAX + 1, AHEAD_MAX + 2),
	AHEAD("2^31 + 1: 2^31 ahead", AHEAD_MAX + 1, 1),
	FAR("2^31 + 1: 2^31 - 1 behind", AHEAD_MAX + 1, 2),
	NEXT("2^32 - 1: next", U32_MAX, 0),
	AHEAD("2^32 - 1: one left out", U32_MAX, 1),
	AHEAD("2^32 - 1: 2^31 ahead", U32_MAX, BEHIND_MAX),
	FAR("2^32 - 1: 2^31 - 1 behind", U32_MAX, AHEAD_MAX),
	NEAR("2^32 - 1: one behind", U32_MAX, U32_MAX - 1),
	SAME("2^32 - 1: same", U32_MAX),
	AHEAD("2^32 - 2: 0 is one left out", U32_MAX - 1, 0),
	NEAR("1: before the wrap", 1, U32_MAX),
};

static void verdict_name(const struct verdict_example *example, char *desc)
{
	strscpy(desc, example->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(verdict, verdicts, verdict_name);

static void conf_init(struct gre2890_seq_conf *conf, u8 mode)
{
	*conf = (struct gre2890_seq_conf) { .mode = mode, .window = WINDOW };
}

static void seq_init(struct kunit *test, struct gre2890_seq *seq, u8 mode)
{
	struct gre2890_seq_conf conf;
	unsigned long *ring;
	u32 bits;

	memset(seq, 0, sizeof(*seq));
	if (mode != GRE2890_SEQ_MODE_WINDOW)
		return;
	conf_init(&conf, mode);
	bits = gre2890_seq_ring_bits(&conf);
	ring = kunit_kzalloc(test, BITS_TO_LONGS(bits) * sizeof(long),
			     GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, ring);
	KUNIT_ASSERT_NULL(test, gre2890_seq_set_ring(seq, ring, bits));
}

static enum gre2890_seq_verdict receive(struct gre2890_seq *seq,
					const struct gre2890_seq_conf *conf,
					u32 number, u64 now)
{
	struct gre2890_seq_range range = { .first = number, .count = 1 };

	return gre2890_seq_receive(seq, conf, &range, now);
}

static void verdict_in(struct kunit *test, u8 mode,
		       enum gre2890_seq_verdict wanted)
{
	const struct verdict_example *example = test->param_value;
	struct gre2890_seq_conf conf;
	struct gre2890_seq seq;

	conf_init(&conf, mode);
	seq_init(test, &seq, mode);
	KUNIT_ASSERT_EQ(test, PASS, receive(&seq, &conf, example->last, 0));
	KUNIT_EXPECT_EQ(test, wanted, receive(&seq, &conf, example->number, 0));
	KUNIT_EXPECT_EQ(test, seq.last, wanted == PASS ? example->number :
							 example->last);
}

static void verdict_strict(struct kunit *test)
{
	const struct verdict_example *example = test->param_value;

	verdict_in(test, GRE2890_SEQ_MODE_STRICT, example->strict);
}

static void verdict_window(struct kunit *test)
{
	const struct verdict_example *example = test->param_value;

	verdict_in(test, GRE2890_SEQ_MODE_WINDOW, example->window);
}

static void verdict_reorder(struct kunit *test)
{
	const struct verdict_example *example = test->param_value;

	verdict_in(test, GRE2890_SEQ_MODE_REORDER, example->reorder);
}

static void any_number_is_the_first(struct kunit *test)
{
	static const u32 firsts[] = { 0, 1, AHEAD_MAX, AHEAD_MAX + 1, U32_MAX };
	struct gre2890_seq_conf conf;
	struct gre2890_seq seq;
	int i;

	conf_init(&conf, GRE2890_SEQ_MODE_STRICT);
	for (i = 0; i < ARRAY_SIZE(firsts); i++) {
		seq_init(test, &seq, conf.mode);
		KUNIT_EXPECT_EQ(test, PASS,
				receive(&seq, &conf, firsts[i], 0));
		KUNIT_EXPECT_EQ(test, DUP, receive(&seq, &conf, firsts[i], 0));
	}
}

static void off_looks_at_nothing(struct kunit *test)
{
	struct gre2890_seq_conf conf;
	struct gre2890_seq seq;

	conf_init(&conf, GRE2890_SEQ_MODE_OFF);
	seq_init(test, &seq, conf.mode);
	KUNIT_EXPECT_EQ(test, PASS, receive(&seq, &conf, 5, 0));
	KUNIT_EXPECT_EQ(test, PASS, receive(&seq, &conf, 5, 0));
	KUNIT_EXPECT_EQ(test, PASS, receive(&seq, &conf, 4, 0));
	KUNIT_EXPECT_FALSE(test, seq.synced);
}

static void window_passes_each_once(struct kunit *test)
{
	const u32 start = U32_MAX - WINDOW / 2;
	struct gre2890_seq_conf conf;
	struct gre2890_seq seq;
	int round, i;

	conf_init(&conf, GRE2890_SEQ_MODE_WINDOW);
	seq_init(test, &seq, conf.mode);
	receive(&seq, &conf, start, 0);
	receive(&seq, &conf, start + WINDOW, 0);
	for (round = 0; round < 2; round++)
		for (i = WINDOW - 1; i > 0; i--)
			KUNIT_EXPECT_EQ_MSG(test, round ? DUP : PASS,
					    receive(&seq, &conf, start + i, 0),
					    "number %d of round %d", i, round);
	KUNIT_EXPECT_EQ(test, seq.counts.late, WINDOW - 1);
	KUNIT_EXPECT_EQ(test, seq.counts.lost, 0);
}

static void lost_are_counted_as_they_leave_the_ring(struct kunit *test)
{
	struct gre2890_seq_conf conf;
	struct gre2890_seq seq;
	u32 bits;

	conf_init(&conf, GRE2890_SEQ_MODE_WINDOW);
	seq_init(test, &seq, conf.mode);
	bits = seq.bits;
	receive(&seq, &conf, 0, 0);
	receive(&seq, &conf, 3, 0);
	KUNIT_EXPECT_EQ(test, seq.counts.lost, 0);
	receive(&seq, &conf, bits, 0);
	KUNIT_EXPECT_EQ_MSG(test, seq.counts.lost, 0, "1 and 2 are in it");
	receive(&seq, &conf, bits + 1, 0);
	KUNIT_EXPECT_EQ_MSG(test, seq.counts.lost, 1, "1 has left");
	receive(&seq, &conf, bits + 2, 0);
	KUNIT_EXPECT_EQ_MSG(test, seq.counts.lost, 2, "2 has left");
	receive(&seq, &conf, 10 * bits, 0);
	KUNIT_EXPECT_EQ(test, seq.counts.lost, 9 * bits - 4);
	receive(&seq, &conf, 10 * bits + AHEAD_MAX, 0);
	KUNIT_EXPECT_EQ(test, seq.counts.lost, 9 * bits - 5 + AHEAD_MAX);
}

static void strict_counts_lost_at_once(struct kunit *test)
{
	struct gre2890_seq_conf conf;
	struct gre2890_seq seq;

	conf_init(&conf, GRE2890_SEQ_MODE_STRICT);
	seq_init(test, &seq, conf.mode);
	receive(&seq, &conf, U32_MAX, 0);
	receive(&seq, &conf, 2, 0);
	KUNIT_EXPECT_EQ(test, seq.counts.lost, 2);
	receive(&seq, &conf, 2 + AHEAD_MAX, 0);
	KUNIT_EXPECT_EQ(test, seq.counts.lost, 2 + (u64)AHEAD_MAX - 1);
	KUNIT_EXPECT_EQ(test, seq.counts.in_order, 1);
	KUNIT_EXPECT_EQ(test, seq.counts.gaps, 2);
}

static void a_range_moves_on_by_all_its_numbers(struct kunit *test)
{
	struct gre2890_seq_range range = { .first = U32_MAX, .count = 3 };
	struct gre2890_seq_conf conf;
	struct gre2890_seq seq;

	conf_init(&conf, GRE2890_SEQ_MODE_WINDOW);
	seq_init(test, &seq, conf.mode);
	KUNIT_EXPECT_EQ(test, PASS, gre2890_seq_receive(&seq, &conf, &range, 0));
	KUNIT_EXPECT_EQ(test, seq.last, 1);
	KUNIT_EXPECT_EQ(test, DUP, receive(&seq, &conf, 0, 0));
	KUNIT_EXPECT_EQ(test, PASS, receive(&seq, &conf, 2, 0));
	KUNIT_EXPECT_EQ(test, seq.counts.in_order, 4);
}

static void a_range_that_reaches_beyond_the_last_is_old(struct kunit *test)
{
	struct gre2890_seq_range range = { .first = 9, .count = 3 };
	struct gre2890_seq_conf conf;
	struct gre2890_seq seq;

	conf_init(&conf, GRE2890_SEQ_MODE_WINDOW);
	seq_init(test, &seq, conf.mode);
	receive(&seq, &conf, 7, 0);
	receive(&seq, &conf, 10, 0);
	KUNIT_EXPECT_EQ(test, OLD, gre2890_seq_receive(&seq, &conf, &range, 0));
	range.count = 2;
	range.first = 8;
	KUNIT_EXPECT_EQ(test, PASS,
			gre2890_seq_receive(&seq, &conf, &range, 0));
	KUNIT_EXPECT_EQ(test, seq.counts.late, 2);
}

static void a_range_may_be_longer_than_the_ring(struct kunit *test)
{
	struct gre2890_seq_range range = { .first = 2 };
	struct gre2890_seq_conf conf;
	struct gre2890_seq seq;

	conf_init(&conf, GRE2890_SEQ_MODE_WINDOW);
	seq_init(test, &seq, conf.mode);
	range.count = 10 * seq.bits;
	receive(&seq, &conf, 0, 0);
	KUNIT_EXPECT_EQ(test, PASS, gre2890_seq_receive(&seq, &conf, &range, 0));
	KUNIT_EXPECT_EQ(test, seq.counts.lost, 1);
	KUNIT_EXPECT_EQ(test, seq.last, range.first + range.count - 1);
	KUNIT_EXPECT_EQ(test, DUP, receive(&seq, &conf, seq.last - 1, 0));
}

static void resync_after_packets(struct kunit *test)
{
	struct gre2890_seq_range third = { .first = 12, .count = 1 };
	struct gre2890_seq_conf conf;
	struct gre2890_seq seq;

	conf_init(&conf, GRE2890_SEQ_MODE_STRICT);
	conf.resync_packets = 3;
	seq_init(test, &seq, conf.mode);
	receive(&seq, &conf, 1000, 0);
	KUNIT_EXPECT_EQ(test, OLD, receive(&seq, &conf, 10, 0));
	KUNIT_EXPECT_EQ(test, OLD, receive(&seq, &conf, 11, 0));
	KUNIT_EXPECT_EQ_MSG(test, OLD, receive(&seq, &conf, 11, 0),
			    "the same number does not ascend");
	KUNIT_EXPECT_EQ(test, OLD, receive(&seq, &conf, 11 + 5, 0));
	KUNIT_EXPECT_EQ_MSG(test, OLD, receive(&seq, &conf, 10, 0),
			    "nor a lower one");
	KUNIT_EXPECT_EQ(test, OLD, receive(&seq, &conf, 11, 0));
	KUNIT_EXPECT_EQ(test, GRE2890_SEQ_RESYNC,
			gre2890_seq_receive(&seq, &conf, &third, 0));
	gre2890_seq_restart(&seq, &third, 0);
	KUNIT_EXPECT_EQ(test, seq.counts.resyncs, 1);
	KUNIT_EXPECT_EQ(test, PASS, receive(&seq, &conf, 13, 0));
	KUNIT_EXPECT_EQ(test, OLD, receive(&seq, &conf, 11, 0));
}

static void resync_after_idle_time(struct kunit *test)
{
	struct gre2890_seq_conf conf;
	struct gre2890_seq seq;

	conf_init(&conf, GRE2890_SEQ_MODE_STRICT);
	conf.resync_idle = SECOND;
	seq_init(test, &seq, conf.mode);
	receive(&seq, &conf, 1000, SECOND);
	KUNIT_EXPECT_EQ(test, OLD, receive(&seq, &conf, 0, 2 * SECOND - 1));
	KUNIT_EXPECT_EQ_MSG(test, GRE2890_SEQ_RESYNC,
			    receive(&seq, &conf, 1, 2 * SECOND),
			    "what is old does not prolong the time");
	receive(&seq, &conf, 1001, 2 * SECOND);
	KUNIT_EXPECT_EQ_MSG(test, OLD, receive(&seq, &conf, 2, 3 * SECOND - 1),
			    "what passes does");
}

static void never_resyncs_unless_asked_to(struct kunit *test)
{
	struct gre2890_seq_conf conf;
	struct gre2890_seq seq;
	u32 i;

	conf_init(&conf, GRE2890_SEQ_MODE_STRICT);
	seq_init(test, &seq, conf.mode);
	receive(&seq, &conf, 100000, 0);
	for (i = 0; i < 100000; i++)
		KUNIT_ASSERT_EQ(test, OLD,
				receive(&seq, &conf, i, i * SECOND));
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(verdict_strict, verdict_gen_params),
	KUNIT_CASE_PARAM(verdict_window, verdict_gen_params),
	KUNIT_CASE_PARAM(verdict_reorder, verdict_gen_params),
	KUNIT_CASE(any_number_is_the_first),
	KUNIT_CASE(off_looks_at_nothing),
	KUNIT_CASE(window_passes_each_once),
	KUNIT_CASE(lost_are_counted_as_they_leave_the_ring),
	KUNIT_CASE(strict_counts_lost_at_once),
	KUNIT_CASE(a_range_moves_on_by_all_its_numbers),
	KUNIT_CASE(a_range_that_reaches_beyond_the_last_is_old),
	KUNIT_CASE(a_range_may_be_longer_than_the_ring),
	KUNIT_CASE(resync_after_packets),
	KUNIT_CASE(resync_after_idle_time),
	KUNIT_CASE(never_resyncs_unless_asked_to),
	{}
};

static struct kunit_suite suite = {
	.name = "seq",
	.test_cases = cases,
};

kunit_test_suite(suite);
