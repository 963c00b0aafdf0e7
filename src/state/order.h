/* SPDX-License-Identifier: GPL-2.0 */
/* Transmit order of a tunnel with sequence numbers */
#ifndef GRE2890_STATE_ORDER_H
#define GRE2890_STATE_ORDER_H

#include <linux/interrupt.h>
#include <linux/skbuff.h>

/**
 * struct gre2890_order - transmit order of a tunnel's numbered packets
 * @queue: packets that wait for the sender
 * @sender: CPU that sends; negative if none does, or if @rest is scheduled
 * @rest: sends what a CPU has left in @queue
 *
 * Only the sender takes numbers and hands packets down.  A CPU that queues a packet
 * becomes the sender if there is none.
 */
struct gre2890_order {
	struct sk_buff_head	queue;
	int			sender;
	struct tasklet_struct	rest;
};

#endif /* GRE2890_STATE_ORDER_H */
