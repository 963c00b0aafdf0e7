/* SPDX-License-Identifier: GPL-2.0 */
/* A tunnel's two ends in the underlay: netlink attributes to settings, and back */
#ifndef GRE2890_ATTR_ENDS_H
#define GRE2890_ATTR_ENDS_H

#include <net/netlink.h>

struct gre2890_conf;
struct gre2890_ident;
struct gre2890_tunnel;

int gre2890_attr_ends_parse(struct gre2890_conf *conf,
			    const struct gre2890_tunnel *tunnel,
			    struct nlattr *data[],
			    struct netlink_ext_ack *extack);
int gre2890_attr_ends_fill(struct sk_buff *skb, const struct gre2890_conf *conf);

void gre2890_conf_set_state(struct gre2890_conf *conf);
void gre2890_conf_ident(const struct gre2890_conf *conf,
			struct gre2890_ident *id);
void gre2890_conf_identify(struct gre2890_conf *conf);

#endif /* GRE2890_ATTR_ENDS_H */
