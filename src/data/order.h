/* SPDX-License-Identifier: GPL-2.0 */
/* Numbered packets leave a tunnel one at a time, in the order of their numbers */
#ifndef GRE2890_ORDER_H
#define GRE2890_ORDER_H

#include <linux/interrupt.h>
#include <linux/skbuff.h>

struct gre2890_tunnel;

/**
 * struct gre2890_order - numbered packets of a tunnel on their way out
 * @queue: packets that wait for the sender
 * @sender: CPU that sends, or a negative value: nobody, or @rest is scheduled
 * @rest: sends what a CPU has left in @queue
 *
 * The sender is the only one that takes numbers and hands packets down.  A
 * CPU that queues a packet becomes the sender if there is none.
 */
struct gre2890_order {
	struct sk_buff_head	queue;
	int			sender;
	struct tasklet_struct	rest;
};

void gre2890_order_init(struct gre2890_order *order);
void gre2890_order_exit(struct gre2890_order *order);
void gre2890_order_send(struct gre2890_tunnel *tunnel, struct sk_buff *skb);

#endif /* GRE2890_ORDER_H */
