// SPDX-License-Identifier: GPL-2.0
/*
 * Limits of time, number and memory for packets that wait for packets with lower
 * numbers.  The buffer in reorder.c keeps them in order.
 */
#include <linux/hrtimer.h>
#include <linux/skbuff.h>

#include "data/decap.h"
#include "data/drop.h"
#include "data/flow.h"
#include "data/wait.h"
#include "pure/header.h"
#include "state/budget.h"
#include "state/flow.h"
#include "state/netns.h"
#include "state/tunnel.h"

static struct gre2890_netns *underlay(const struct gre2890_flow *flow)
{
	return gre2890_netns(((struct gre2890_tunnel *)
			      netdev_priv(flow->dev))->net);
}

/*
 * Buffer the packet without its references on objects of the underlay, such as its
 * route, which may be gone when the wait ends.
 */
static bool enter_buffer(struct gre2890_flow *flow,
			 const struct gre2890_seq_range *range,
			 struct sk_buff *skb)
{
	if (!gre2890_reorder_add(&flow->buffer, skb, range, ktime_get_ns()))
		return false;
	skb_dst_drop(skb);
	skb_orphan(skb);
	nf_reset_ct(skb);
	skb_ext_reset(skb);
	return true;
}

/* Tunnels share the memory of their underlay, and underlays share the host's. */
static void charge(struct gre2890_flow *flow, long octets)
{
	struct gre2890_netns *gn = underlay(flow);

	if (!flow->used)
		atomic_inc(&gn->reorder_flows);
	flow->used += octets;
	if (!flow->used)
		atomic_dec(&gn->reorder_flows);
	gre2890_budget_charge(gn, octets);
}

/*
 * The last quarter of the namespace's memory is for tunnels that use no more than
 * their fair share of the rest.
 */
static bool is_too_much(const struct gre2890_flow *flow,
			const struct gre2890_netns *gn)
{
	unsigned long total = atomic_long_read(&gn->reorder_used);
	u32 memory = READ_ONCE(gn->reorder_memory);
	u32 shared = memory - memory / 4;

	return total > memory ||
	       (total > shared &&
		flow->used > shared / atomic_read(&gn->reorder_flows));
}

/**
 * leave_buffer() - remove the packet with the lowest number, and pass or drop it
 * @flow: the flow, its buffer not empty
 * @conf: the tunnel's settings, NULL to drop the packet
 */
static void leave_buffer(struct gre2890_flow *flow,
			 struct gre2890_conf *conf)
{
	struct gre2890_seq_range range;
	struct gre2890_hdr hdr;
	struct sk_buff *skb;

	skb = gre2890_reorder_take(&flow->buffer, &range);
	skb->dev = flow->dev;
	charge(flow, -(long)skb->truesize);
	/* A packet with several numbers, this one included, may have passed. */
	if (gre2890_seq_is_old(&flow->seq_state, range.first)) {
		gre2890_drop(flow->dev, skb, GRE2890_STAT_RX_SEQ_DUPLICATE);
		return;
	}
	gre2890_seq_release(&flow->seq_state, &range, gre2890_flow_time(flow));
	if (!conf) {
		gre2890_drop(flow->dev, skb, GRE2890_STAT_RX_DOWN);
		return;
	}
	gre2890_hdr_read(&hdr, skb->data, skb_headlen(skb));
	flow->lane.waited = true;
	gre2890_decap(conf, &hdr, skb, &flow->lane);
	flow->lane.waited = false;
}

/**
 * gre2890_wait_end() - pass or drop all packets that wait
 * @flow: the flow
 * @conf: the tunnel's settings, NULL to drop the packets
 *
 * Context: Caller must hold flow->lock, and RCU for @conf.
 */
void gre2890_wait_end(struct gre2890_flow *flow,
		      struct gre2890_conf *conf)
{
	lockdep_assert_held(&flow->lock);
	while (flow->buffer.count)
		leave_buffer(flow, conf);
}

/**
 * gre2890_wait_next() - pass the waiting packets that are next in sequence
 * @flow: the flow
 * @conf: the tunnel's settings
 *
 * RFC 2890 2.2.
 *
 * Context: Caller must hold flow->lock and RCU.
 */
void gre2890_wait_next(struct gre2890_flow *flow,
		       struct gre2890_conf *conf)
{
	u32 first;

	lockdep_assert_held(&flow->lock);
	while (gre2890_reorder_first(&flow->buffer, &first) &&
	       (first == flow->seq_state.last + 1 ||
		gre2890_seq_is_old(&flow->seq_state, first)))
		leave_buffer(flow, conf);
}

static void start_timer(struct gre2890_flow *flow)
{
	u64 since;

	if (gre2890_reorder_oldest(&flow->buffer, &since))
		hrtimer_start(&flow->timer,
			      ns_to_ktime(since + flow->conf.timeout),
			      HRTIMER_MODE_ABS_SOFT);
}

