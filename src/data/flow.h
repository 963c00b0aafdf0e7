/* SPDX-License-Identifier: GPL-2.0 */
/* Receive the packets of a tunnel with sequence numbers */
#ifndef GRE2890_FLOW_H
#define GRE2890_FLOW_H

#include <linux/types.h>

struct gre2890_conf;
struct gre2890_flow;
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
		      const struct gre2890_conf *conf, unsigned long *ring);
void gre2890_flow_stop(struct gre2890_flow *flow);
void gre2890_flow_counts(struct gre2890_flow *flow,
			 struct gre2890_seq_counts *counts);

u64 gre2890_flow_time(const struct gre2890_flow *flow);
void gre2890_flow_receive(struct gre2890_flow *flow,
			  const struct gre2890_conf *conf,
			  const struct gre2890_hdr *hdr, struct sk_buff *skb);

#endif /* GRE2890_FLOW_H */
