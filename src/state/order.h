/* SPDX-License-Identifier: GPL-2.0 */
/* Numbered packets of a tunnel on their way out */
#ifndef GRE2890_STATE_ORDER_H
#define GRE2890_STATE_ORDER_H

#include <linux/interrupt.h>
#include <linux/skbuff.h>

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

#endif /* GRE2890_STATE_ORDER_H */
