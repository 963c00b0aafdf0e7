/* SPDX-License-Identifier: GPL-2.0 */
/* The generic netlink family */
#ifndef GRE2890_GENL_H
#define GRE2890_GENL_H

#include <linux/gre2890.h>
#include <linux/types.h>
#include <net/genetlink.h>

struct net_device;

extern struct genl_family gre2890_genl_family;

/* The commands of genl_tunnel.c and their policies */
extern const struct nla_policy gre2890_genl_tunnel_policy[GRE2890_A_TUNNEL_ID + 1];
extern const struct nla_policy gre2890_genl_tunnel_set_policy[GRE2890_A_LINK + 1];
int gre2890_genl_tunnel_get(struct sk_buff *skb, struct genl_info *info);
int gre2890_genl_tunnel_start(struct netlink_callback *cb);
int gre2890_genl_tunnel_dump(struct sk_buff *skb, struct netlink_callback *cb);
int gre2890_genl_tunnel_set(struct sk_buff *skb, struct genl_info *info);
int gre2890_genl_tunnel_del(struct sk_buff *skb, struct genl_info *info);

int gre2890_genl_init(void);
void gre2890_genl_exit(void);

#endif /* GRE2890_GENL_H */
