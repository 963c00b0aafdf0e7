// SPDX-License-Identifier: GPL-2.0
/* What requests and answers say about the peer */
#include <kunit/test.h>

#include "pure/liveness.c"

#define LOSS	GRE2890_LIVENESS_LOSS

/**
 * struct schedule - events, and the state after each of them
 * @name: name of the case
 * @retries: setting
 * @hold: setting
 * @loss: setting
 * @events: 'a' asks; digit N answers the Nth request before the last one
 * @states: '.' ok, 'n' no answer, 'l' loss; as many as @events
 */
struct schedule {
	const char	*name;
	u8		retries;
	u8		hold;
	u8		loss;
	const char	*events;
	const char	*states;
};

static const struct schedule schedules[] = {
	{ "no answer is due before the next request", 1, 1, 0, "a", "." },
	{ "every request has its answer", 1, 1, 0, "a0a0a0", "......" },
	{ "retries 1", 1, 1, 0, "aa", ".n" },
	{ "retries 3", 3, 1, 0, "aaaaa", "...nn" },
	{ "an answer ends a row of misses", 3, 1, 0, "aaa0aaaa", ".......n" },
	{ "so does a late one", 2, 1, 0, "aa1aa", "....n" },
	{ "each answer one late", 2, 1, 0, "aa1a1a1a1a1", "..........." },
	{ "one answer brings it back", 3, 1, 0, "aaaa0a0", "...n..." },
	{ "a late one brings it back", 2, 1, 0, "aaa2a0", "..n..." },
	{ "a duplicate does not", 2, 2, 0, "aaa00", "..nnn" },
	{ "hold 2", 1, 2, 0, "aa0a0", ".nnn." },
	{ "hold 3", 1, 3, 0, "aa0a0a0", ".nnnnn." },
	{ "a miss starts the hold again", 2, 2, 0, "aaa0aa0a0", "..nnnnnn." },
	{ "loss at the limit", 255, 1, 2, "aaa0", "...." },
	{ "loss above the limit", 255, 1, 2, "aaaa0", "...ll" },
	{ "a late answer ends it", 255, 1, 2, "aaaa3", "...l." },
	{ "loss and hold", 255, 2, 2, "aaaa30", "...ll." },
	{ "an outage is no loss", 3, 1, 2, "aaaa0a0", "...n..." },
	{ "loss before and after an outage", 3, 2, 1, "aaaa0aaa", "..lnnnnl" },
	{ "loss may become no answer", 4, 1, 2, "aaaaa", "...ln" },
};

