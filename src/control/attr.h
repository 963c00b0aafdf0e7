/* SPDX-License-Identifier: GPL-2.0 */
/* A tunnel's settings: netlink attributes to settings, and back */
#ifndef GRE2890_ATTR_H
#define GRE2890_ATTR_H

#include <linux/netlink.h>

struct gre2890_conf;
struct gre2890_tunnel;

int gre2890_attr_parse(struct gre2890_conf *conf,
		       const struct gre2890_tunnel *tunnel, struct nlattr *tb[],
		       struct netlink_ext_ack *extack);
int gre2890_attr_fill(struct sk_buff *skb, const struct gre2890_conf *conf);

#endif /* GRE2890_ATTR_H */
