// SPDX-License-Identifier: GPL-2.0
/*
 * A tunnel to a multicast group sends every packet to the group and receives from all
 * members that use its key.
 *
 * While the tunnel is up, a device of the underlay is a member of the group: "dev", or
 * the device of the route to the group.
 */
#include <linux/igmp.h>
#include <linux/inetdevice.h>
#include <linux/ip.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/dst.h>

#include "control/follow.h"
#include "control/group.h"
#include "data/underlay.h"
#include "state/tunnel.h"

/**
 * gre2890_group_listen() - make gre2890_conf.listener if the settings need one
 * @conf: settings to be published
 *
 * Context: Process context.
 * Return: 0 or -ENOMEM.
 */
int gre2890_group_listen(struct gre2890_conf *conf)
{
	struct gre2890_ident id = conf->id;

	if (!gre2890_ident_to_group(&id))
		return 0;
	conf->listener = kmemdup(conf, sizeof(*conf), GFP_KERNEL_ACCOUNT);
	if (!conf->listener)
		return -ENOMEM;
	conf->listener->id = id;
	/* The listener sends nothing, so it has no route cache of its own. */
	memset(&conf->listener->routes, 0, sizeof(conf->listener->routes));
	return 0;
}

/*
 * A change of the MTU may remove IP from a device and add it again.  The memberships
 * are lost then, so remember which in_device or inet6_dev has joined.
 */
static const void *ip_of(const struct net_device *dev, u8 family)
{
	if (family == AF_INET)
		return __in_dev_get_rtnl(dev);
	return __in6_dev_get(dev);
}

static struct net_device *group_dev(const struct gre2890_conf *conf)
{
	struct gre2890_outer outer = {
		.src = conf->id.local,
		.dst = conf->id.remote,
		.tos = conf->tos,
		.flowlabel = conf->flowlabel,
	};
	struct net_device *dev;
	struct dst_entry *dst;

	if (conf->link)
		return __dev_get_by_index(conf->net, conf->link);
	dst = gre2890_underlay_route(conf, &outer);
	if (IS_ERR(dst))
		return NULL;
	dev = dst->dev;
	dst_release(dst);
	return dev == conf->dev ? NULL : dev;
}

static bool is_member(const struct in_device *in_dev, __be32 group)
{
	const struct ip_mc_list *im;

	for (im = rtnl_dereference(in_dev->mc_list); im;
	     im = rtnl_dereference(im->next_rcu))
		if (im->multiaddr == group)
			return true;
	return false;
}

static int join4(struct net_device *dev, __be32 group)
{
	struct in_device *in_dev = __in_dev_get_rtnl(dev);

	__ip_mc_inc_group(in_dev, group, GFP_KERNEL_ACCOUNT);
	return is_member(in_dev, group) ? 0 : -ENOMEM;
}

static void leave(struct net *net, const struct gre2890_membership *joined)
{
	struct net_device *dev;

	if (!joined->ifindex)
		return;
	dev = __dev_get_by_index(net, joined->ifindex);
	if (!dev || ip_of(dev, joined->family) != joined->ip)
		return;
	if (joined->family == AF_INET)
		ip_mc_dec_group(__in_dev_get_rtnl(dev), joined->addr.ip);
	else
		ipv6_dev_mc_dec(dev, &joined->addr.in6);
}

static bool same(const struct gre2890_membership *a,
		 const struct gre2890_membership *b)
{
	return a->ifindex == b->ifindex && a->ip == b->ip &&
	       a->family == b->family &&
	       ipv6_addr_equal(&a->addr.in6, &b->addr.in6);
}

/**
 * gre2890_group_join() - join the group that new settings name
 * @tunnel: the tunnel
 * @conf: the settings, not published yet
 * @joined: takes the membership, for gre2890_group_settle() or
 *	gre2890_group_abort(); the same value as gre2890_tunnel.joined if the
 *	tunnel has joined it already
 *
 * If "dev" is absent or has no IP, joins nothing yet: the handler of a later event
 * joins.
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0, also if there is nothing to join; -EADDRNOTAVAIL if there is no dev and
 * no route either; -ENOMEM.
 */
