/* SPDX-License-Identifier: GPL-2.0 */
/* Update a tunnel after a change of a lower device */
#ifndef GRE2890_CONTROL_FOLLOW_TUNNEL_H
#define GRE2890_CONTROL_FOLLOW_TUNNEL_H

#include <linux/types.h>

struct gre2890_local_addrs;
struct gre2890_tunnel;
struct net_device;

void gre2890_tunnel_follow_l3dom(struct gre2890_tunnel *tunnel, u32 l3dom);
void gre2890_tunnel_follow_gone(struct gre2890_tunnel *tunnel,
				const struct net_device *dev);
void gre2890_tunnel_follow_back(struct gre2890_tunnel *tunnel,
				const struct net_device *dev);
bool gre2890_tunnel_follow_address(struct gre2890_tunnel *tunnel,
				   const struct gre2890_local_addrs *addrs);

#endif /* GRE2890_CONTROL_FOLLOW_TUNNEL_H */
