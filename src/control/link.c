// SPDX-License-Identifier: GPL-2.0
#include <linux/capability.h>
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>
#include <net/netlink.h>
#include <net/rtnetlink.h>

#include "control/attr.h"
#include "control/attr_ends.h"
#include "control/attr_policy.h"
#include "control/identity.h"
#include "control/link.h"
#include "control/netdev.h"
#include "control/publish.h"
#include "control/stats.h"
#include "data/carrier.h"
#include "state/netns.h"
#include "state/tunnel.h"

static int check_address(const struct gre2890_conf *conf,
			 const struct nlattr *addr,
			 struct netlink_ext_ack *extack)
{
	if (!addr)
		return 0;
	if (conf->mode != GRE2890_MODE_ETHER) {
		NL_SET_ERR_MSG_ATTR(extack, addr,
				    "The address of an IP tunnel is its local");
		return -EINVAL;
	}
	if (nla_len(addr) != ETH_ALEN ||
	    !is_valid_ether_addr(nla_data(addr))) {
		NL_SET_ERR_MSG_ATTR(extack, addr,
				    "Not a unicast Ethernet address");
		return -EADDRNOTAVAIL;
	}
	return 0;
}

static int newlink(struct net_device *dev, struct rtnl_newlink_params *params,
		   struct netlink_ext_ack *extack)
{
	struct gre2890_tunnel *tunnel = netdev_priv(dev);
	struct nlattr **tb = params->tb;
	struct gre2890_conf *conf;
	unsigned int mtu, headroom;
	int err;

	tunnel->net = rtnl_newlink_link_net(params);
	err = gre2890_tunnel_number(tunnel);
	if (err)
		return err;
	err = -ENOMEM;
	conf = gre2890_conf_alloc(dev, NULL);
	if (!conf)
		goto discard;
	rcu_assign_pointer(tunnel->conf, conf);

	err = gre2890_attr_parse(conf, tunnel, tb, extack);
	if (!err)
		err = check_address(conf, tb[IFLA_ADDRESS], extack);
	if (!err)
		err = gre2890_tunnel_check_free(tunnel, conf, extack);
	if (err)
		goto discard;

	gre2890_netdev_set_mode(dev, conf);
	gre2890_netdev_set_addrs(dev, conf);
	gre2890_netdev_underlay(conf, &mtu, &headroom);
	dev->needed_headroom = headroom;
	gre2890_netdev_set_max_mtu(dev, conf);
	dev->mtu = min(tb[IFLA_MTU] ? dev->mtu : mtu, dev->max_mtu);

	err = register_netdevice(dev);
	if (err)
		goto discard;
	err = gre2890_tunnel_publish(tunnel, conf);
	if (!err) {
		gre2890_carrier_update(tunnel);
		return 0;
	}

	unregister_netdevice(dev);
discard:
	gre2890_tunnel_discard(tunnel);
	return err;
}

/*
 * The device may be in a tenant's namespace.  Capabilities there must not suffice to
 * change the underlay's tunnels.
 */
static int check_capable(const struct gre2890_tunnel *tunnel,
			 struct netlink_ext_ack *extack)
{
	if (ns_capable(tunnel->net->user_ns, CAP_NET_ADMIN))
		return 0;
	NL_SET_ERR_MSG(extack,
		       "Needs CAP_NET_ADMIN in the underlay's namespace");
	return -EPERM;
}

/*
 * The remote decides header_ops and flags, which can't change once the device is
 * registered.
 */
static int check_remote(const struct gre2890_conf *old,
			const struct gre2890_conf *new,
			struct netlink_ext_ack *extack)
{
	bool had = gre2890_ident_class(&old->id) < GRE2890_ANY_REMOTE;
	bool has = gre2890_ident_class(&new->id) < GRE2890_ANY_REMOTE;

	if (had && !has)
		NL_SET_ERR_MSG(extack, "A remote can't be taken away");
	else if (has && !had)
		NL_SET_ERR_MSG(extack, "A remote can't be added");
	else if (new->mode == GRE2890_MODE_IP && old->group && !new->group)
		NL_SET_ERR_MSG(extack, "A multicast remote stays multicast");
	else if (new->mode == GRE2890_MODE_IP && new->group && !old->group)
		NL_SET_ERR_MSG(extack, "A unicast remote stays unicast");
	else
		return 0;
	return -EINVAL;
}

/*
 * Refuse an identity that another tunnel has.  A tunnel in state TAKEN may keep
 * waiting for it while other settings change: the request then succeeds, and extack
 * carries the error message as a warning.
 */
static int check_identity(const struct gre2890_conf *old,
			  struct gre2890_conf *conf,
			  struct netlink_ext_ack *extack)
{
	int err;

	err = gre2890_tunnel_check_free(netdev_priv(conf->dev), conf, extack);
	if (err && old->state == GRE2890_STATE_TAKEN &&
	    !memcmp(&conf->id.local, &old->id.local, sizeof(old->id.local)) &&
	    !memcmp(&conf->id.remote, &old->id.remote,
		    sizeof(old->id.remote)) &&
	    conf->id.has_key == old->id.has_key &&
	    conf->id.key == old->id.key) {
		conf->state = GRE2890_STATE_TAKEN;
		gre2890_conf_identify(conf);
		return 0;
	}
	return err;
}

