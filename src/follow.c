// SPDX-License-Identifier: GPL-2.0
/*
 * What happens to a device of the underlay concerns the tunnels that follow it,
 * and no walk over all tunnels finds those: each device that is followed has
 * their list.
 */
#include <linux/inetdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>
#include <net/l3mdev.h>

#include "follow.h"
#include "local_addr.h"
#include "netns.h"
#include "tunnel.h"

/**
 * struct gre2890_lead - a device that tunnels follow
 * @bound: tunnels bound to it ("dev"), which are in its VRF
 * @sourced: tunnels whose local is its address ("local-dev")
 * @flags: STALE
 * @addrs: its addresses, as all of @sourced know them if @told
 * @told: false if one of @sourced has not got them
 * @rcu: for freeing
 *
 * In gre2890_netns.leads by ifindex, written under rtnl, read under RCU.  It may
 * outlive the device; it goes with its last tunnel.
 */
struct gre2890_lead {
	struct list_head	bound;
	struct list_head	sourced;
	unsigned long		flags;
	struct gre2890_local_addrs addrs;
	bool			told;
	struct rcu_head		rcu;
};

/* Bit of gre2890_lead.flags: addresses have changed since @sourced were told */
#define STALE	0

static int need_lead(struct gre2890_netns *gn, u32 ifindex)
{
	struct gre2890_lead *lead;
	int err;

	if (!ifindex || xa_load(&gn->leads, ifindex))
		return 0;
	lead = kzalloc(sizeof(*lead), GFP_KERNEL_ACCOUNT);
	if (!lead)
		return -ENOMEM;
	INIT_LIST_HEAD(&lead->bound);
	INIT_LIST_HEAD(&lead->sourced);
	err = xa_err(xa_store(&gn->leads, ifindex, lead, GFP_KERNEL));
	if (err)
		kfree(lead);
	return err;
}

static void look_later(struct gre2890_netns *gn, struct gre2890_lead *lead)
{
	set_bit(STALE, &lead->flags);
	schedule_work(&gn->follow);
}

static void release_lead(struct gre2890_netns *gn, u32 ifindex)
{
	struct gre2890_lead *lead = xa_load(&gn->leads, ifindex);

	if (!lead || !list_empty(&lead->bound) || !list_empty(&lead->sourced))
		return;
	xa_erase(&gn->leads, ifindex);
	kfree_rcu(lead, rcu);
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

	err = need_lead(gn, conf->local_dev) ?: need_lead(gn, conf->link);
	if (err || !conf->local_dev)
		return err;
	lead = xa_load(&gn->leads, conf->local_dev);
	if (list_empty(&lead->sourced))
		look_later(gn, lead);
	return 0;
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

	lead = conf ? xa_load(&gn->leads, conf->link) : NULL;
	join(&tunnel->follower.bound, lead, lead ? &lead->bound : NULL);
	lead = conf ? xa_load(&gn->leads, conf->local_dev) : NULL;
	join(&tunnel->follower.sourced, lead, lead ? &lead->sourced : NULL);
	if (lead)
		lead->told = false;
	release_lead(gn, old->link);
	release_lead(gn, old->local_dev);
}

/*
 * A namespace that could not be made may go before it has our part, or, as the
 * module is loaded, even room for it.
 */
static struct gre2890_netns *part_of(const struct net *net)
{
	bool has_room;

	rcu_read_lock();
	has_room = gre2890_netns_id < rcu_dereference(net->gen)->s.len;
	rcu_read_unlock();
	return has_room ? gre2890_netns(net) : NULL;
}

static struct gre2890_lead *lead_of(const struct net_device *dev)
{
	struct gre2890_netns *gn = part_of(dev_net(dev));

	return gn ? xa_load(&gn->leads, dev->ifindex) : NULL;
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
	gre2890_local_addrs_read(&addrs, tunnel->net,
				 gre2890_conf_rtnl(tunnel)->local_dev);
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
	xa_for_each(&gn->leads, ifindex, lead)
		if (test_and_clear_bit(STALE, &lead->flags))
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

/*
 * A device that leaves its VRF because it goes away takes its tunnels nowhere,
 * lest they receive what arrives outside of all VRFs.
 */
static void device_goes(const struct net_device *dev)
{
	struct gre2890_lead *lead = lead_of(dev);

	if (!lead)
		return;
	if (netif_is_l3_slave(dev))
		follow_l3dom(lead, 0, GRE2890_NO_L3DOM);
	follow_address(lead);
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

	if (event == NETDEV_UNREGISTER && !(dev->flags & IFF_LOOPBACK))
		device_goes(dev);
	else if (event == NETDEV_CHANGEUPPER)
		device_moves(dev, info->upper_dev, info->linking);
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
 *
 * Context: process.
 */
void gre2890_follow_init_net(struct gre2890_netns *gn)
{
	xa_init_flags(&gn->leads, XA_FLAGS_ACCOUNT);
	INIT_WORK(&gn->follow, follow_later);
}

/**
 * gre2890_follow_nothing() - let no device of a namespace be followed
 * @gn: the namespace's part; no tunnel is left
 *
 * Who found a device under RCU may still schedule the work.
 *
 * Context: process, rtnl is held.
 */
void gre2890_follow_nothing(struct gre2890_netns *gn)
{
	struct gre2890_lead *lead;
	unsigned long ifindex;

	/* Those of tunnels that came to nothing */
	xa_for_each(&gn->leads, ifindex, lead) {
		xa_erase(&gn->leads, ifindex);
		kfree_rcu(lead, rcu);
	}
}

/**
 * gre2890_follow_exit_net() - undo gre2890_follow_init_net()
 * @gn: the namespace's part, a grace period after gre2890_follow_nothing()
 *
 * Context: process, rtnl is not held.
 */
void gre2890_follow_exit_net(struct gre2890_netns *gn)
{
	cancel_work_sync(&gn->follow);
	xa_destroy(&gn->leads);
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
