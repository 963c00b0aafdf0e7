// SPDX-License-Identifier: GPL-2.0
/*
 * Events about a lower device concern only the tunnels that use it.  For each lower
 * device there are lists of these tunnels (lower.c), so that no event walks all
 * tunnels.
 */
#include <linux/inetdevice.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/l3mdev.h>

#include "control/follow_absent.h"
#include "control/follow.h"
#include "control/follow_tunnel.h"
#include "control/lower.h"
#include "control/local_addr.h"
#include "state/netns.h"
#include "state/tunnel.h"

static void schedule_follow(struct gre2890_netns *gn, struct gre2890_lower *lower)
{
	set_bit(GRE2890_LOWER_STALE, &lower->flags);
	schedule_work(&gn->follow);
}

/**
 * gre2890_follower_init() - prepare a tunnel to follow devices
 * @follower: the tunnel's list entries; it follows nothing yet
 *
 * Context: Any context.
 */
void gre2890_follower_init(struct gre2890_follower *follower)
{
	INIT_LIST_HEAD(&follower->link_node);
	INIT_LIST_HEAD(&follower->addr_node);
}

/**
 * gre2890_follow_prepare() - allocate what gre2890_follow() needs
 * @gn: the underlay's part
 * @conf: settings that may come into force
 *
 * inet6_event() ignores a device whose address no tunnel uses.  An address may
 * therefore be added unnoticed after gre2890_local_addr_resolve(), so the first
 * tunnel that uses the device's address schedules another look.
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0 or -ENOMEM.
 */
int gre2890_follow_prepare(struct gre2890_netns *gn,
			   const struct gre2890_conf *conf)
{
	struct gre2890_lower *lower;
	int err;

	ASSERT_RTNL();
	err = gre2890_lower_make(gn, conf->local_dev, conf->local_dev_name) ?:
	      gre2890_lower_make(gn, conf->link, conf->link_name);
	if (err || !conf->local_dev)
		return err;
	lower = xa_load(&gn->lowers, conf->local_dev);
	if (list_empty(&lower->addr_users))
		schedule_follow(gn, lower);
	return 0;
}

static struct gre2890_lower *link_of(struct gre2890_netns *gn,
				     const struct gre2890_conf *conf)
{
	return gre2890_lower_find(gn, conf->link, conf->link_name);
}

static struct gre2890_lower *local_dev_of(struct gre2890_netns *gn,
					  const struct gre2890_conf *conf)
{
	return gre2890_lower_find(gn, conf->local_dev, conf->local_dev_name);
}

static void join(struct list_head *entry, struct gre2890_lower *lower,
		 struct list_head *list)
{
	list_del_init(entry);
	if (lower)
		list_add(entry, list);
}

/**
 * gre2890_follow() - follow the devices named in the settings
 * @tunnel: the tunnel; gre2890_tunnel.conf still has the old settings, or is @conf
 * @conf: its new settings, after gre2890_follow_prepare(); NULL to follow nothing
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_follow(struct gre2890_tunnel *tunnel,
		    const struct gre2890_conf *conf)
{
	const struct gre2890_conf *old = gre2890_conf_rtnl(tunnel);
	struct gre2890_netns *gn = gre2890_netns(tunnel->net);
	struct gre2890_lower *lower;

	ASSERT_RTNL();
	lower = conf ? link_of(gn, conf) : NULL;
	join(&tunnel->follower.link_node, lower, lower ? &lower->link_users : NULL);
	lower = conf ? local_dev_of(gn, conf) : NULL;
	join(&tunnel->follower.addr_node, lower, lower ? &lower->addr_users : NULL);
	if (lower)
		lower->in_sync = false;
	gre2890_lower_release(gn, link_of(gn, old));
	gre2890_lower_release(gn, local_dev_of(gn, old));
}

static struct gre2890_lower *lower_of(const struct net_device *dev)
{
	struct gre2890_netns *gn = gre2890_netns_if_any(dev_net(dev));

	return gn ? xa_load(&gn->lowers, dev->ifindex) : NULL;
}

/**
 * gre2890_follow_link_users() - return the tunnels whose "dev" is @dev
 * @dev: a device of their underlay
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: the list of these tunnels, linked by gre2890_tunnel.follower.link_node;
 * NULL if no tunnel follows the device.
 */
struct list_head *gre2890_follow_link_users(const struct net_device *dev)
{
	struct gre2890_lower *lower = lower_of(dev);

	ASSERT_RTNL();
	return lower ? &lower->link_users : NULL;
}

/*
 * Most events are about addresses that no tunnel uses, and anyone on the link can
 * cause them by router advertisements.  So compare the device's addresses with the
 * previous ones once, before looking at each tunnel.
 */
static void follow_address(struct gre2890_lower *lower)
{
	struct gre2890_tunnel *tunnel, *next;
	struct gre2890_local_addrs addrs;
	bool in_sync = true;

	ASSERT_RTNL();
	if (list_empty(&lower->addr_users))
		return;
	tunnel = list_first_entry(&lower->addr_users, struct gre2890_tunnel,
				  follower.addr_node);
	gre2890_local_addrs_read(&addrs, tunnel->net, lower->ifindex);
	if (lower->in_sync && !memcmp(&lower->addrs, &addrs, sizeof(addrs)))
		return;
	list_for_each_entry_safe(tunnel, next, &lower->addr_users, follower.addr_node)
		in_sync &= gre2890_tunnel_follow_address(tunnel, &addrs);
	lower->addrs = addrs;
	lower->in_sync = in_sync;
}

