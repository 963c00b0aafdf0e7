// SPDX-License-Identifier: GPL-2.0
/*
 * One lock covers both the verdict on a number and the hand-over of the packet, so
 * packets are handed over in the order of the verdicts.
 */
#include <linux/bitmap.h>
#include <linux/slab.h>

#include "data/decap.h"
#include "data/drop.h"
#include "data/event.h"
#include "data/flow.h"
#include "data/gso.h"
#include "data/wait.h"
#include "pure/header.h"
#include "state/flow.h"
#include "state/tunnel.h"

/**
 * gre2890_flow_time() - return the timestamp for a packet accepted now
 * @flow: the flow
 *
 * Only seq-resync uses it, and needs no precision.
 *
 * Context: Caller must hold flow->lock.
 * Return: nanoseconds, 0 if seq-resync idle is off.
 */
u64 gre2890_flow_time(const struct gre2890_flow *flow)
{
	lockdep_assert_held(&flow->lock);
	return flow->conf.resync_idle ? ktime_get_coarse_ns() : 0;
}

static struct gre2890_seq_range range_of(const struct gre2890_hdr *hdr,
					 const struct sk_buff *skb)
{
	return (struct gre2890_seq_range) {
		.first = hdr->seq,
		.count = gre2890_gso_numbers(skb),
	};
}

/*
 * Limit events to one a second, so that a remote sender can't flood the listeners.
 */
static void notify_resync(struct gre2890_flow *flow, u32 last, u32 number)
{
	struct gre2890_resync resync = {
		.dev = flow->dev,
		.last = last,
		.number = number,
		.count = flow->seq_state.counts.resyncs,
	};

	if (flow->event_sent && time_before(jiffies, flow->event_at + HZ))
		return;
	flow->event_sent = true;
	flow->event_at = jiffies;
	gre2890_event_resync(&resync);
}

/*
 * The waiting packets belong to the flow before the restart, so pass them on.
 */
static void restart(struct gre2890_flow *flow, struct gre2890_conf *conf,
		    u32 generation)
{
	gre2890_wait_end(flow, conf);
	flow->generation = generation;
	flow->seq_state.synced = false;
}

static void resync(struct gre2890_flow *flow, struct gre2890_conf *conf,
		   const struct gre2890_seq_range *range)
{
	u32 last;

	gre2890_wait_end(flow, conf);
	last = flow->seq_state.last;
	gre2890_seq_restart(&flow->seq_state, range, gre2890_flow_time(flow));
	notify_resync(flow, last, range->first);
}

/**
 * gre2890_flow_receive() - receive a packet with a sequence number
 * @flow: the tunnel's flow
 * @conf: the tunnel's settings that the packet matched
 * @hdr: the packet's GRE header
 * @skb: the packet, skb->data at that header; consumed
 *
 * Context: Softirqs disabled.  Caller must hold RCU.  The device is running.
 */
void gre2890_flow_receive(struct gre2890_flow *flow,
			  struct gre2890_conf *conf,
			  const struct gre2890_hdr *hdr, struct sk_buff *skb)
{
	struct gre2890_seq_range range = range_of(hdr, skb);
	enum gre2890_seq_verdict verdict = GRE2890_SEQ_OLD;
	s32 newer;

	lockdep_assert_in_softirq();
	spin_lock(&flow->lock);
	/* A packet may match new settings before gre2890_flow_set() has run. */
	newer = conf->generation - flow->generation;
	if (newer > 0)
		restart(flow, conf, conf->generation);
	if (newer >= 0)
		verdict = gre2890_seq_receive(&flow->seq_state, &flow->conf, &range,
					      gre2890_flow_time(flow));
	switch (verdict) {
	case GRE2890_SEQ_WAIT:
		gre2890_wait_begin(flow, conf, hdr, &range, skb);
		break;
	case GRE2890_SEQ_RESYNC:
		resync(flow, conf, &range);
		fallthrough;
	case GRE2890_SEQ_PASS:
		gre2890_decap(conf, hdr, skb, &flow->lane);
		gre2890_wait_next(flow, conf);
		break;
	case GRE2890_SEQ_OLD:
		gre2890_drop(flow->dev, skb, GRE2890_STAT_RX_SEQ_OLD);
		break;
	case GRE2890_SEQ_DUPLICATE:
		gre2890_drop(flow->dev, skb, GRE2890_STAT_RX_SEQ_DUPLICATE);
		break;
	}
	gre2890_flow_unlock(flow, conf);
}

