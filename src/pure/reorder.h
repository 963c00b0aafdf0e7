/* SPDX-License-Identifier: GPL-2.0 */
/* A buffer of packets that wait for packets with lower numbers: RFC 2890 2.2 */
#ifndef GRE2890_REORDER_H
#define GRE2890_REORDER_H

#include <linux/list.h>
#include <linux/rbtree.h>
#include <linux/skbuff.h>

#include "pure/seq.h"

/**
 * struct gre2890_reorder - a reorder buffer
 * @by_number: the packets, sorted; their numbers span less than 2^31
 * @by_age: the same packets in order of arrival
 * @count: number of packets
 *
 * The buffer owns its packets and uses their list pointers, device and control
 * block.  The caller sets skb->dev again after gre2890_reorder_take().
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
