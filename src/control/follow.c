// SPDX-License-Identifier: GPL-2.0
/*
 * What happens to a device of the underlay concerns the tunnels that follow it,
 * and no walk over all tunnels finds those: each device that is followed has
 * their list (lead.c), also while it is away.
 */
#include <linux/inetdevice.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/l3mdev.h>

#include "control/away.h"
#include "control/follow.h"
#include "control/followed.h"
#include "control/lead.h"
#include "control/local_addr.h"
#include "state/netns.h"
#include "state/tunnel.h"

static void look_later(struct gre2890_netns *gn, struct gre2890_lead *lead)
{
	set_bit(GRE2890_LEAD_STALE, &lead->flags);
	schedule_work(&gn->follow);
}

/**
 * gre2890_follower_init() - follow nothing
 * @follower: the tunnel's part
 *
 * Context: any.
 */
void gre2890_follower_init(struct gre2890_follower *follower)
{
	INIT_LIST_HEAD(&follower->bound);
	INIT_LIST_HEAD(&follower->sourced);
}

/**
 * gre2890_follow_prepare() - make gre2890_follow() sure to succeed
 * @gn: the underlay's part
 * @conf: settings that may come into force
 *
 * An IPv6 address may have come since gre2890_local_addr_resolve() looked.
 * inet6_event() ignores it while no tunnel takes its address from the device, so
 * the first one looks at the addresses again.
 *
 * Context: process, rtnl is held.
 * Return: 0 or -ENOMEM.
 */
int gre2890_follow_prepare(struct gre2890_netns *gn,
			   const struct gre2890_conf *conf)
{
	struct gre2890_lead *lead;
	int err;

	err = gre2890_lead_need(gn, conf->local_dev, conf->local_dev_name) ?:
	      gre2890_lead_need(gn, conf->link, conf->link_name);
	if (err || !conf->local_dev)
		return err;
	lead = xa_load(&gn->leads, conf->local_dev);
	if (list_empty(&lead->sourced))
		look_later(gn, lead);
	return 0;
}

static struct gre2890_lead *bound_lead(struct gre2890_netns *gn,
				       const struct gre2890_conf *conf)
{
	return gre2890_lead_find(gn, conf->link, conf->link_name);
}

static struct gre2890_lead *source_lead(struct gre2890_netns *gn,
					const struct gre2890_conf *conf)
{
	return gre2890_lead_find(gn, conf->local_dev, conf->local_dev_name);
}

static void join(struct list_head *entry, struct gre2890_lead *lead,
		 struct list_head *list)
{
	list_del_init(entry);
	if (lead)
		list_add(entry, list);
}

/**
 * gre2890_follow() - follow the devices that settings name
 * @tunnel: the tunnel; gre2890_tunnel.conf is what it had before, or @conf
 * @conf: its settings from now on, or NULL; gre2890_follow_prepare() was called
 *
 * Context: process, rtnl is held.
 */
void gre2890_follow(struct gre2890_tunnel *tunnel,
		    const struct gre2890_conf *conf)
{
	const struct gre2890_conf *old = gre2890_conf_rtnl(tunnel);
	struct gre2890_netns *gn = gre2890_netns(tunnel->net);
	struct gre2890_lead *lead;

	lead = conf ? bound_lead(gn, conf) : NULL;
	join(&tunnel->follower.bound, lead, lead ? &lead->bound : NULL);
	lead = conf ? source_lead(gn, conf) : NULL;
	join(&tunnel->follower.sourced, lead, lead ? &lead->sourced : NULL);
	if (lead)
		lead->told = false;
	gre2890_lead_release(gn, bound_lead(gn, old));
	gre2890_lead_release(gn, source_lead(gn, old));
}

static struct gre2890_lead *lead_of(const struct net_device *dev)
{
	struct gre2890_netns *gn = gre2890_netns_if_any(dev_net(dev));

	return gn ? xa_load(&gn->leads, dev->ifindex) : NULL;
}

/**
 * gre2890_follow_bound() - the tunnels that are bound to a device ("dev")
 * @dev: a device of their underlay
 *
 * Context: process, rtnl is held.
 * Return: the list of their gre2890_tunnel.follower.bound, NULL if nothing follows
 * the device.
 */
struct list_head *gre2890_follow_bound(const struct net_device *dev)
{
	struct gre2890_lead *lead = lead_of(dev);

	ASSERT_RTNL();
	return lead ? &lead->bound : NULL;
}

/*
 * Most events are about other addresses than those which tunnels have.  Anyone on
 * the link can cause them by router advertisements, so compare once for all.
 */
