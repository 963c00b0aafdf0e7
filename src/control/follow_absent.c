// SPDX-License-Identifier: GPL-2.0
/* Devices that tunnels follow go, and come back under their names. */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "control/follow_absent.h"
#include "control/follow_tunnel.h"
#include "control/lower.h"
#include "state/netns.h"
#include "state/tunnel.h"

/*
 * The tunnels leave the lower one by one for others, and it goes with the last, so
 * take them off first.  One that fails to follow, for want of memory, is left out.
 */
static void move_users(struct gre2890_netns *gn, struct gre2890_lower *lower,
		       const struct net_device *dev,
		       void (*follow)(struct gre2890_tunnel *tunnel,
				      const struct net_device *dev))
{
	struct gre2890_tunnel *tunnel, *next;
	LIST_HEAD(addr_users);
	LIST_HEAD(link_users);

	list_splice_init(&lower->addr_users, &addr_users);
	list_splice_init(&lower->link_users, &link_users);
	gre2890_lower_release(gn, lower);
	list_for_each_entry_safe(tunnel, next, &link_users, follower.link_node) {
		list_del_init(&tunnel->follower.link_node);
		follow(tunnel, dev);
	}
	list_for_each_entry_safe(tunnel, next, &addr_users, follower.addr_node) {
		list_del_init(&tunnel->follower.addr_node);
		follow(tunnel, dev);
	}
}

/**
 * gre2890_follow_altnames() - take up devices by their alternative names
 * @gn: the underlay's part
 *
 * No event tells that a device got one, but only what it does next.
 *
 * Context: process, rtnl is held.
 */
void gre2890_follow_altnames(struct gre2890_netns *gn)
{
	const struct net_device *dev;
	struct gre2890_lower *lower;
	LIST_HEAD(todo);

	ASSERT_RTNL();
	list_splice_init(&gn->alts, &todo);
	while (!list_empty(&todo)) {
		lower = list_first_entry(&todo, struct gre2890_lower, alt);
		list_move_tail(&lower->alt, &gn->alts);
		dev = __dev_get_by_name(gn->net, lower->name);
		if (dev)
			move_users(gn, lower, dev, gre2890_tunnel_follow_back);
	}
}

/**
 * gre2890_follow_gone() - let the tunnels of a device wait for its return
 * @dev: a device that is deleted or leaves its namespace
 *
 * A device that leaves its VRF because it goes takes its tunnels nowhere: they must
 * not receive what arrives outside of all VRFs.  Without memory a tunnel keeps the
 * index, which no device has.
 *
 * Context: process, rtnl is held.
 */
void gre2890_follow_gone(const struct net_device *dev)
{
	struct gre2890_netns *gn = gre2890_netns_if_any(dev_net(dev));
	struct gre2890_lower *lower;

	ASSERT_RTNL();
	lower = gn ? gre2890_lower_find(gn, dev->ifindex, NULL) : NULL;
	if (!lower)
		return;
	/* Its name is no alternative one, so that events tell of its return. */
	gre2890_lower_make_absent(gn, dev->name, false);
	move_users(gn, lower, dev, gre2890_tunnel_follow_gone);
	gre2890_lower_release(gn, gre2890_lower_find_absent(gn, dev->name));
}

/**
 * gre2890_follow_named() - a device has a name that tunnels may wait for
 * @dev: the device
 *
 * Context: process, rtnl is held.
 */
void gre2890_follow_named(const struct net_device *dev)
{
	struct gre2890_netns *gn = gre2890_netns_if_any(dev_net(dev));
	struct gre2890_lower *lower;

	ASSERT_RTNL();
	lower = gn ? gre2890_lower_find_absent(gn, dev->name) : NULL;
	if (lower)
		move_users(gn, lower, dev, gre2890_tunnel_follow_back);
}

/**
 * gre2890_follow_maybe_named() - a device may have got an alternative name
 * @dev: the device
 *
 * Many events may come at once, so look later, once for all.
 *
 * Context: process, rtnl is held.
 */
void gre2890_follow_maybe_named(const struct net_device *dev)
{
	struct gre2890_netns *gn = gre2890_netns_if_any(dev_net(dev));

	ASSERT_RTNL();
	if (gn && gn->absent_count && !list_empty(&gn->alts))
		schedule_work(&gn->follow);
}
