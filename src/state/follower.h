/* SPDX-License-Identifier: GPL-2.0 */
/* A tunnel in the lists of the devices that it follows */
#ifndef GRE2890_STATE_FOLLOWER_H
#define GRE2890_STATE_FOLLOWER_H

#include <linux/list.h>

/**
 * struct gre2890_follower - list nodes of a tunnel that follows devices
 * @link_node: in gre2890_lower.link_users
 * @addr_node: in gre2890_lower.addr_users
 *
 * Written under RTNL.
 */
struct gre2890_follower {
	struct list_head	link_node;
	struct list_head	addr_node;
};

#endif /* GRE2890_STATE_FOLLOWER_H */