/*
 * RFC 2890 2.2, OUTOFORDER_TIMER: skip missing numbers, and pass packets in order
 * until all packets left have waited for less than the timeout.
 */
static enum hrtimer_restart timer_expired(struct hrtimer *timer)
{
	struct gre2890_flow *flow = container_of(timer, struct gre2890_flow,
						 timer);
	struct gre2890_tunnel *tunnel = netdev_priv(flow->dev);
	struct gre2890_conf *conf;
	bool expired = false;
	u64 since;

	rcu_read_lock();
	spin_lock(&flow->lock);
	conf = rcu_dereference(tunnel->conf);
	while (gre2890_reorder_oldest(&flow->buffer, &since) &&
	       ktime_get_ns() - since >= flow->conf.timeout) {
		leave_buffer(flow, conf);
		expired = true;
	}
	if (expired) {
		flow->seq_state.counts.timeouts++;
		gre2890_wait_next(flow, conf);
	}
	start_timer(flow);
	gre2890_flow_unlock(flow, conf);
	rcu_read_unlock();
	return HRTIMER_NORESTART;
}

/*
 * Does the latest packet exceed a memory limit?  If so, increment the counter of
 * that limit.
 */
static bool exceeds_memory(struct gre2890_flow *flow)
{
	struct gre2890_netns *gn = underlay(flow);

	if (is_too_much(flow, gn))
		flow->seq_state.counts.limits++;
	else if (gre2890_budget_is_exceeded(gn))
		flow->seq_state.counts.host_limits++;
	else
		return false;
	return true;
}

/*
 * RFC 2890 2.2, MAX_PERFLOW_BUFFER: skip missing numbers.  If the packets use too
 * much memory, pass all up to the one that has just arrived.  If there are too
 * many, pass the one with the lowest number, which may be the one that has just
 * arrived.
 */
static void enforce_limits(struct gre2890_flow *flow,
			   struct gre2890_conf *conf,
			   const struct gre2890_seq_range *range, long truesize)
{
	charge(flow, truesize);
	if (exceeds_memory(flow)) {
		while (!gre2890_seq_is_old(&flow->seq_state, range->first))
			leave_buffer(flow, conf);
		gre2890_wait_next(flow, conf);
	}
	while (flow->buffer.count > flow->conf.buffer) {
		flow->seq_state.counts.overflows++;
		leave_buffer(flow, conf);
		gre2890_wait_next(flow, conf);
	}
}

/*
 * A packet reassembled from small fragments, or received in a large buffer, uses
 * many times its length in memory.  Copy such a packet to a buffer that fits,
 * because all waiting packets share a limit of memory.
 */
static struct sk_buff *compact(struct sk_buff *skb)
{
	struct sk_buff *copy = NULL;

	if (!skb_is_gso(skb) && skb->truesize > 4 * SKB_TRUESIZE(skb->len))
		copy = skb_copy_expand(skb, skb_headroom(skb), 0, GFP_ATOMIC);
	if (!copy)
		return skb;
	consume_skb(skb);
	return copy;
}

/**
 * gre2890_wait_begin() - put a packet into the reorder buffer
 * @flow: the flow
 * @conf: the tunnel's settings
 * @hdr: the packet's GRE header
 * @range: the packet's numbers
 * @skb: the packet, skb->data at that header; consumed
 *
 * If the packet exceeds a limit, packets pass at once, those with the lowest
 * numbers first.
 *
 * Context: Caller must hold flow->lock and RCU.  The device is running.
 */
void gre2890_wait_begin(struct gre2890_flow *flow,
			struct gre2890_conf *conf,
			const struct gre2890_hdr *hdr,
			const struct gre2890_seq_range *range,
			struct sk_buff *skb)
{
	lockdep_assert_held(&flow->lock);
	/* leave_buffer() reads the header again. */
	if (!pskb_may_pull(skb, hdr->len)) {
		gre2890_drop(flow->dev, skb, GRE2890_STAT_RX_NOMEM);
		return;
	}
	skb = compact(skb);
	if (!enter_buffer(flow, range, skb)) {
		gre2890_drop(flow->dev, skb, GRE2890_STAT_RX_SEQ_DUPLICATE);
		return;
	}
	gre2890_seq_waits(&flow->seq_state, range);
	enforce_limits(flow, conf, range, skb->truesize);
	if (!hrtimer_is_queued(&flow->timer))
		start_timer(flow);
}

/**
 * gre2890_wait_init() - initialise the buffer and the timer of a flow
 * @flow: the flow
 *
 * Context: Any context.
 */
void gre2890_wait_init(struct gre2890_flow *flow)
{
	gre2890_reorder_init(&flow->buffer);
	hrtimer_setup(&flow->timer, timer_expired, CLOCK_MONOTONIC,
		      HRTIMER_MODE_ABS_SOFT);
}