static void follow_address(struct gre2890_lead *lead)
{
	struct gre2890_tunnel *tunnel, *next;
	struct gre2890_local_addrs addrs;
	bool told = true;

	ASSERT_RTNL();
	if (list_empty(&lead->sourced))
		return;
	tunnel = list_first_entry(&lead->sourced, struct gre2890_tunnel,
				  follower.sourced);
	gre2890_local_addrs_read(&addrs, tunnel->net, lead->ifindex);
	if (lead->told && !memcmp(&lead->addrs, &addrs, sizeof(addrs)))
		return;
	list_for_each_entry_safe(tunnel, next, &lead->sourced, follower.sourced)
		told &= gre2890_tunnel_follow_address(tunnel, &addrs);
	lead->addrs = addrs;
	lead->told = told;
}

/* Addresses of IPv6 come and go in softirq. */
static void follow_later(struct work_struct *work)
{
	struct gre2890_netns *gn = container_of(work, struct gre2890_netns,
						follow);
	struct gre2890_lead *lead;
	unsigned long ifindex;

	rtnl_lock();
	gre2890_away_seek(gn);
	xa_for_each(&gn->leads, ifindex, lead)
		if (test_and_clear_bit(GRE2890_LEAD_STALE, &lead->flags))
			follow_address(lead);
	rtnl_unlock();
}

static int inet6_event(struct notifier_block *nb, unsigned long event,
		       void *ptr)
{
	const struct inet6_ifaddr *ifp = ptr;
	const struct net_device *dev = ifp->idev->dev;
	struct gre2890_lead *lead;

	if (!gre2890_local_addr_counts(ifp))
		return NOTIFY_DONE;
	rcu_read_lock();
	lead = lead_of(dev);
	if (lead && !list_empty(&lead->sourced))
		look_later(gre2890_netns(dev_net(dev)), lead);
	rcu_read_unlock();
	return NOTIFY_DONE;
}

static int inet_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	const struct in_ifaddr *ifa = ptr;
	struct gre2890_lead *lead = lead_of(ifa->ifa_dev->dev);

	ASSERT_RTNL();
	if (lead)
		follow_address(lead);
	return NOTIFY_DONE;
}

/*
 * The tunnels bound to a device follow it from @from, or from wherever they
 * are if that is 0, to another L3 domain.
 */
static void follow_l3dom(struct gre2890_lead *lead, u32 from, u32 to)
{
	struct gre2890_tunnel *tunnel, *next;

	list_for_each_entry_safe(tunnel, next, &lead->bound, follower.bound)
		if (!from || gre2890_conf_rtnl(tunnel)->l3dom == from)
			gre2890_tunnel_follow_l3dom(tunnel, to);
}

static void device_moves(const struct net_device *dev,
			 const struct net_device *upper, bool linking)
{
	struct gre2890_lead *lead = lead_of(dev);

	if (!lead || !netif_is_l3_master(upper))
		return;
	if (linking)
		follow_l3dom(lead, 0, upper->ifindex);
	else
		follow_l3dom(lead, upper->ifindex, 0);
}

/* Loopback goes after all tunnels. */
static int netdev_event(struct notifier_block *nb, unsigned long event,
			void *ptr)
{
	const struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	const struct netdev_notifier_changeupper_info *info = ptr;

	ASSERT_RTNL();
	switch (event) {
	case NETDEV_UNREGISTER:
		if (!(dev->flags & IFF_LOOPBACK))
			gre2890_away_goes(dev);
		break;
	case NETDEV_CHANGEUPPER:
		device_moves(dev, info->upper_dev, info->linking);
		break;
	case NETDEV_REGISTER:
	case NETDEV_CHANGENAME:
		gre2890_away_comes(dev);
		fallthrough;
	case NETDEV_CHANGE:
	case NETDEV_UP:
		gre2890_away_may_come(dev);
		break;
	}
	return NOTIFY_DONE;
}

/* Before the VRF driver, which takes a device that goes out of its VRF */
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
 * gre2890_follow_init_net() - a namespace begins, nothing is followed in it
 * @gn: its part
 * @net: the namespace
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int gre2890_follow_init_net(struct gre2890_netns *gn, struct net *net)
{
	gn->net = net;
	INIT_WORK(&gn->follow, follow_later);
	return gre2890_leads_init(gn);
}

/**
 * gre2890_follow_exit_net() - undo gre2890_follow_init_net()
 * @gn: the namespace's part, a grace period after gre2890_leads_free()
 *
 * Context: process, rtnl is not held.
 */
void gre2890_follow_exit_net(struct gre2890_netns *gn)
{
	cancel_work_sync(&gn->follow);
	gre2890_leads_exit(gn);
}

/**
 * gre2890_follow_init() - be told of what happens to devices
 *
 * Context: process.
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
 * Context: process.
 */
void gre2890_follow_exit(void)
{
	unregister_inet6addr_notifier(&inet6_notifier);
	unregister_inetaddr_notifier(&inet_notifier);
	unregister_netdevice_notifier(&netdev_notifier);
}
