// SPDX-License-Identifier: GPL-2.0
/* Which answers are good, round-trip times, and hints */
#include <kunit/test.h>
#include <linux/gre2890.h>
#include <linux/prandom.h>
#include <linux/time64.h>

#include "pure/liveness.h"

#define LATE	GRE2890_LIVENESS_LATE
#define LOSS	GRE2890_LIVENESS_LOSS
#define MS	((u64)NSEC_PER_MSEC)

static const struct gre2890_liveness_conf usual = { .retries = 255, .hold = 1 };

static void ask_n(struct gre2890_liveness *live,
		  const struct gre2890_liveness_conf *conf, int n)
{
	while (n--)
		gre2890_liveness_ask(live, conf, 0);
}

/* ---- latency ------------------------------------------------------------ */

static void answer_after(struct gre2890_liveness *live,
			 const struct gre2890_liveness_conf *conf, u64 rtt)
{
	u64 now = 7 * MS;

	gre2890_liveness_answer(live, conf,
				gre2890_liveness_ask(live, conf, now),
				now + rtt);
}

static void round_trip_times(struct kunit *test)
{
	struct gre2890_liveness live;

	gre2890_liveness_start(&live, &usual);
	KUNIT_EXPECT_FALSE(test, live.measured);
	answer_after(&live, &usual, 8 * MS);
	KUNIT_EXPECT_TRUE(test, live.measured);
	KUNIT_EXPECT_EQ(test, live.rtt_last, 8 * MS);
	KUNIT_EXPECT_EQ(test, live.rtt_smoothed, 8 * MS);
	KUNIT_EXPECT_EQ(test, live.rtt_min, 8 * MS);
	answer_after(&live, &usual, 16 * MS);
	KUNIT_EXPECT_EQ(test, live.rtt_last, 16 * MS);
	KUNIT_EXPECT_EQ(test, live.rtt_smoothed, 9 * MS);
	KUNIT_EXPECT_EQ(test, live.rtt_min, 8 * MS);
	answer_after(&live, &usual, MS);
	KUNIT_EXPECT_EQ(test, live.rtt_smoothed, 8 * MS);
	KUNIT_EXPECT_EQ(test, live.rtt_min, MS);
}

static void a_late_answer_has_the_time_of_its_request(struct kunit *test)
{
	struct gre2890_liveness live;
	u32 number;

	gre2890_liveness_start(&live, &usual);
	number = gre2890_liveness_ask(&live, &usual, 100 * MS);
	gre2890_liveness_ask(&live, &usual, 200 * MS);
	gre2890_liveness_answer(&live, &usual, number, 250 * MS);
	KUNIT_EXPECT_EQ(test, live.rtt_last, 150 * MS);
	KUNIT_EXPECT_EQ(test, live.answered_at, 250 * MS);
}

static void latency_above_the_limit(struct kunit *test)
{
	struct gre2890_liveness_conf conf = {
		.retries = 3, .hold = 1, .rtt = 10
	};
	struct gre2890_liveness live;

	gre2890_liveness_start(&live, &conf);
	answer_after(&live, &conf, 10 * MS);
	KUNIT_EXPECT_EQ(test, live.state, GRE2890_STATE_OK);
	answer_after(&live, &conf, 18 * MS);
	KUNIT_EXPECT_EQ(test, live.state, GRE2890_STATE_LATENCY);
	answer_after(&live, &conf, 10 * MS);
	KUNIT_EXPECT_EQ_MSG(test, live.state, GRE2890_STATE_LATENCY,
			    "it is smoothed");
	answer_after(&live, &conf, 0);
	KUNIT_EXPECT_EQ(test, live.state, GRE2890_STATE_OK);
}

static void latency_needs_the_hold_to_end(struct kunit *test)
{
	struct gre2890_liveness_conf conf = {
		.retries = 3, .hold = 4, .rtt = 10
	};
	struct gre2890_liveness live;
	int i;

	gre2890_liveness_start(&live, &conf);
	answer_after(&live, &conf, 11 * MS);
	for (i = 0; i < 3; i++)
		answer_after(&live, &conf, 0);
	KUNIT_EXPECT_EQ(test, live.state, GRE2890_STATE_LATENCY);
	answer_after(&live, &conf, 0);
	KUNIT_EXPECT_EQ(test, live.state, GRE2890_STATE_OK);
}

