/* SPDX-License-Identifier: GPL-2.0 */
/* The numbered packets that a tunnel receives, in their order */
#ifndef GRE2890_STATE_FLOW_H
#define GRE2890_STATE_FLOW_H

#include <linux/hrtimer.h>
#include <linux/spinlock.h>

#include "pure/reorder.h"
#include "pure/seq.h"
#include "pure/seq_conf.h"

struct gre2890_cell;
struct net_device;

/**
 * struct gre2890_lane - packets that keep their order on the way into the stack
 * @cell: where the latest of them was queued, NULL before the first
 * @ticket: its place in that queue, counted since the module was loaded
 * @waited: the next packets have been waiting in a buffer, and the queue has room
 *	for all of one beyond its limit
 *
 * Whoever owns it serialises access.
 */
struct gre2890_lane {
	struct gre2890_cell	*cell;
	u64			ticket;
	bool			waited;
};

/**
 * struct gre2890_flow - receive state of a tunnel whose seq-mode is not off
 * @dev: the tunnel's device
 * @timer: ends the wait of the oldest packet in @buffer; queued while one waits
 * @lock: guards all that follows
 * @conf: how the flow is treated; under @lock, and so it changes between two
 *	packets also for those that found the tunnel before the change
 * @generation: gre2890_conf.generation that the state belongs to
 * @seq_state: what the flow remembers of its numbers
 * @buffer: packets that wait
 * @used: octets that they take up
 * @lane: keeps packets in their order as they go to the stack
 * @event_at: jiffies of the latest event about a resynchronisation
 * @event_sent: there has been one
 *
 * Made when the tunnel's seq-mode first is not off, and then there as long as
 * the device (gre2890_tunnel.flow).  Packets wait only while the device is up:
 * gre2890_flow_stop() takes them out.
 */
struct gre2890_flow {
	struct net_device		*dev;
	struct hrtimer			timer;
	spinlock_t			lock;	/* all that follows */
	struct gre2890_seq_conf		conf;
	u32				generation;
	struct gre2890_seq		seq_state;
	struct gre2890_reorder		buffer;
	unsigned long			used;
	struct gre2890_lane		lane;
	unsigned long			event_at;
	bool				event_sent;
};

#endif /* GRE2890_STATE_FLOW_H */
