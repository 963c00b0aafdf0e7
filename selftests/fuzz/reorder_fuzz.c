// SPDX-License-Identifier: GPL-2.0
/* src/pure/reorder.c: packets come and go, beside a plain list of them */
#include "../../src/pure/reorder.c"
#include "input.h"

#define MAX	64

/**
 * struct kept - what is known to wait, in the order in which it came
 * @skb: the packets
 * @range: their numbers
 * @since: when they came
 * @count: how many there are
 */
struct kept {
	struct sk_buff			*skb[MAX];
	struct gre2890_seq_range	range[MAX];
	u64				since[MAX];
	int				count;
};

static int lowest(const struct kept *k)
{
	int i, low = 0;

	for (i = 1; i < k->count; i++)
		if ((s32)(k->range[i].first - k->range[low].first) < 0)
			low = i;
	return low;
}

static bool starts_inside(const struct kept *k, u32 number)
{
	int i;

	for (i = 0; i < k->count; i++)
		if (number - k->range[i].first < k->range[i].count)
			return true;
	return false;
}

static void add(struct gre2890_reorder *buffer, struct kept *k,
		const struct gre2890_seq_range *range, u64 now)
{
	struct sk_buff *skb = calloc(1, sizeof(*skb));
	bool inside = starts_inside(k, range->first);

	if (k->count == MAX || !gre2890_reorder_add(buffer, skb, range, now)) {
		/* Ranges that overlap hide some of what they cover. */
		must(k->count == MAX || inside);
		free(skb);
		return;
	}
	must(range->count > 1 || !inside || k->count);
	k->skb[k->count] = skb;
	k->range[k->count] = *range;
	k->since[k->count++] = now;
}

static void take_one(struct gre2890_reorder *buffer, struct kept *k)
{
	struct gre2890_seq_range range;
	struct sk_buff *skb = gre2890_reorder_take(buffer, &range);
	int i = lowest(k);

	must(!skb == !k->count);
	if (!skb)
		return;
	must(skb == k->skb[i] && range.first == k->range[i].first &&
	     range.count == k->range[i].count);
	must(!skb->next && !skb->prev && !skb->dev);
	free(skb);
	for (k->count--; i < k->count; i++) {
		k->skb[i] = k->skb[i + 1];
		k->range[i] = k->range[i + 1];
		k->since[i] = k->since[i + 1];
	}
}

static void look(struct gre2890_reorder *buffer, const struct kept *k)
{
	u32 first;
	u64 since;

	must(buffer->count == (u32)k->count);
	must(gre2890_reorder_first(buffer, &first) == !!k->count);
	must(gre2890_reorder_oldest(buffer, &since) == !!k->count);
	if (k->count)
		must(first == k->range[lowest(k)].first && since == k->since[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, data + size };
	struct gre2890_reorder buffer;
	u32 base = take(&in, 4);
	struct kept k = {};
	u64 now = 0;

	gre2890_reorder_init(&buffer);
	while (in.at < in.end) {
		u8 kind = take(&in, 1);
		struct gre2890_seq_range range = {
			.first = base + take(&in, kind & 1 ? 3 : 1),
			.count = kind & 2 ? 1 + take(&in, 1) : 1,
		};

		if (kind & 4)
			take_one(&buffer, &k);
		else
			add(&buffer, &k, &range, ++now);
		look(&buffer, &k);
	}
	while (k.count)
		take_one(&buffer, &k);
	look(&buffer, &k);
	return 0;
}
