// SPDX-License-Identifier: GPL-2.0
/* Devices that tunnels follow go, and come back under their names. */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "control/away.h"
#include "control/followed.h"
#include "control/lead.h"
#include "state/netns.h"
#include "state/tunnel.h"

/*
 * The tunnels leave the lead one by one for others, and it goes with the last, so
 * take them off first.  One that fails to follow, for want of memory, is left out.
 */
static void disband(struct gre2890_netns *gn, struct gre2890_lead *lead,
		    const struct net_device *dev,
		    void (*follow)(struct gre2890_tunnel *tunnel,
				   const struct net_device *dev))
{
	struct gre2890_tunnel *tunnel, *next;
	LIST_HEAD(sourced);
	LIST_HEAD(bound);

	list_splice_init(&lead->sourced, &sourced);
	list_splice_init(&lead->bound, &bound);
	gre2890_lead_release(gn, lead);
	list_for_each_entry_safe(tunnel, next, &bound, follower.bound) {
		list_del_init(&tunnel->follower.bound);
		follow(tunnel, dev);
	}
	list_for_each_entry_safe(tunnel, next, &sourced, follower.sourced) {
		list_del_init(&tunnel->follower.sourced);
		follow(tunnel, dev);
	}
}

/**
 * gre2890_away_seek() - take up devices by their alternative names
 * @gn: the underlay's part
 *
 * No event tells that a device got one, but only what it does next.
 *
 * Context: process, rtnl is held.
 */
void gre2890_away_seek(struct gre2890_netns *gn)
{
	const struct net_device *dev;
	struct gre2890_lead *lead;
	LIST_HEAD(todo);

	ASSERT_RTNL();
	list_splice_init(&gn->alts, &todo);
	while (!list_empty(&todo)) {
		lead = list_first_entry(&todo, struct gre2890_lead, alt);
		list_move_tail(&lead->alt, &gn->alts);
		dev = __dev_get_by_name(gn->net, lead->name);
		if (dev)
			disband(gn, lead, dev, gre2890_tunnel_follow_back);
	}
}

/**
 * gre2890_away_goes() - let the tunnels of a device wait for its return
 * @dev: a device that is deleted or leaves its namespace
 *
 * A device that leaves its VRF because it goes takes its tunnels nowhere: they must
 * not receive what arrives outside of all VRFs.  Without memory a tunnel keeps the
 * index, which no device has.
 *
 * Context: process, rtnl is held.
 */
void gre2890_away_goes(const struct net_device *dev)
{
	struct gre2890_netns *gn = gre2890_netns_if_any(dev_net(dev));
	struct gre2890_lead *lead;

	lead = gn ? gre2890_lead_find(gn, dev->ifindex, NULL) : NULL;
	if (!lead)
		return;
	/* Its name is no alternative one, so that events tell of its return. */
	gre2890_lead_need_away(gn, dev->name, false);
	disband(gn, lead, dev, gre2890_tunnel_follow_away);
	gre2890_lead_release(gn, gre2890_lead_find_away(gn, dev->name));
}

/**
 * gre2890_away_comes() - a device has a name that tunnels may wait for
 * @dev: the device
 *
 * Context: process, rtnl is held.
 */
void gre2890_away_comes(const struct net_device *dev)
{
	struct gre2890_netns *gn = gre2890_netns_if_any(dev_net(dev));
	struct gre2890_lead *lead;

	lead = gn ? gre2890_lead_find_away(gn, dev->name) : NULL;
	if (lead)
		disband(gn, lead, dev, gre2890_tunnel_follow_back);
}

/**
 * gre2890_away_may_come() - a device may have got an alternative name
 * @dev: the device
 *
 * Many events may come at once, so look later, once for all.
 *
 * Context: process, rtnl is held.
 */
void gre2890_away_may_come(const struct net_device *dev)
{
	struct gre2890_netns *gn = gre2890_netns_if_any(dev_net(dev));

	if (gn && gn->away_count && !list_empty(&gn->alts))
		schedule_work(&gn->follow);
}