/* ---- hints -------------------------------------------------------------- */

static void a_hint_before_the_first_request_asks(struct kunit *test)
{
	struct gre2890_liveness live;

	gre2890_liveness_start(&live, &usual);
	KUNIT_EXPECT_EQ(test, gre2890_liveness_hint(&live, 1000 * MS),
			GRE2890_LIVENESS_ASK);
}

static void hints_ask_each_100_ms_at_most(struct kunit *test)
{
	struct gre2890_liveness live;

	gre2890_liveness_start(&live, &usual);
	gre2890_liveness_ask(&live, &usual, MS);
	KUNIT_EXPECT_EQ(test, gre2890_liveness_hint(&live, 101 * MS - 1),
			GRE2890_LIVENESS_WAIT);
	KUNIT_EXPECT_EQ(test, gre2890_liveness_hint(&live, 101 * MS),
			GRE2890_LIVENESS_AGAIN);
	gre2890_liveness_answer(&live, &usual, live.number, 102 * MS);
	KUNIT_EXPECT_EQ(test, gre2890_liveness_hint(&live, 201 * MS - 1),
			GRE2890_LIVENESS_WAIT);
	KUNIT_EXPECT_EQ(test, gre2890_liveness_hint(&live, 201 * MS),
			GRE2890_LIVENESS_ASK);
}

static void hints_are_no_misses(struct kunit *test)
{
	struct gre2890_liveness_conf conf = { .retries = 1, .hold = 1 };
	struct gre2890_liveness live;
	u64 now;

	gre2890_liveness_start(&live, &conf);
	gre2890_liveness_ask(&live, &conf, MS);
	KUNIT_EXPECT_EQ(test, gre2890_liveness_hint(&live, 101 * MS),
			GRE2890_LIVENESS_AGAIN);
	for (now = 201 * MS; now < 5000 * MS; now += 100 * MS)
		KUNIT_EXPECT_EQ_MSG(test, gre2890_liveness_hint(&live, now),
				    GRE2890_LIVENESS_WAIT,
				    "a request is sent again once");
	KUNIT_EXPECT_EQ(test, live.state, GRE2890_STATE_OK);
	KUNIT_EXPECT_EQ(test, live.misses, 0);
	KUNIT_EXPECT_EQ(test, live.number, 1);
	gre2890_liveness_ask(&live, &conf, now);
	KUNIT_EXPECT_EQ(test, live.misses, 1);
}

static void a_request_sent_again_measures_nothing(struct kunit *test)
{
	struct gre2890_liveness live;

	gre2890_liveness_start(&live, &usual);
	gre2890_liveness_ask(&live, &usual, MS);
	gre2890_liveness_hint(&live, 101 * MS);
	KUNIT_EXPECT_TRUE(test, gre2890_liveness_answer(&live, &usual, 1, 102 * MS));
	KUNIT_EXPECT_FALSE(test, live.measured);
	answer_after(&live, &usual, 500 * MS);
	KUNIT_EXPECT_EQ_MSG(test, live.rtt_last, 500 * MS, "the next one does");
	gre2890_liveness_ask(&live, &usual, 1000 * MS);
	gre2890_liveness_hint(&live, 1100 * MS);
	KUNIT_EXPECT_TRUE(test, gre2890_liveness_answer(&live, &usual, live.number,
							1101 * MS));
	KUNIT_EXPECT_EQ_MSG(test, live.rtt_last, 101 * MS,
			    "it does if it is less than before");
}

static void nor_does_a_late_answer_to_it(struct kunit *test)
{
	struct gre2890_liveness live;

	gre2890_liveness_start(&live, &usual);
	gre2890_liveness_ask(&live, &usual, MS);
	gre2890_liveness_hint(&live, 101 * MS);
	gre2890_liveness_ask(&live, &usual, 200 * MS);
	KUNIT_EXPECT_TRUE(test, gre2890_liveness_answer(&live, &usual, 1, 201 * MS));
	KUNIT_EXPECT_FALSE(test, live.measured);
	KUNIT_EXPECT_TRUE(test, gre2890_liveness_answer(&live, &usual, 2, 203 * MS));
	KUNIT_EXPECT_EQ(test, live.rtt_last, 3 * MS);
}