/**
 * gre2890_flow_alloc() - allocate a flow, not synchronised, mode off
 * @dev: the tunnel's device
 *
 * Context: Process context.
 * Return: the flow or NULL.
 */
struct gre2890_flow *gre2890_flow_alloc(struct net_device *dev)
{
	struct gre2890_flow *flow = kzalloc(sizeof(*flow), GFP_KERNEL_ACCOUNT);

	if (!flow)
		return NULL;
	flow->dev = dev;
	flow->conf.mode = GRE2890_SEQ_MODE_OFF;
	spin_lock_init(&flow->lock);
	__skb_queue_head_init(&flow->lane.answers);
	gre2890_wait_init(flow);
	return flow;
}

/**
 * gre2890_flow_free() - undo gre2890_flow_alloc()
 * @flow: the flow, stopped and without users; or NULL
 *
 * Context: Process context.
 */
void gre2890_flow_free(struct gre2890_flow *flow)
{
	if (!flow)
		return;
	bitmap_free(flow->seq_state.seen);
	kfree(flow);
}

/**
 * gre2890_flow_ring_alloc() - allocate the memory that gre2890_flow_set() needs
 * @conf: settings of the flow
 * @ring: set to the ring of seen numbers, or to NULL if none is needed; free it
 *	with bitmap_free()
 *
 * Context: Process context.
 * Return: 0 or -ENOMEM.
 */
int gre2890_flow_ring_alloc(const struct gre2890_seq_conf *conf,
			    unsigned long **ring)
{
	*ring = NULL;
	if (conf->mode != GRE2890_SEQ_MODE_WINDOW)
		return 0;
	*ring = bitmap_alloc(gre2890_seq_ring_bits(conf), GFP_KERNEL_ACCOUNT);
	return *ring ? 0 : -ENOMEM;
}

static unsigned long *set_conf(struct gre2890_flow *flow,
			       const struct gre2890_seq_conf *conf,
			       unsigned long *ring)
{
	u32 bits = ring ? gre2890_seq_ring_bits(conf) : 0;

	/* passed_at was not maintained while seq-resync idle was off. */
	if (!flow->conf.resync_idle)
		flow->seq_state.passed_at = ktime_get_coarse_ns();
	flow->conf = *conf;
	/*
	 * Keep the record of seen numbers if the size of the ring stays the same.
	 */
	if (bits == flow->seq_state.bits)
		return ring;
	return gre2890_seq_set_ring(&flow->seq_state, ring, bits);
}

/**
 * gre2890_flow_set() - apply new settings to a flow
 * @flow: the flow
 * @conf: the tunnel's settings; a new generation restarts the flow
 * @ring: from gre2890_flow_ring_alloc() for these settings; consumed
 *
 * Waiting packets are passed on.
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_flow_set(struct gre2890_flow *flow,
		      struct gre2890_conf *conf, unsigned long *ring)
{
	ASSERT_RTNL();
	rcu_read_lock();
	spin_lock_bh(&flow->lock);
	gre2890_wait_end(flow, conf);
	/* The timer may be armed for a longer timeout than the new one. */
	hrtimer_try_to_cancel(&flow->timer);
	ring = set_conf(flow, &conf->seq, ring);
	if (conf->generation != flow->generation)
		restart(flow, conf, conf->generation);
	gre2890_flow_unlock(flow, conf);
	local_bh_enable();
	rcu_read_unlock();
	bitmap_free(ring);
}

/**
 * gre2890_flow_stop() - drop waiting packets when the device goes down
 * @flow: the flow, or NULL
 *
 * Context: Process context.  Caller must hold RTNL.  All receivers that saw the
 *	device running have finished.
 */
void gre2890_flow_stop(struct gre2890_flow *flow)
{
	ASSERT_RTNL();
	if (!flow)
		return;
	spin_lock_bh(&flow->lock);
	gre2890_wait_end(flow, NULL);
	spin_unlock_bh(&flow->lock);
	hrtimer_cancel(&flow->timer);
}

/**
 * gre2890_flow_counts() - copy the counters of a flow
 * @flow: the flow
 * @counts: takes the counters
 *
 * Context: Process context or softirq.
 */
void gre2890_flow_counts(struct gre2890_flow *flow,
			 struct gre2890_seq_counts *counts)
{
	spin_lock_bh(&flow->lock);
	*counts = flow->seq_state.counts;
	spin_unlock_bh(&flow->lock);
}
