/* SPDX-License-Identifier: GPL-2.0 */
/* Packets of a flow that wait for packets with lower numbers */
#ifndef GRE2890_WAIT_H
#define GRE2890_WAIT_H

struct gre2890_conf;
struct gre2890_flow;
struct gre2890_hdr;
struct gre2890_seq_range;
struct sk_buff;

void gre2890_wait_init(struct gre2890_flow *flow);
void gre2890_wait_begin(struct gre2890_flow *flow,
			struct gre2890_conf *conf,
			const struct gre2890_hdr *hdr,
			const struct gre2890_seq_range *range,
			struct sk_buff *skb);
void gre2890_wait_next(struct gre2890_flow *flow,
		       struct gre2890_conf *conf);
void gre2890_wait_end(struct gre2890_flow *flow,
		      struct gre2890_conf *conf);

#endif /* GRE2890_WAIT_H */
