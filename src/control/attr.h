/* SPDX-License-Identifier: GPL-2.0 */
/* A tunnel's settings from and to netlink attributes */
#ifndef GRE2890_CONF_H
#define GRE2890_CONF_H

#include <linux/netlink.h>

struct gre2890_conf;
struct gre2890_tunnel;

int gre2890_conf_parse(struct gre2890_conf *conf,
		       const struct gre2890_tunnel *tunnel, struct nlattr *tb[],
		       struct netlink_ext_ack *extack);
size_t gre2890_conf_size(void);
int gre2890_conf_fill(struct sk_buff *skb, const struct gre2890_conf *conf);

int gre2890_conf_refuse(struct netlink_ext_ack *extack,
			const struct nlattr *attr, const char *message);

#endif /* GRE2890_CONF_H */