/* ---- which answers are good ---------------------------------------------- */

static bool answers(struct gre2890_liveness *live, u32 number)
{
	return gre2890_liveness_answer(live, &usual, number, 0);
}

static void nothing_answers_before_the_first_request(struct kunit *test)
{
	struct gre2890_liveness live;

	gre2890_liveness_start(&live, &usual);
	KUNIT_EXPECT_FALSE(test, answers(&live, 0));
	KUNIT_EXPECT_FALSE(test, answers(&live, 1));
	KUNIT_EXPECT_FALSE(test, answers(&live, U32_MAX));
	KUNIT_EXPECT_FALSE(test, live.answered);
}

static void an_answer_is_good_once(struct kunit *test)
{
	struct gre2890_liveness live;

	gre2890_liveness_start(&live, &usual);
	ask_n(&live, &usual, 2);
	KUNIT_EXPECT_TRUE(test, answers(&live, 2));
	KUNIT_EXPECT_FALSE(test, answers(&live, 2));
	KUNIT_EXPECT_TRUE(test, answers(&live, 1));
	KUNIT_EXPECT_FALSE(test, answers(&live, 1));
	ask_n(&live, &usual, 1);
	KUNIT_EXPECT_FALSE_MSG(test, answers(&live, 2), "nor as a late one");
	KUNIT_EXPECT_EQ(test, live.good, 2);
}

static void an_answer_to_no_request_is_bad(struct kunit *test)
{
	struct gre2890_liveness live;

	gre2890_liveness_start(&live, &usual);
	ask_n(&live, &usual, 3);
	KUNIT_EXPECT_FALSE_MSG(test, answers(&live, 4), "not sent yet");
	KUNIT_EXPECT_FALSE_MSG(test, answers(&live, 0), "before the first");
	KUNIT_EXPECT_FALSE(test, answers(&live, 3 + 0x80000000));
	KUNIT_EXPECT_EQ(test, live.misses, 2);
}

/* Of many requests without an answer, the last 16 can still have one. */
static void expect_late(struct kunit *test, struct gre2890_liveness *live)
{
	unsigned int before;
	u32 last;

	ask_n(live, &usual, 3 * LATE);
	last = live->number;
	KUNIT_EXPECT_FALSE(test, answers(live, last - LATE));
	for (before = LATE; before--;)
		KUNIT_EXPECT_TRUE_MSG(test, answers(live, last - before),
				      "%u before the last", before);
	KUNIT_EXPECT_EQ(test, gre2890_liveness_lost(live, &usual), 2 * LATE);
}

static void the_last_16_can_have_a_late_answer(struct kunit *test)
{
	struct gre2890_liveness live;

	gre2890_liveness_start(&live, &usual);
	expect_late(test, &live);
}

static void so_can_they_after_an_outage(struct kunit *test)
{
	const struct gre2890_liveness_conf conf = {
		.retries = 1, .hold = 1, .form = GRE2890_KEEPALIVE_FORM_AUTH
	};
	struct gre2890_liveness live;
	u32 number;

	gre2890_liveness_start(&live, &conf);
	ask_n(&live, &conf, LATE);
	KUNIT_EXPECT_EQ(test, live.state, GRE2890_STATE_NO_ANSWER);
	for (number = 1; number <= LATE; number++)
		KUNIT_EXPECT_TRUE_MSG(test,
				      gre2890_liveness_answer(&live, &conf, number, 0),
				      "request %u", number);
	KUNIT_EXPECT_EQ(test, gre2890_liveness_lost(&live, &conf), 0);
	KUNIT_EXPECT_EQ(test, live.state, GRE2890_STATE_OK);
}

static void numbers_wrap(struct kunit *test)
{
	struct gre2890_liveness live;

	gre2890_liveness_start(&live, &usual);
	live.number = U32_MAX - 3 * LATE + 3;
	expect_late(test, &live);
	KUNIT_EXPECT_EQ(test, live.number, 2);
}