int gre2890_group_join(const struct gre2890_tunnel *tunnel,
		       const struct gre2890_conf *conf,
		       struct gre2890_membership *joined)
{
	struct net_device *dev;
	int err;

	ASSERT_RTNL();
	memset(joined, 0, sizeof(*joined));
	if (!conf->group || conf->state != GRE2890_STATE_OK ||
	    !netif_running(tunnel->dev))
		return 0;
	dev = group_dev(conf);
	joined->ip = dev ? ip_of(dev, conf->id.family) : NULL;
	if (!joined->ip)
		return conf->link ? 0 : -EADDRNOTAVAIL;
	joined->ifindex = dev->ifindex;
	joined->family = conf->id.family;
	joined->addr = conf->id.remote;
	if (same(joined, &tunnel->joined))
		return 0;
	err = joined->family == AF_INET ?
	      join4(dev, joined->addr.ip) :
	      ipv6_dev_mc_inc(dev, &joined->addr.in6);
	if (err)
		memset(joined, 0, sizeof(*joined));
	return err;
}

/**
 * gre2890_group_settle() - replace the membership of a tunnel
 * @tunnel: the tunnel
 * @joined: the new membership, from gre2890_group_join()
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_group_settle(struct gre2890_tunnel *tunnel,
			  const struct gre2890_membership *joined)
{
	ASSERT_RTNL();
	if (!same(joined, &tunnel->joined))
		leave(tunnel->net, &tunnel->joined);
	tunnel->joined = *joined;
}

/**
 * gre2890_group_abort() - undo gre2890_group_join()
 * @tunnel: the tunnel
 * @joined: the membership to leave
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_group_abort(const struct gre2890_tunnel *tunnel,
			 const struct gre2890_membership *joined)
{
	ASSERT_RTNL();
	if (!same(joined, &tunnel->joined))
		leave(tunnel->net, joined);
}

/**
 * gre2890_group_update() - join the group of the current settings
 * @tunnel: the tunnel
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: as gre2890_group_join(); on failure the old membership stays.
 */
int gre2890_group_update(struct gre2890_tunnel *tunnel)
{
	struct gre2890_membership joined;
	int err;

	ASSERT_RTNL();
	err = gre2890_group_join(tunnel, gre2890_conf_rtnl(tunnel), &joined);
	if (!err)
		gre2890_group_settle(tunnel, &joined);
	return err;
}

/**
 * gre2890_group_leave() - leave the group
 * @tunnel: the tunnel, about to go down
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_group_leave(struct gre2890_tunnel *tunnel)
{
	static const struct gre2890_membership none;

	ASSERT_RTNL();
	gre2890_group_settle(tunnel, &none);
}

/* Join groups on a device to which IP may have been added. */
static int netdev_event(struct notifier_block *nb, unsigned long event,
			void *ptr)
{
	struct gre2890_tunnel *tunnel;
	struct list_head *users;

	if (event != NETDEV_REGISTER && event != NETDEV_UP &&
	    event != NETDEV_CHANGEMTU)
		return NOTIFY_DONE;
	users = gre2890_follow_link_users(netdev_notifier_info_to_dev(ptr));
	if (!users)
		return NOTIFY_DONE;
	list_for_each_entry(tunnel, users, follower.link_node)
		if (gre2890_group_update(tunnel))
			net_warn_ratelimited("%s: can't join its group\n",
					     netdev_name(tunnel->dev));
	return NOTIFY_DONE;
}

/* Run after the notifiers of IPv4 and IPv6. */
static struct notifier_block netdev_notifier = {
	.notifier_call	= netdev_event,
	.priority	= ADDRCONF_NOTIFY_PRIORITY - 1,
};

/**
 * gre2890_group_init() - register for events about devices
 *
 * Context: Process context.
 * Return: 0 or a negative error.
 */
int __init gre2890_group_init(void)
{
	return register_netdevice_notifier(&netdev_notifier);
}

/**
 * gre2890_group_exit() - undo gre2890_group_init()
 *
 * Context: Process context.
 */
void gre2890_group_exit(void)
{
	unregister_netdevice_notifier(&netdev_notifier);
}
