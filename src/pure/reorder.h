/* SPDX-License-Identifier: GPL-2.0 */
/* Packets that wait for those before them: RFC 2890 2.2 */
#ifndef GRE2890_REORDER_H
#define GRE2890_REORDER_H

#include <linux/list.h>
#include <linux/rbtree.h>
#include <linux/skbuff.h>

#include "pure/seq.h"

/**
 * struct gre2890_reorder - a buffer
 * @by_number: the packets, sorted; the span of their numbers is below 2^31
 * @by_age: the same, in the order in which they came
 * @count: how many packets there are
 *
 * A packet in it belongs to the buffer.  Its list pointers, its device and its
 * control block are taken: whoever takes it out sets skb->dev again.
 */
struct gre2890_reorder {
	struct rb_root		by_number;
	struct list_head	by_age;
	u32			count;
};

void gre2890_reorder_init(struct gre2890_reorder *buffer);
bool gre2890_reorder_add(struct gre2890_reorder *buffer, struct sk_buff *skb,
			 const struct gre2890_seq_range *range, u64 now);
struct sk_buff *gre2890_reorder_take(struct gre2890_reorder *buffer,
				     struct gre2890_seq_range *range);
bool gre2890_reorder_first(struct gre2890_reorder *buffer, u32 *number);
bool gre2890_reorder_oldest(struct gre2890_reorder *buffer, u64 *since);

#endif /* GRE2890_REORDER_H */
