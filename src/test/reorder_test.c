// SPDX-License-Identifier: GPL-2.0
/* The reorder buffer: RFC 2890 2.2 */
#include <kunit/test.h>

#include "pure/reorder.c"

static struct sk_buff *packet(struct kunit *test)
{
	struct sk_buff *skb = alloc_skb(0, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	return skb;
}

/* Return: true if the buffer took the packet.  Otherwise the packet is freed. */
static bool add(struct kunit *test, struct gre2890_reorder *buffer,
		struct gre2890_seq_range range, u64 now)
{
	struct sk_buff *skb = packet(test);

	if (gre2890_reorder_add(buffer, skb, &range, now))
		return true;
	kfree_skb(skb);
	return false;
}

static bool add_one(struct kunit *test, struct gre2890_reorder *buffer,
		    u32 number, u64 now)
{
	struct gre2890_seq_range range = { .first = number, .count = 1 };

	return add(test, buffer, range, now);
}

static void take_and_expect(struct kunit *test, struct gre2890_reorder *buffer,
			    u32 number)
{
	struct gre2890_seq_range range;
	struct sk_buff *skb;
	u32 first;

	KUNIT_ASSERT_TRUE(test, gre2890_reorder_first(buffer, &first));
	KUNIT_EXPECT_EQ(test, first, number);
	skb = gre2890_reorder_take(buffer, &range);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	KUNIT_EXPECT_EQ(test, range.first, number);
	KUNIT_EXPECT_NULL(test, skb->next);
	KUNIT_EXPECT_NULL(test, skb->prev);
	KUNIT_EXPECT_NULL(test, skb->dev);
	kfree_skb(skb);
}

static void empty_has_nothing(struct kunit *test)
{
	struct gre2890_seq_range range;
	struct gre2890_reorder buffer;
	u32 first;
	u64 since;

	gre2890_reorder_init(&buffer);
	KUNIT_EXPECT_NULL(test, gre2890_reorder_take(&buffer, &range));
	KUNIT_EXPECT_FALSE(test, gre2890_reorder_first(&buffer, &first));
	KUNIT_EXPECT_FALSE(test, gre2890_reorder_oldest(&buffer, &since));
}

static void sorts_over_the_wrap(struct kunit *test)
{
	static const u32 sorted[] = {
		0xc0000001, 0xfffffffe, U32_MAX, 0, 1, 5, 0x3fffffff
	};
	static const int order[] = { 3, 6, 0, 2, 5, 1, 4 };
	struct gre2890_reorder buffer;
	int i;

	gre2890_reorder_init(&buffer);
	for (i = 0; i < ARRAY_SIZE(order); i++)
		KUNIT_EXPECT_TRUE(test, add_one(test, &buffer,
						sorted[order[i]], i));
	KUNIT_EXPECT_EQ(test, buffer.count, ARRAY_SIZE(sorted));
	for (i = 0; i < ARRAY_SIZE(sorted); i++)
		take_and_expect(test, &buffer, sorted[i]);
	KUNIT_EXPECT_EQ(test, buffer.count, 0);
}

static void takes_a_number_once(struct kunit *test)
{
	struct gre2890_seq_range three = { .first = 10, .count = 3 };
	struct gre2890_reorder buffer;

	gre2890_reorder_init(&buffer);
	KUNIT_EXPECT_TRUE(test, add(test, &buffer, three, 0));
	KUNIT_EXPECT_FALSE(test, add_one(test, &buffer, 10, 0));
	KUNIT_EXPECT_FALSE(test, add_one(test, &buffer, 12, 0));
	KUNIT_EXPECT_TRUE(test, add_one(test, &buffer, 13, 0));
	KUNIT_EXPECT_TRUE(test, add_one(test, &buffer, 9, 0));
	KUNIT_EXPECT_EQ(test, buffer.count, 3);
	take_and_expect(test, &buffer, 9);
	take_and_expect(test, &buffer, 10);
	KUNIT_EXPECT_EQ(test, buffer.count, 1);
	take_and_expect(test, &buffer, 13);
}

static void oldest_is_the_first_that_came(struct kunit *test)
{
	struct gre2890_reorder buffer;
	u64 since;

	gre2890_reorder_init(&buffer);
	add_one(test, &buffer, 7, 100);
	add_one(test, &buffer, 5, 200);
	add_one(test, &buffer, 6, 300);
	KUNIT_EXPECT_TRUE(test, gre2890_reorder_oldest(&buffer, &since));
	KUNIT_EXPECT_EQ(test, since, 100);
	take_and_expect(test, &buffer, 5);
	KUNIT_EXPECT_TRUE(test, gre2890_reorder_oldest(&buffer, &since));
	KUNIT_EXPECT_EQ(test, since, 100);
	take_and_expect(test, &buffer, 6);
	take_and_expect(test, &buffer, 7);
	KUNIT_EXPECT_FALSE(test, gre2890_reorder_oldest(&buffer, &since));
}

static struct kunit_case reorder_cases[] = {
	KUNIT_CASE(empty_has_nothing),
	KUNIT_CASE(sorts_over_the_wrap),
	KUNIT_CASE(takes_a_number_once),
	KUNIT_CASE(oldest_is_the_first_that_came),
	{}
};

static struct kunit_suite reorder_suite = {
	.name = "reorder",
	.test_cases = reorder_cases,
};

kunit_test_suite(reorder_suite);