static void schedule_name(const struct schedule *schedule, char *desc)
{
	strscpy(desc, schedule->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(schedule, schedules, schedule_name);

static char letter(u8 state)
{
	switch (state) {
	case GRE2890_STATE_OK:
		return '.';
	case GRE2890_STATE_NO_ANSWER:
		return 'n';
	case GRE2890_STATE_LOSS:
		return 'l';
	default:
		return '?';
	}
}

static void schedule_gives_states(struct kunit *test)
{
	const struct schedule *schedule = test->param_value;
	struct gre2890_liveness_conf conf = {
		.retries = schedule->retries,
		.hold = schedule->hold,
		.loss = schedule->loss,
	};
	struct gre2890_liveness live;
	const char *event;
	char states[32] = "";
	int n = 0;

	gre2890_liveness_start(&live, &conf);
	for (event = schedule->events; *event; event++) {
		if (*event == 'a')
			gre2890_liveness_ask(&live, &conf, 0);
		else
			gre2890_liveness_answer(&live, &conf,
						live.number - (*event - '0'), 0);
		states[n++] = letter(live.state);
	}
	KUNIT_EXPECT_STREQ(test, schedule->states, states);
}

static const struct gre2890_liveness_conf usual = { .retries = 3, .hold = 1 };

static void ask_n(struct gre2890_liveness *live,
		  const struct gre2890_liveness_conf *conf, int n)
{
	while (n--)
		gre2890_liveness_ask(live, conf, 0);
}

/* Let requests have their answer at once. */
static void serve_n(struct gre2890_liveness *live,
		    const struct gre2890_liveness_conf *conf, int n)
{
	while (n--)
		gre2890_liveness_answer(live, conf,
					gre2890_liveness_ask(live, conf, 0), 0);
}

/* ---- hold --------------------------------------------------------------- */

/* Take the carrier down by a miss, and return how many answers bring it back. */
static int flap(struct gre2890_liveness *live,
		const struct gre2890_liveness_conf *conf)
{
	int n = 0;

	ask_n(live, conf, 2);
	while (live->state != GRE2890_STATE_OK && n < 10000) {
		gre2890_liveness_answer(live, conf, live->number, 0);
		n++;
		if (live->state != GRE2890_STATE_OK)
			ask_n(live, conf, 1);
	}
	return n;
}

static void each_flap_doubles_the_hold(struct kunit *test)
{
	static const u8 holds[] = { 1, 2, 5, 255 };
	struct gre2890_liveness_conf conf = { .retries = 1 };
	static const int factors[] = { 1, 2, 4, 8, 16, 16, 16 };
	struct gre2890_liveness live;
	int i, k;

	for (i = 0; i < ARRAY_SIZE(holds); i++) {
		conf.hold = holds[i];
		gre2890_liveness_start(&live, &conf);
		for (k = 0; k < ARRAY_SIZE(factors); k++)
			KUNIT_EXPECT_EQ_MSG(test, flap(&live, &conf),
					    conf.hold * factors[k],
					    "hold %u, flap %d", conf.hold, k);
	}
}

static void each_answer_while_up_lowers_the_hold(struct kunit *test)
{
	struct gre2890_liveness_conf conf = { .retries = 1, .hold = 3 };
	struct gre2890_liveness live;

	gre2890_liveness_start(&live, &conf);
	flap(&live, &conf);
	flap(&live, &conf);
	serve_n(&live, &conf, 5);
	KUNIT_EXPECT_EQ(test, flap(&live, &conf), 4 * conf.hold - 5);
	serve_n(&live, &conf, 1000);
	KUNIT_EXPECT_EQ_MSG(test, flap(&live, &conf), conf.hold,
			    "not below the setting");
}

static void hold_follows_its_setting(struct kunit *test)
{
	struct gre2890_liveness_conf conf = { .retries = 1, .hold = 8 };
	struct gre2890_liveness live;

	gre2890_liveness_start(&live, &conf);
	flap(&live, &conf);
	flap(&live, &conf);
	conf.hold = 1;
	KUNIT_EXPECT_EQ_MSG(test, flap(&live, &conf), 16, "at most 16 times");
	conf.hold = 20;
	KUNIT_EXPECT_EQ_MSG(test, flap(&live, &conf), 20, "at least as long");
}

/* ---- loss --------------------------------------------------------------- */

static void loss_is_counted_over_the_last_100(struct kunit *test)
{
	struct gre2890_liveness live;

	gre2890_liveness_start(&live, &usual);
	KUNIT_EXPECT_EQ(test, gre2890_liveness_lost(&live, &usual), 0);
	ask_n(&live, &usual, 1);
	KUNIT_EXPECT_EQ_MSG(test, gre2890_liveness_lost(&live, &usual), 0,
			    "it may still have an answer");
	serve_n(&live, &usual, LOSS);
	KUNIT_EXPECT_EQ(test, gre2890_liveness_lost(&live, &usual), 1);
	serve_n(&live, &usual, 1);
	KUNIT_EXPECT_EQ_MSG(test, gre2890_liveness_lost(&live, &usual), 0,
			    "the 101st before the last is forgotten");
	ask_n(&live, &usual, 3 * LOSS);
	KUNIT_EXPECT_EQ(test, gre2890_liveness_lost(&live, &usual), LOSS);
}

static void what_may_still_be_answered_is_not_lost(struct kunit *test)
{
	static const struct gre2890_liveness_conf conf = {
		.retries = 255, .hold = 1, .loss = 1,
		.form = GRE2890_KEEPALIVE_FORM_AUTH,
	};
	struct gre2890_liveness live;
	int i;

	gre2890_liveness_start(&live, &conf);
	ask_n(&live, &conf, 5);
	for (i = 0; i < 200; i++) {
		gre2890_liveness_answer(&live, &conf, live.number - 4, 0);
		gre2890_liveness_ask(&live, &conf, 0);
		KUNIT_ASSERT_EQ(test, live.state, GRE2890_STATE_OK);
	}
	KUNIT_EXPECT_EQ(test, gre2890_liveness_lost(&live, &conf), 0);
	ask_n(&live, &conf, 20);
	KUNIT_EXPECT_EQ(test, gre2890_liveness_lost(&live, &conf), 9);
}

static void an_outage_breaks_the_row(struct kunit *test)
{
	struct gre2890_liveness_conf conf = {
		.retries = 3, .hold = 3, .form = GRE2890_KEEPALIVE_FORM_AUTH,
	};
	struct gre2890_liveness live;

	gre2890_liveness_start(&live, &conf);
	ask_n(&live, &conf, 5);
	gre2890_liveness_answer(&live, &conf, live.number, 0);
	ask_n(&live, &conf, 5);
	KUNIT_EXPECT_EQ(test, live.good, 0);
	serve_n(&live, &conf, 2);
	KUNIT_EXPECT_EQ(test, live.state, GRE2890_STATE_NO_ANSWER);
	serve_n(&live, &conf, 1);
	KUNIT_EXPECT_EQ(test, live.state, GRE2890_STATE_OK);
}

static void loss_ends_when_the_misses_are_forgotten(struct kunit *test)
{
	struct gre2890_liveness_conf conf = {
		.retries = 255, .hold = 1, .loss = 1
	};
	struct gre2890_liveness live;

	gre2890_liveness_start(&live, &conf);
	ask_n(&live, &conf, 2);
	serve_n(&live, &conf, LOSS - 1);
	KUNIT_EXPECT_EQ(test, live.state, GRE2890_STATE_LOSS);
	serve_n(&live, &conf, 1);
	KUNIT_EXPECT_EQ(test, live.state, GRE2890_STATE_OK);
}

/* ---- restart ------------------------------------------------------------ */

static void start_forgets_everything(struct kunit *test)
{
	struct gre2890_liveness_conf conf = { .retries = 1, .hold = 9 };
	struct gre2890_liveness live, fresh;

	gre2890_liveness_start(&fresh, &conf);
	gre2890_liveness_start(&live, &conf);
	flap(&live, &conf);
	ask_n(&live, &conf, 2);
	KUNIT_EXPECT_EQ(test, live.state, GRE2890_STATE_NO_ANSWER);
	gre2890_liveness_start(&live, &conf);
	KUNIT_EXPECT_EQ(test, live.state, GRE2890_STATE_OK);
	KUNIT_EXPECT_MEMEQ(test, &live, &fresh, sizeof(live));
	KUNIT_EXPECT_EQ(test, flap(&live, &conf), conf.hold);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(schedule_gives_states, schedule_gen_params),
	KUNIT_CASE(each_flap_doubles_the_hold),
	KUNIT_CASE(each_answer_while_up_lowers_the_hold),
	KUNIT_CASE(hold_follows_its_setting),
	KUNIT_CASE(loss_is_counted_over_the_last_100),
	KUNIT_CASE(what_may_still_be_answered_is_not_lost),
	KUNIT_CASE(an_outage_breaks_the_row),
	KUNIT_CASE(loss_ends_when_the_misses_are_forgotten),
	KUNIT_CASE(start_forgets_everything),
	{}
};

static struct kunit_suite suite = {
	.name = "liveness",
	.test_cases = cases,
};

kunit_test_suite(suite);
