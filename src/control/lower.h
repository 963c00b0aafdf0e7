/* SPDX-License-Identifier: GPL-2.0 */
/* A device of the underlay that tunnels follow, whether it is there or away */
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
 * struct gre2890_lower - a device that tunnels follow
 * @link_users: tunnels bound to it ("dev"), which are in its VRF
 * @addr_users: tunnels whose local is its address ("local-dev")
 * @flags: %GRE2890_LOWER_STALE
 * @addrs: its addresses, which all of @addr_users have if @in_sync
 * @in_sync: all of @addr_users have @addrs
 * @ifindex: the device, 0 while it is away
 * @name: what it is waited for by while it is away; padded with zeroes
 * @node: in gre2890_netns.absent while it is away
 * @alt: in gre2890_netns.alts if @name may be an alternative name
 * @rcu: for freeing
 *
 * A device that is there is in gre2890_netns.lowers by ifindex, written under rtnl,
 * read under RCU.  One that is away is used under rtnl only.  The lower goes with its
 * last tunnel.
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

/* Bit of gre2890_lower.flags: its addresses may have changed since @addr_users took them */
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
