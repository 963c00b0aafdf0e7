// SPDX-License-Identifier: GPL-2.0
/* Limit of events per second */
#include <kunit/test.h>
#include <linux/limits.h>

#include "data/rate.h"

#define SECOND	((u64)NSEC_PER_SEC)

/* How many events are allowed at the moment?  Return: at most @most. */
static u32 allowed(atomic64_t *due, u64 now, u32 limit, u32 most)
{
	u32 n = 0;

	while (n < most && gre2890_rate_allows(due, now, limit))
		n++;
	return n;
}

static const u32 limits[] = { 1, 2, 3, 7, 10, 1000, 1024, 10000 };

static void limit_name(const u32 *limit, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u", *limit);
}

KUNIT_ARRAY_PARAM(limit, limits, limit_name);

static void a_second_of_events_at_once(struct kunit *test)
{
	const u32 *limit = test->param_value;
	atomic64_t due = ATOMIC64_INIT(0);
	u64 now = 5 * SECOND;

	KUNIT_EXPECT_EQ(test, allowed(&due, now, *limit, U32_MAX), *limit);
	KUNIT_EXPECT_EQ_MSG(test, allowed(&due, now + 3600 * SECOND, *limit, U32_MAX),
			    *limit, "a longer rest earns no more");
}

static void then_one_after_the_other(struct kunit *test)
{
	const u32 *limit = test->param_value;
	u64 now = 5 * SECOND, step = DIV_ROUND_UP(NSEC_PER_SEC, *limit);
	atomic64_t due = ATOMIC64_INIT(0);
	int i;

	allowed(&due, now, *limit, U32_MAX);
	for (i = 1; i <= 5; i++)
		KUNIT_EXPECT_EQ(test, 1, allowed(&due, now + i * step, *limit,
						 U32_MAX));
}

static void the_rate_is_kept(struct kunit *test)
{
	const u32 *limit = test->param_value;
	atomic64_t due = ATOMIC64_INIT(0);
	u32 n = 0;
	u64 now;

	for (now = 0; now < 10 * SECOND; now += SECOND / 64)
		n += allowed(&due, now, *limit, U32_MAX);
	KUNIT_EXPECT_LE(test, n, 11 * *limit);
	KUNIT_EXPECT_GE(test, n, 10 * *limit);
}

static void limit_0_allows_nothing(struct kunit *test)
{
	atomic64_t due = ATOMIC64_INIT(0);

	KUNIT_EXPECT_FALSE(test, gre2890_rate_allows(&due, 5 * SECOND, 0));
	KUNIT_EXPECT_EQ(test, atomic64_read(&due), 0);
}

static void a_refused_event_does_not_count(struct kunit *test)
{
	atomic64_t due = ATOMIC64_INIT(0);
	u64 now;
	int i;

	KUNIT_EXPECT_TRUE(test, gre2890_rate_allows(&due, 5 * SECOND, 1));
	for (i = 0; i < 100; i++)
		KUNIT_EXPECT_FALSE(test, gre2890_rate_allows(&due, 5 * SECOND, 1));
	now = 6 * SECOND;
	KUNIT_EXPECT_TRUE(test, gre2890_rate_allows(&due, now, 1));
}

static void a_new_limit_holds_at_once(struct kunit *test)
{
	atomic64_t due = ATOMIC64_INIT(0);

	allowed(&due, 5 * SECOND, 1, U32_MAX);
	KUNIT_EXPECT_FALSE(test, gre2890_rate_allows(&due, 5 * SECOND, 1000));
	KUNIT_EXPECT_EQ(test, allowed(&due, 6 * SECOND, 1000, U32_MAX), 1000);
	KUNIT_EXPECT_FALSE(test, gre2890_rate_allows(&due, 6 * SECOND, 0));
}

static void the_highest_limit_is_none(struct kunit *test)
{
	atomic64_t due = ATOMIC64_INIT(0);

	KUNIT_EXPECT_EQ(test, allowed(&due, 5 * SECOND, U32_MAX, 100000), 100000);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(a_second_of_events_at_once, limit_gen_params),
	KUNIT_CASE_PARAM(then_one_after_the_other, limit_gen_params),
	KUNIT_CASE_PARAM(the_rate_is_kept, limit_gen_params),
	KUNIT_CASE(limit_0_allows_nothing),
	KUNIT_CASE(a_refused_event_does_not_count),
	KUNIT_CASE(a_new_limit_holds_at_once),
	KUNIT_CASE(the_highest_limit_is_none),
	{}
};

static struct kunit_suite suite = {
	.name = "rate",
	.test_cases = cases,
};

kunit_test_suite(suite);
