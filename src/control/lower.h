/* SPDX-License-Identifier: GPL-2.0 */
/* Lower devices: devices of the underlay that tunnels follow, present or absent */
#ifndef GRE2890_LOWER_H
#define GRE2890_LOWER_H

#include <linux/if.h>
#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/rhashtable-types.h>
#include <linux/types.h>

#include "control/local_addr.h"

struct gre2890_netns;

/**
 * struct gre2890_lower - a device of the underlay that tunnels follow
 * @link_users: tunnels whose "dev" it is; their outer packets are in its VRF
 * @addr_users: tunnels whose "local-dev" it is: its address is their local
 * @flags: %GRE2890_LOWER_STALE
 * @addrs: its addresses when @addr_users last took them
 * @in_sync: all of @addr_users have taken @addrs
 * @ifindex: the device, 0 while it is absent
 * @name: the name under which it will return, while it is absent; zero-padded
 * @node: in gre2890_netns.absent while it is absent
 * @alt: in gre2890_netns.alts while @name may be an alternative name
 * @rcu: for freeing
 *
 * The entry of a present device is in gre2890_netns.lowers by ifindex.  That table
 * is written under RTNL and read under RCU.  The entry of an absent device is
 * accessed under RTNL only.  An entry is freed when the last tunnel leaves it.
 */
struct gre2890_lower {
	struct list_head	link_users;
	struct list_head	addr_users;
	unsigned long		flags;
	struct gre2890_local_addrs addrs;
	bool			in_sync;
	u32			ifindex;
	char			name[ALTIFNAMSIZ];
	struct rhash_head	node;
	struct list_head	alt;
	struct rcu_head		rcu;
};

/* Bit of gre2890_lower.flags: the device's addresses may have changed */
#define GRE2890_LOWER_STALE	0

struct gre2890_lower *gre2890_lower_find(struct gre2890_netns *gn, u32 ifindex,
					 const char *name);
struct gre2890_lower *gre2890_lower_find_absent(struct gre2890_netns *gn,
						const char *name);
int gre2890_lower_make(struct gre2890_netns *gn, u32 ifindex, const char *name);
int gre2890_lower_make_absent(struct gre2890_netns *gn, const char *name,
			      bool alt);
void gre2890_lower_release(struct gre2890_netns *gn, struct gre2890_lower *lower);

int gre2890_lowers_init(struct gre2890_netns *gn);
void gre2890_lowers_free(struct gre2890_netns *gn);
void gre2890_lowers_exit(struct gre2890_netns *gn);

#endif /* GRE2890_LOWER_H */
