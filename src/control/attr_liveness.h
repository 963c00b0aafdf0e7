/* SPDX-License-Identifier: GPL-2.0 */
/* Settings of keepalives as netlink attributes */
#ifndef GRE2890_ATTR_LIVENESS_H
#define GRE2890_ATTR_LIVENESS_H

struct gre2890_conf;
struct netlink_ext_ack;
struct nlattr;
struct sk_buff;

void gre2890_attr_liveness_init(struct gre2890_conf *conf);
int gre2890_attr_liveness_parse(struct gre2890_conf *conf,
				struct nlattr *data[],
				struct netlink_ext_ack *extack);
int gre2890_attr_liveness_fill(struct sk_buff *skb,
			       const struct gre2890_conf *conf);

#endif /* GRE2890_ATTR_LIVENESS_H */
