/* SPDX-License-Identifier: GPL-2.0 */
/* Receive the packets of a tunnel with sequence numbers */
#ifndef GRE2890_FLOW_H
#define GRE2890_FLOW_H

#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "data/answer.h"
#include "state/flow.h"

struct gre2890_conf;
struct gre2890_hdr;
struct gre2890_seq_conf;
struct gre2890_seq_counts;
struct net_device;
struct sk_buff;

struct gre2890_flow *gre2890_flow_alloc(struct net_device *dev);
void gre2890_flow_free(struct gre2890_flow *flow);

int gre2890_flow_ring_alloc(const struct gre2890_seq_conf *conf,
			    unsigned long **ring);
void gre2890_flow_set(struct gre2890_flow *flow,
		      struct gre2890_conf *conf, unsigned long *ring);
void gre2890_flow_stop(struct gre2890_flow *flow);
void gre2890_flow_counts(struct gre2890_flow *flow,
			 struct gre2890_seq_counts *counts);

u64 gre2890_flow_time(const struct gre2890_flow *flow);
void gre2890_flow_receive(struct gre2890_flow *flow,
			  struct gre2890_conf *conf,
			  const struct gre2890_hdr *hdr, struct sk_buff *skb);

/**
 * gre2890_flow_unlock() - release a flow's lock, and send the answers that wait for
 *	that
 * @flow: the flow
 * @conf: the tunnel's settings; NULL if no packet was passed on
 *
 * Context: Softirqs disabled.  Caller must hold flow->lock and RCU.
 */
static inline void gre2890_flow_unlock(struct gre2890_flow *flow,
				       struct gre2890_conf *conf)
{
	struct sk_buff_head answers;

	if (likely(skb_queue_empty(&flow->lane.answers))) {
		spin_unlock(&flow->lock);
		return;
	}
	__skb_queue_head_init(&answers);
	skb_queue_splice_init(&flow->lane.answers, &answers);
	spin_unlock(&flow->lock);
	gre2890_answer_queued(conf, &answers);
}

#endif /* GRE2890_FLOW_H */
