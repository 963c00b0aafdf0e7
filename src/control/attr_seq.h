/* SPDX-License-Identifier: GPL-2.0 */
/* Sequence numbers on receipt: netlink attributes to settings, and back */
#ifndef GRE2890_ATTR_SEQ_H
#define GRE2890_ATTR_SEQ_H

#include <net/netlink.h>

struct gre2890_conf;
struct gre2890_seq_conf;

void gre2890_attr_seq_init(struct gre2890_seq_conf *seq);
int gre2890_attr_seq_parse(struct gre2890_conf *conf, struct nlattr *data[],
			   struct netlink_ext_ack *extack);
int gre2890_attr_seq_fill(struct sk_buff *skb, const struct gre2890_conf *conf);

#endif /* GRE2890_ATTR_SEQ_H */
