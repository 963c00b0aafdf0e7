// SPDX-License-Identifier: GPL-2.0
#include "pure/reorder.h"

/**
 * struct gre2890_waiting - control block of a packet in the buffer
 * @by_age: in gre2890_reorder.by_age
 * @since: time of arrival, in ns
 * @range: its numbers
 */
struct gre2890_waiting {
	struct list_head		by_age;
	u64				since;
	struct gre2890_seq_range	range;
};

static struct gre2890_waiting *waiting(const struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct gre2890_waiting) > sizeof(skb->cb));
	return (struct gre2890_waiting *)skb->cb;
}

/**
 * gre2890_reorder_init() - initialise an empty buffer
 * @buffer: the buffer
 *
 * Context: Any context.
 */
void gre2890_reorder_init(struct gre2890_reorder *buffer)
{
	buffer->by_number = RB_ROOT;
	INIT_LIST_HEAD(&buffer->by_age);
	buffer->count = 0;
}

/**
 * gre2890_reorder_add() - add a packet to a buffer
 * @buffer: the buffer
 * @skb: the packet; on success the buffer takes ownership
 * @range: its numbers, higher than those that have passed
 * @now: the time, in ns
 *
 * Context: Any context.  Caller must serialise access to @buffer.
 * Return: false if the buffer has a packet with its first number already.
 */
bool gre2890_reorder_add(struct gre2890_reorder *buffer, struct sk_buff *skb,
			 const struct gre2890_seq_range *range, u64 now)
{
	struct rb_node **link = &buffer->by_number.rb_node, *parent = NULL;
	const struct gre2890_seq_range *other;

	while (*link) {
		parent = *link;
		other = &waiting(rb_to_skb(parent))->range;
		if (range->first - other->first < other->count)
			return false;
		if ((s32)(range->first - other->first) < 0)
			link = &parent->rb_left;
		else
			link = &parent->rb_right;
	}
	rb_link_node(&skb->rbnode, parent, link);
	rb_insert_color(&skb->rbnode, &buffer->by_number);

	waiting(skb)->since = now;
	waiting(skb)->range = *range;
	list_add_tail(&waiting(skb)->by_age, &buffer->by_age);
	buffer->count++;
	return true;
}

/**
 * gre2890_reorder_take() - remove the packet with the lowest number
 * @buffer: the buffer
 * @range: takes the packet's numbers
 *
 * Context: Any context.  Caller must serialise access to @buffer.
 * Return: the packet, which the caller now owns, with skb->dev cleared; NULL if
 * the buffer is empty.
 */
struct sk_buff *gre2890_reorder_take(struct gre2890_reorder *buffer,
				     struct gre2890_seq_range *range)
{
	struct sk_buff *skb = skb_rb_first(&buffer->by_number);

	if (!skb)
		return NULL;
	*range = waiting(skb)->range;
	rb_erase(&skb->rbnode, &buffer->by_number);
	list_del(&waiting(skb)->by_age);
	buffer->count--;
	/* skb->rbnode shared memory with skb->next, skb->prev and skb->dev. */
	skb_mark_not_on_list(skb);
	skb->prev = NULL;
	skb->dev = NULL;
	return skb;
}

/**
 * gre2890_reorder_first() - return the lowest number
 * @buffer: the buffer
 * @number: takes the number
 *
 * Context: Any context.  Caller must serialise access to @buffer.
 * Return: false if the buffer is empty.
 */
bool gre2890_reorder_first(struct gre2890_reorder *buffer, u32 *number)
{
	struct sk_buff *skb = skb_rb_first(&buffer->by_number);

	if (!skb)
		return false;
	*number = waiting(skb)->range.first;
	return true;
}

/**
 * gre2890_reorder_oldest() - return the arrival time of the oldest packet
 * @buffer: the buffer
 * @since: takes the time, in ns
 *
 * Context: Any context.  Caller must serialise access to @buffer.
 * Return: false if the buffer is empty.
 */
bool gre2890_reorder_oldest(struct gre2890_reorder *buffer, u64 *since)
{
	const struct gre2890_waiting *oldest;

	oldest = list_first_entry_or_null(&buffer->by_age,
					  struct gre2890_waiting, by_age);
	if (!oldest)
		return false;
	*since = oldest->since;
	return true;
}
