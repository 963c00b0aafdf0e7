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

static int fill_state(struct sk_buff *skb, const struct net_device *dev,
		      u8 state)
{
	void *hdr;

	hdr = genlmsg_put(skb, 0, 0, family, 0, GRE2890_CMD_STATE_NTF);
	if (!hdr ||
	    nla_put_u32(skb, GRE2890_A_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, GRE2890_A_IFNAME, dev->name) ||
	    nla_put_u8(skb, GRE2890_A_STATE, state))
		return -EMSGSIZE;
	genlmsg_end(skb, hdr);
	return 0;
}

/* Return: a message, or NULL if nobody listens in @net, or for lack of memory. */
static struct sk_buff *start(struct net *net)
{
	if (!genl_has_listeners(family, net, 0))
		return NULL;
	return genlmsg_new(NLMSG_GOODSIZE, GFP_ATOMIC);
}

/* Send the message unless @err says that it could not be filled in. */
static void finish(struct net *net, struct sk_buff *skb, int err)
{
	if (err)
		nlmsg_free(skb);
	else
		genlmsg_multicast_netns(family, net, skb, 0, 0, GFP_ATOMIC);
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
	struct sk_buff *skb = start(net);

	lockdep_assert_in_rcu_reader();
	if (skb)
		finish(net, skb, fill_resync(skb, resync));
}

/**
 * gre2890_event_state() - notify listeners that a tunnel has entered a state
 * @dev: the tunnel's device
 * @state: enum gre2890_state
 *
 * Context: Any context.  Caller must hold RCU, which keeps @dev alive.
 */
void gre2890_event_state(const struct net_device *dev, u8 state)
{
	struct net *net = dev_net(dev);
	struct sk_buff *skb = start(net);

	lockdep_assert_in_rcu_reader();
	if (skb)
		finish(net, skb, fill_state(skb, dev, state));
}