/*
 * Update headroom and MTU.  An MTU other than @old_mtu, which the old settings
 * gave, was chosen by the user: only lower it to the new maximum.
 */
static void follow_mtu(struct net_device *dev, unsigned int old_mtu,
		       const struct gre2890_conf *conf)
{
	unsigned int mtu, headroom;

	gre2890_netdev_underlay(conf, &mtu, &headroom);
	WRITE_ONCE(dev->needed_headroom, headroom);
	gre2890_netdev_set_max_mtu(dev, conf);
	if (dev->mtu != old_mtu)
		mtu = min(dev->mtu, dev->max_mtu);
	if (dev->mtu != mtu)
		dev_set_mtu(dev, mtu);
}

/**
 * gre2890_link_change() - change a tunnel's settings
 * @dev: the tunnel's device
 * @tb: attributes of the request, up to %IFLA_MAX; only %IFLA_LINKINFO is used
 * @extack: takes the reason for a refusal
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0 or a negative error with nothing changed.
 */
int gre2890_link_change(struct net_device *dev, struct nlattr *tb[],
			struct netlink_ext_ack *extack)
{
	struct gre2890_tunnel *tunnel = netdev_priv(dev);
	struct gre2890_conf *old = gre2890_conf_rtnl(tunnel), *conf;
	unsigned int mtu, headroom;
	int err;

	ASSERT_RTNL();
	err = check_capable(tunnel, extack);
	if (err)
		return err;
	conf = gre2890_conf_alloc(dev, old);
	if (!conf)
		return -ENOMEM;

	err = gre2890_attr_parse(conf, tunnel, tb, extack);
	if (!err)
		err = check_remote(old, conf, extack);
	if (!err)
		err = check_identity(old, conf, extack);
	if (err)
		goto free;
	gre2890_netdev_underlay(old, &mtu, &headroom);
	err = gre2890_tunnel_publish(tunnel, conf);
	if (err == -EADDRNOTAVAIL)
		NL_SET_ERR_MSG(extack,
			       "No route to the group: name a dev");
	if (err)
		goto free;

	gre2890_netdev_set_addrs(dev, conf);
	gre2890_carrier_update(tunnel);
	follow_mtu(dev, mtu, conf);
	netdev_update_features(dev);
	gre2890_tunnel_notify(tunnel);
	return 0;

free:
	gre2890_conf_free(conf);
	return err;
}

static int changelink(struct net_device *dev, struct nlattr *tb[],
		      struct nlattr *unused[],
		      struct netlink_ext_ack *extack)
{
	return gre2890_link_change(dev, tb, extack);
}

static void dellink(struct net_device *dev, struct list_head *head)
{
	unregister_netdevice_queue(dev, head);
}

static size_t get_size(const struct net_device *dev)
{
	return gre2890_attr_size();
}

static int fill_info(struct sk_buff *skb, const struct net_device *dev)
{
	const struct gre2890_tunnel *tunnel = netdev_priv(dev);
	const struct gre2890_conf *conf;
	int err = 0;

	rcu_read_lock();
	conf = rcu_dereference(tunnel->conf);
	if (conf)
		err = gre2890_attr_fill(skb, conf);
	rcu_read_unlock();
	return err;
}

static size_t get_xstats_size(const struct net_device *dev)
{
	return gre2890_stats_size();
}

static int fill_xstats(struct sk_buff *skb,
		       const struct net_device *dev)
{
	const struct gre2890_tunnel *tunnel = netdev_priv(dev);

	return gre2890_stats_put_tunnel(skb, IFLA_INFO_XSTATS, tunnel);
}

static struct net *get_link_net(const struct net_device *dev)
{
	return ((struct gre2890_tunnel *)netdev_priv(dev))->net;
}

GRE2890_COMPAT_DEFINE_NEWLINK(newlink)

/*
 * No policy and no maxtype: the core parses attribute types up to 50 only, so
 * gre2890_attr_parse() does it.
 */
static struct rtnl_link_ops link_ops __read_mostly = {
	.kind			= GRE2890_KIND,
	.priv_size		= sizeof(struct gre2890_tunnel),
	.setup			= gre2890_netdev_setup,
	.newlink		= GRE2890_COMPAT_NEWLINK(newlink),
	.changelink		= changelink,
	.dellink		= dellink,
	.get_size		= get_size,
	.fill_info		= fill_info,
	.get_xstats_size	= get_xstats_size,
	.fill_xstats		= fill_xstats,
	.get_link_net		= get_link_net,
};

/**
 * gre2890_link_init() - register the link kind
 *
 * Context: Process context.
 * Return: 0 or a negative error.
 */
int __init gre2890_link_init(void)
{
	return rtnl_link_register(&link_ops);
}

/**
 * gre2890_link_exit() - delete all links and unregister the kind
 *
 * Context: Process context.
 */
void gre2890_link_exit(void)
{
	rtnl_link_unregister(&link_ops);
}
