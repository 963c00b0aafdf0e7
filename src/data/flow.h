/* SPDX-License-Identifier: GPL-2.0 */
/* The numbered packets that a tunnel receives, in their order */
#ifndef GRE2890_FLOW_H
#define GRE2890_FLOW_H

#include <linux/hrtimer.h>
#include <linux/netdevice.h>
#include <linux/spinlock.h>

#include "data/cells.h"
#include "pure/reorder.h"
#include "pure/seq.h"

struct gre2890_conf;
struct gre2890_hdr;

/**
 * struct gre2890_flow - receive state of a tunnel whose seq-mode is not off
 * @dev: the tunnel's device
 * @timer: ends the wait of the oldest packet in @buffer; queued while one waits
 * @lock: guards all that follows
 * @conf: how the flow is treated; under @lock, and so it changes between two
 *	packets also for those that found the tunnel before the change
 * @generation: gre2890_conf.generation that the state belongs to
 * @seq: the numbers
 * @buffer: packets that wait
 * @used: octets that they take up
 * @lane: keeps packets in their order as they go to the stack
 * @told_at: jiffies of the latest event about a resynchronisation
 * @told: there has been one
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
	struct gre2890_seq		seq;
	struct gre2890_reorder		buffer;
	unsigned long			used;
	struct gre2890_lane		lane;
	unsigned long			told_at;
	bool				told;
};

struct gre2890_flow *gre2890_flow_alloc(struct net_device *dev);
void gre2890_flow_free(struct gre2890_flow *flow);

int gre2890_flow_ring_alloc(const struct gre2890_seq_conf *conf,
			    unsigned long **ring);
void gre2890_flow_set(struct gre2890_flow *flow,
		      const struct gre2890_conf *conf, unsigned long *ring);
void gre2890_flow_stop(struct gre2890_flow *flow);
void gre2890_flow_counts(struct gre2890_flow *flow,
			 struct gre2890_seq_counts *counts);

u64 gre2890_flow_time(const struct gre2890_flow *flow);
void gre2890_flow_receive(struct gre2890_flow *flow,
			  const struct gre2890_conf *conf,
			  const struct gre2890_hdr *hdr, struct sk_buff *skb);

#endif /* GRE2890_FLOW_H */
