// SPDX-License-Identifier: GPL-2.0
/*
 * Follow lower devices that are deleted or leave the namespace, and return under
 * the same name.
 */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "control/follow_absent.h"
#include "control/follow_tunnel.h"
#include "control/lower.h"
#include "state/netns.h"
#include "state/tunnel.h"

/*
 * Let @follow move each tunnel of @lower to another entry.  @lower is freed when
 * its last tunnel leaves, so move its lists to local ones before walking them.  A
 * tunnel that cannot follow for lack of memory is then in no list.
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
 * gre2890_follow_altnames() - look for absent devices by their alternative names
 * @gn: the underlay's part
 *
 * There is no event for a new alternative name, so look for the name at the next
 * event of any device.
 *
 * Context: Process context.  Caller must hold RTNL.
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
 * gre2890_follow_gone() - make tunnels wait for the return of a device
 * @dev: the device, which is deleted or leaves its namespace
 *
 * A deleted device also leaves its VRF, but its tunnels must not: they would
 * receive packets from outside the VRF.  If memory is short, a tunnel keeps the old
 * ifindex, which no longer matches a device.
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_follow_gone(const struct net_device *dev)
{
	struct gre2890_netns *gn = gre2890_netns_if_any(dev_net(dev));
	struct gre2890_lower *lower;

	ASSERT_RTNL();
	lower = gn ? gre2890_lower_find(gn, dev->ifindex, NULL) : NULL;
	if (!lower)
		return;
	/* This is a primary name, so an event will report the return. */
	gre2890_lower_make_absent(gn, dev->name, false);
	move_users(gn, lower, dev, gre2890_tunnel_follow_gone);
	gre2890_lower_release(gn, gre2890_lower_find_absent(gn, dev->name));
}

/**
 * gre2890_follow_named() - let waiting tunnels follow a device that was registered
 * or renamed
 * @dev: the device
 *
 * Context: Process context.  Caller must hold RTNL.
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
 * gre2890_follow_maybe_named() - schedule a search for absent devices by
 * alternative names
 * @dev: the device
 *
 * Events come in bursts; the work runs once for all of them.
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_follow_maybe_named(const struct net_device *dev)
{
	struct gre2890_netns *gn = gre2890_netns_if_any(dev_net(dev));

	ASSERT_RTNL();
	if (gn && gn->absent_count && !list_empty(&gn->alts))
		schedule_work(&gn->follow);
}
