/* SPDX-License-Identifier: GPL-2.0 */
/* A device of the underlay that tunnels follow, whether it is there or away */
#ifndef GRE2890_LEAD_H
#define GRE2890_LEAD_H

#include <linux/if.h>
#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/rhashtable-types.h>
#include <linux/types.h>

#include "control/local_addr.h"

struct gre2890_netns;

/**
 * struct gre2890_lead - a device that tunnels follow
 * @bound: tunnels bound to it ("dev"), which are in its VRF
 * @sourced: tunnels whose local is its address ("local-dev")
 * @flags: %GRE2890_LEAD_STALE
 * @addrs: its addresses, as all of @sourced know them if @told
 * @told: false if one of @sourced has not got them
 * @ifindex: the device, 0 while it is away
 * @name: what it is waited for by while it is away; padded with zeroes
 * @node: in gre2890_netns.away while it is away
 * @alt: in gre2890_netns.alts if @name may be an alternative name
 * @rcu: for freeing
 *
 * A device that is there is in gre2890_netns.leads by ifindex, written under rtnl,
 * read under RCU.  One that is away is used under rtnl only.  The lead goes with its
 * last tunnel.
 */
struct gre2890_lead {
	struct list_head	bound;
	struct list_head	sourced;
	unsigned long		flags;
	struct gre2890_local_addrs addrs;
	bool			told;
	u32			ifindex;
	char			name[ALTIFNAMSIZ];
	struct rhash_head	node;
	struct list_head	alt;
	struct rcu_head		rcu;
};

/* Bit of gre2890_lead.flags: addresses have changed since @sourced were told */
#define GRE2890_LEAD_STALE	0

struct gre2890_lead *gre2890_lead_find(struct gre2890_netns *gn, u32 ifindex,
				       const char *name);
struct gre2890_lead *gre2890_lead_find_away(struct gre2890_netns *gn,
					    const char *name);
int gre2890_lead_need(struct gre2890_netns *gn, u32 ifindex, const char *name);
int gre2890_lead_need_away(struct gre2890_netns *gn, const char *name,
			   bool alt);
void gre2890_lead_release(struct gre2890_netns *gn, struct gre2890_lead *lead);

int gre2890_leads_init(struct gre2890_netns *gn);
void gre2890_leads_free(struct gre2890_netns *gn);
void gre2890_leads_exit(struct gre2890_netns *gn);

#endif /* GRE2890_LEAD_H */