/*
 * IPv6 adds and removes addresses in softirq, where RTNL cannot be taken, so follow
 * them here.  Also look for alternative names, once for a burst of events.
 */
static void follow_later(struct work_struct *work)
{
	struct gre2890_netns *gn = container_of(work, struct gre2890_netns,
						follow);
	struct gre2890_lower *lower;
	unsigned long ifindex;

	rtnl_lock();
	gre2890_follow_altnames(gn);
	xa_for_each(&gn->lowers, ifindex, lower)
		if (test_and_clear_bit(GRE2890_LOWER_STALE, &lower->flags))
			follow_address(lower);
	rtnl_unlock();
}

static int inet6_event(struct notifier_block *nb, unsigned long event,
		       void *ptr)
{
	const struct inet6_ifaddr *ifp = ptr;
	const struct net_device *dev = ifp->idev->dev;
	struct gre2890_lower *lower;

	if (!gre2890_local_addr_counts(ifp))
		return NOTIFY_DONE;
	rcu_read_lock();
	lower = lower_of(dev);
	if (lower && !list_empty(&lower->addr_users))
		schedule_follow(gre2890_netns(dev_net(dev)), lower);
	rcu_read_unlock();
	return NOTIFY_DONE;
}

static int inet_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	const struct in_ifaddr *ifa = ptr;
	struct gre2890_lower *lower = lower_of(ifa->ifa_dev->dev);

	ASSERT_RTNL();
	if (lower)
		follow_address(lower);
	return NOTIFY_DONE;
}

/*
 * Move the tunnels whose "dev" is @lower from L3 domain @from to @to.  If @from is
 * 0, move them from any domain.
 */
static void follow_l3dom(struct gre2890_lower *lower, u32 from, u32 to)
{
	struct gre2890_tunnel *tunnel, *next;

	list_for_each_entry_safe(tunnel, next, &lower->link_users, follower.link_node)
		if (!from || gre2890_conf_rtnl(tunnel)->l3dom == from)
			gre2890_tunnel_follow_l3dom(tunnel, to);
}

static void device_moves(const struct net_device *dev,
			 const struct net_device *upper, bool linking)
{
	struct gre2890_lower *lower = lower_of(dev);

	if (!lower || !netif_is_l3_master(upper))
		return;
	if (linking)
		follow_l3dom(lower, 0, upper->ifindex);
	else
		follow_l3dom(lower, upper->ifindex, 0);
}

/*
 * Ignore the loopback device: it is deleted with its namespace, after all tunnels.
 */
static int netdev_event(struct notifier_block *nb, unsigned long event,
			void *ptr)
{
	const struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	const struct netdev_notifier_changeupper_info *info = ptr;

	ASSERT_RTNL();
	switch (event) {
	case NETDEV_UNREGISTER:
		if (!(dev->flags & IFF_LOOPBACK))
			gre2890_follow_gone(dev);
		break;
	case NETDEV_CHANGEUPPER:
		device_moves(dev, info->upper_dev, info->linking);
		break;
	case NETDEV_REGISTER:
	case NETDEV_CHANGENAME:
		gre2890_follow_named(dev);
		fallthrough;
	case NETDEV_CHANGE:
	case NETDEV_UP:
		gre2890_follow_maybe_named(dev);
		break;
	}
	return NOTIFY_DONE;
}

/* Run before the VRF driver, which removes a deleted device from its VRF. */
static struct notifier_block netdev_notifier = {
	.notifier_call	= netdev_event,
	.priority	= 1,
};

static struct notifier_block inet_notifier = {
	.notifier_call	= inet_event,
};

static struct notifier_block inet6_notifier = {
	.notifier_call	= inet6_event,
};

/**
 * gre2890_follow_init_net() - initialise a namespace's data for following devices
 * @gn: the namespace's part
 * @net: the namespace
 *
 * Context: Process context.
 * Return: 0 or -ENOMEM.
 */
int gre2890_follow_init_net(struct gre2890_netns *gn, struct net *net)
{
	gn->net = net;
	INIT_WORK(&gn->follow, follow_later);
	return gre2890_lowers_init(gn);
}

/**
 * gre2890_follow_exit_net() - undo gre2890_follow_init_net()
 * @gn: the namespace's part, a grace period after gre2890_lowers_free()
 *
 * Context: Process context.  Caller must not hold RTNL.
 */
void gre2890_follow_exit_net(struct gre2890_netns *gn)
{
	cancel_work_sync(&gn->follow);
	gre2890_lowers_exit(gn);
}

/**
 * gre2890_follow_init() - register for events about devices and addresses
 *
 * Context: Process context.
 * Return: 0 or a negative error.
 */
int __init gre2890_follow_init(void)
{
	int err;

	err = register_netdevice_notifier(&netdev_notifier);
	if (err)
		return err;
	err = register_inetaddr_notifier(&inet_notifier);
	if (err)
		goto unregister_netdev;
	err = register_inet6addr_notifier(&inet6_notifier);
	if (err)
		goto unregister_inet;
	return 0;

unregister_inet:
	unregister_inetaddr_notifier(&inet_notifier);
unregister_netdev:
	unregister_netdevice_notifier(&netdev_notifier);
	return err;
}

/**
 * gre2890_follow_exit() - undo gre2890_follow_init()
 *
 * Context: Process context.
 */
void gre2890_follow_exit(void)
{
	unregister_inet6addr_notifier(&inet6_notifier);
	unregister_inetaddr_notifier(&inet_notifier);
	unregister_netdevice_notifier(&netdev_notifier);
}
