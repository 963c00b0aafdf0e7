// SPDX-License-Identifier: GPL-2.0
/* Events of tunnels, sent to a multicast group of generic netlink */
#include <linux/gre2890.h>
#include <net/genetlink.h>

#include "data/event.h"

static const struct genl_family *family __ro_after_init;

/**
 * gre2890_event_init() - set the family that events belong to
 * @events: a family whose first multicast group is %GRE2890_MCGRP_EVENTS
 *
 * Context: Process context, before the first tunnel exists.
 */
void __init gre2890_event_init(const struct genl_family *events)
{
	family = events;
}

static int fill_resync(struct sk_buff *skb, const struct gre2890_resync *resync)
{
	void *hdr;

	hdr = genlmsg_put(skb, 0, 0, family, 0,
			  GRE2890_CMD_RESYNC_NTF);
	if (!hdr ||
	    nla_put_u32(skb, GRE2890_A_IFINDEX, resync->dev->ifindex) ||
	    nla_put_string(skb, GRE2890_A_IFNAME, resync->dev->name) ||
	    nla_put_u32(skb, GRE2890_A_RESYNC_LAST, resync->last) ||
	    nla_put_u32(skb, GRE2890_A_RESYNC_NUMBER, resync->number) ||
	    nla_put_u64_64bit(skb, GRE2890_A_RESYNC_COUNT, resync->count,
			      GRE2890_A_PAD))
		return -EMSGSIZE;
	genlmsg_end(skb, hdr);
	return 0;
}

/**
 * gre2890_event_resync() - notify listeners of a resynchronisation
 * @resync: the event
 *
 * Context: Any context.  Caller must hold RCU, which keeps @resync->dev alive.
 */
void gre2890_event_resync(const struct gre2890_resync *resync)
{
	struct net *net = dev_net(resync->dev);
	struct sk_buff *skb;

	lockdep_assert_in_rcu_reader();
	if (!genl_has_listeners(family, net, 0))
		return;
	skb = genlmsg_new(NLMSG_GOODSIZE, GFP_ATOMIC);
	if (!skb)
		return;
	if (fill_resync(skb, resync))
		nlmsg_free(skb);
	else
		genlmsg_multicast_netns(family, net, skb, 0, 0,
					GFP_ATOMIC);
}
