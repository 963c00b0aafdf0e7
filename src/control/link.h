/* SPDX-License-Identifier: GPL-2.0 */
/* The link kind "gre2890" */
#ifndef GRE2890_LINK_H
#define GRE2890_LINK_H

struct net_device;
struct netlink_ext_ack;
struct nlattr;

int gre2890_link_change(struct net_device *dev, struct nlattr *tb[],
			struct netlink_ext_ack *extack);
int gre2890_link_init(void);
void gre2890_link_exit(void);

#endif /* GRE2890_LINK_H */