/* In form auth, late answers are told apart, so a request has its time. */
static void a_row_waits_for_late_answers(struct kunit *test)
{
	struct gre2890_liveness_conf conf = {
		.retries = 2, .hold = 255, .form = GRE2890_KEEPALIVE_FORM_AUTH
	};
	struct gre2890_liveness live;
	u32 missed, i;

	gre2890_liveness_start(&live, &conf);
	ask_n(&live, &conf, 2);
	gre2890_liveness_answer(&live, &conf, 2, 0);
	missed = gre2890_liveness_ask(&live, &conf, 0);
	for (i = 1; i < LATE; i++)
		gre2890_liveness_answer(&live, &conf,
					gre2890_liveness_ask(&live, &conf, 0), 0);
	KUNIT_EXPECT_EQ(test, live.number, missed + LATE - 1);
	KUNIT_EXPECT_EQ(test, live.good, LATE);
	ask_n(&live, &conf, 1);
	KUNIT_EXPECT_EQ(test, live.good, 0);
}

/* ---- random schedules ---------------------------------------------------- */

#define REQUESTS	4000

/**
 * struct history - every request, by number
 * @has_answer: it has an answer
 * @count: the number of the last one
 */
struct history {
	bool	has_answer[REQUESTS + 1];
	u32	count;
};

static unsigned int lost_in(const struct history *history)
{
	u32 n = history->count > LOSS ? history->count - LOSS : 1;
	unsigned int lost = 0;

	for (; n < history->count; n++)
		lost += !history->has_answer[n];
	return lost;
}

static void step(struct kunit *test, struct gre2890_liveness *live,
		 struct history *history, u32 chance)
{
	u32 number = history->count - chance / 4 % (LATE + 4);
	bool good;

	if (chance % 4 < 2) {
		history->count++;
		KUNIT_ASSERT_EQ(test, history->count,
				gre2890_liveness_ask(live, &usual, 0));
		return;
	}
	good = number && number <= history->count &&
	       history->count - number < LATE && !history->has_answer[number];
	KUNIT_ASSERT_EQ(test, good, answers(live, number));
	if (good)
		history->has_answer[number] = true;
}

static void a_history_says_the_same(struct kunit *test)
{
	struct history *history = kunit_kzalloc(test, sizeof(*history),
						GFP_KERNEL);
	struct gre2890_liveness live;
	struct rnd_state random;

	KUNIT_ASSERT_NOT_NULL(test, history);
	prandom_seed_state(&random, 2890);
	gre2890_liveness_start(&live, &usual);
	while (history->count < REQUESTS) {
		step(test, &live, history, prandom_u32_state(&random));
		KUNIT_ASSERT_EQ(test, lost_in(history),
				gre2890_liveness_lost(&live, &usual));
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(round_trip_times),
	KUNIT_CASE(a_late_answer_has_the_time_of_its_request),
	KUNIT_CASE(latency_above_the_limit),
	KUNIT_CASE(latency_needs_the_hold_to_end),
	KUNIT_CASE(a_hint_before_the_first_request_asks),
	KUNIT_CASE(hints_ask_each_100_ms_at_most),
	KUNIT_CASE(hints_are_no_misses),
	KUNIT_CASE(a_request_sent_again_measures_nothing),
	KUNIT_CASE(nor_does_a_late_answer_to_it),
	KUNIT_CASE(nothing_answers_before_the_first_request),
	KUNIT_CASE(an_answer_is_good_once),
	KUNIT_CASE(an_answer_to_no_request_is_bad),
	KUNIT_CASE(the_last_16_can_have_a_late_answer),
	KUNIT_CASE(so_can_they_after_an_outage),
	KUNIT_CASE(numbers_wrap),
	KUNIT_CASE(a_row_waits_for_late_answers),
	KUNIT_CASE(a_history_says_the_same),
	{}
};

static struct kunit_suite suite = {
	.name = "liveness_answer",
	.test_cases = cases,
};

kunit_test_suite(suite);
