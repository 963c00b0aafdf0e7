/* SPDX-License-Identifier: GPL-2.0 */
/* Receive state of a tunnel with sequence numbers */
#ifndef GRE2890_STATE_FLOW_H
#define GRE2890_STATE_FLOW_H

#include <linux/hrtimer.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>

#include "pure/reorder.h"
#include "pure/seq.h"
#include "pure/seq_conf.h"

struct gre2890_cell;
struct net_device;

/**
 * struct gre2890_lane - packets that keep their order on the way into the stack
 * @cell: where the latest packet was queued, NULL before the first
 * @ticket: the packet's place in that queue, counted since module load
 * @waited: the next packets come from a reorder buffer.  They may exceed the
 *	queue's limit by one whole buffer.
 * @answers: packets for gre2890_answer_queued(), once the owner holds no lock
 *
 * The owner serialises access.
 */
struct gre2890_lane {
	struct gre2890_cell	*cell;
	u64			ticket;
	bool			waited;
	struct sk_buff_head	answers;
};

/**
 * struct gre2890_flow - receive state of a tunnel whose seq-mode is not off
 * @dev: the tunnel's device
 * @timer: ends the wait of the oldest packet in @buffer; queued while one waits
 * @lock: guards all fields below
 * @conf: how to treat the numbers.  Changed under @lock: all packets handled after
 *	the change are treated by the new value, even those that found the
 *	tunnel's old settings.
 * @generation: gre2890_conf.generation that the state belongs to
 * @seq_state: state of the sequence numbers
 * @buffer: packets that wait
 * @used: octets that they use
 * @lane: keeps the packets in order on their way to the stack
 * @event_at: jiffies of the latest resynchronisation event
 * @event_sent: @event_at is valid
 *
 * Allocated when the tunnel's seq-mode first is not off, and kept as long as the
 * device (gre2890_tunnel.flow).  Packets wait only while the device is up:
 * gre2890_flow_stop() drops them.
 */
struct gre2890_flow {
	struct net_device		*dev;
	struct hrtimer			timer;
	spinlock_t			lock;	/* all fields below */
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
