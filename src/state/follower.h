/* SPDX-License-Identifier: GPL-2.0 */
/* A tunnel in the lists of the devices that it follows */
#ifndef GRE2890_STATE_FOLLOWER_H
#define GRE2890_STATE_FOLLOWER_H

#include <linux/list.h>

/**
 * struct gre2890_follower - a tunnel among those that follow a device
 * @bound: in gre2890_lead.bound
 * @sourced: in gre2890_lead.sourced
 *
 * Written under rtnl.
 */
struct gre2890_follower {
	struct list_head	bound;
	struct list_head	sourced;
};

#endif /* GRE2890_STATE_FOLLOWER_H */
