// SPDX-License-Identifier: GPL-2.0
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>
#include <net/ip.h>
#include <net/ip_tunnels.h>
#include <net/ipv6.h>

#include "control/follow.h"
#include "control/group.h"
#include "control/netdev.h"
#include "control/publish.h"
#include "control/stats.h"
#include "data/carrier.h"
#include "data/flow.h"
#include "data/keepalive.h"
#include "data/nbma.h"
#include "data/order.h"
#include "data/tx.h"
#include "data/underlay.h"
#include "state/tunnel.h"

#define GRE2890_FEATURES (NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_HIGHDMA | \
			  NETIF_F_HW_CSUM | NETIF_F_GSO_SOFTWARE)

static int init(struct net_device *dev)
{
	netdev_lockdep_set_classes(dev);
	return gre2890_tunnel_init_state(netdev_priv(dev));
}

/*
 * When a device is deleted, there may be no grace period before ndo_stop.
 * Receivers may then buffer packets after ndo_stop, so stop the flow again.
 */
static void uninit(struct net_device *dev)
{
	struct gre2890_tunnel *tunnel = netdev_priv(dev);

	gre2890_flow_stop(tunnel->flow);
	gre2890_tunnel_withdraw(tunnel);
}

static void destruct(struct net_device *dev)
{
	struct gre2890_tunnel *tunnel = netdev_priv(dev);

	gre2890_order_exit(&tunnel->order);
	gre2890_tunnel_exit_state(tunnel);
}

/* What was known of the peer before the device went down is forgotten. */
static int open(struct net_device *dev)
{
	struct gre2890_tunnel *tunnel = netdev_priv(dev);
	int err;

	err = gre2890_group_update(tunnel);
	if (err)
		return err;
	gre2890_keepalive_set(tunnel, true);
	gre2890_carrier_update(tunnel);
	return 0;
}

static int stop(struct net_device *dev)
{
	struct gre2890_tunnel *tunnel = netdev_priv(dev);

	gre2890_keepalive_stop(tunnel);
	gre2890_group_leave(tunnel);
	gre2890_flow_stop(tunnel->flow);
	return 0;
}

static int get_iflink(const struct net_device *dev)
{
	const struct gre2890_tunnel *tunnel = netdev_priv(dev);
	const struct gre2890_conf *conf;
	int link;

	rcu_read_lock();
	conf = rcu_dereference(tunnel->conf);
	link = conf ? conf->link : 0;
	rcu_read_unlock();
	return link;
}

/* In mode ip this is the tunnel's local address, which is a setting. */
static int set_mac_address(struct net_device *dev, void *addr)
{
	return dev->type == ARPHRD_ETHER ? eth_mac_addr(dev, addr) :
					   -EOPNOTSUPP;
}

static int validate_addr(struct net_device *dev)
{
	return dev->type == ARPHRD_ETHER ? eth_validate_addr(dev) : 0;
}

static const struct net_device_ops netdev_ops = {
	.ndo_init		= init,
	.ndo_uninit		= uninit,
	.ndo_open		= open,
	.ndo_stop		= stop,
	.ndo_start_xmit		= gre2890_xmit,
	.ndo_get_stats64	= dev_get_tstats64,
	.ndo_get_iflink		= get_iflink,
	.ndo_set_mac_address	= set_mac_address,
	.ndo_validate_addr	= validate_addr,
};

static int get_sset_count(struct net_device *dev, int sset)
{
	return sset == ETH_SS_STATS ? gre2890_stats_ethtool_count() :
				      -EOPNOTSUPP;
}

static void get_strings(struct net_device *dev, u32 sset, u8 *data)
{
	if (sset == ETH_SS_STATS)
		gre2890_stats_ethtool_names(data);
}

static void get_ethtool_stats(struct net_device *dev,
			      struct ethtool_stats *stats, u64 *data)
{
	const struct gre2890_tunnel *tunnel = netdev_priv(dev);

	gre2890_stats_ethtool_values(data, tunnel);
}

static void get_drvinfo(struct net_device *dev, struct ethtool_drvinfo *info)
{
	strscpy(info->driver, KBUILD_MODNAME, sizeof(info->driver));
}

static const struct ethtool_ops gre2890_ethtool_ops = {
	.get_drvinfo		= get_drvinfo,
	.get_link		= ethtool_op_get_link,
	.get_sset_count		= get_sset_count,
	.get_strings		= get_strings,
	.get_ethtool_stats	= get_ethtool_stats,
};

/**
 * gre2890_netdev_setup() - rtnl_link_ops.setup
 * @dev: a new device, zeroed
 *
 * Sets what does not depend on the tunnel's settings.
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_netdev_setup(struct net_device *dev)
{
	struct gre2890_tunnel *tunnel = netdev_priv(dev);

	ASSERT_RTNL();
	gre2890_order_init(&tunnel->order);
	tunnel->tx_noted_at = jiffies;
	gre2890_follower_init(&tunnel->follower);
	tunnel->dev = dev;
	gre2890_carrier_init(tunnel);

	dev->netdev_ops = &netdev_ops;
	dev->ethtool_ops = &gre2890_ethtool_ops;
	dev->needs_free_netdev = true;
	dev->priv_destructor = destruct;
	dev->pcpu_stat_type = NETDEV_PCPU_STAT_TSTATS;
	dev->min_mtu = IPV4_MIN_MTU;
	dev->max_mtu = IP_MAX_MTU;
	dev->features |= GRE2890_FEATURES;
	dev->hw_features |= GRE2890_FEATURES;
	gre2890_compat_set_lltx(dev);
	netif_keep_dst(dev);
}

/* ether_setup(), except for what the user has chosen already */
static void set_ether(struct net_device *dev)
{
	unsigned int qlen = dev->tx_queue_len, mtu = dev->mtu;

	ether_setup(dev);
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	dev->priv_flags |= IFF_LIVE_ADDR_CHANGE;
	dev->tx_queue_len = qlen;
	dev->mtu = mtu;
	dev->min_mtu = IPV4_MIN_MTU;
	if (dev->addr_assign_type != NET_ADDR_SET)
		eth_hw_addr_random(dev);
}

/**
 * gre2890_netdev_set_mode() - set type, flags and header operations of a device
 * @dev: the device, not registered yet
 * @conf: the settings
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_netdev_set_mode(struct net_device *dev,
			     const struct gre2890_conf *conf)
{
	bool ipv4 = conf->id.family == AF_INET;

	ASSERT_RTNL();
	if (conf->mode == GRE2890_MODE_ETHER) {
		set_ether(dev);
		return;
	}

	dev->type = ipv4 ? ARPHRD_IPGRE : ARPHRD_IP6GRE;
	dev->addr_len = ipv4 ? sizeof(struct in_addr) : sizeof(struct in6_addr);
	dev->flags = IFF_NOARP;
	/* addrconf makes the device's link-local address from perm_addr. */
	if (!ipv4) {
		eth_random_addr(dev->perm_addr);
		/* Keep register_netdevice() from overwriting perm_addr. */
		dev->addr_assign_type = NET_ADDR_RANDOM;
	}
	if (conf->group) {
		dev->flags = IFF_BROADCAST | IFF_POINTOPOINT;
	} else if (gre2890_ident_class(&conf->id) < GRE2890_ANY_REMOTE) {
		dev->flags |= IFF_POINTOPOINT;
	} else {
		dev->header_ops = ipv4 ? &gre2890_nbma4_ops :
					 &gre2890_nbma6_ops;
		dev->hard_header_len = ipv4 ? sizeof(struct iphdr) :
					      sizeof(struct ipv6hdr);
	}
}

/**
 * gre2890_netdev_set_addrs() - in mode ip, set the addresses to local and remote
 * @dev: the device
 * @conf: the settings
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_netdev_set_addrs(struct net_device *dev,
			      const struct gre2890_conf *conf)
{
	ASSERT_RTNL();
	if (conf->mode == GRE2890_MODE_ETHER)
		return;
	__dev_addr_set(dev, &conf->id.local, dev->addr_len);
	memcpy(dev->broadcast, &conf->id.remote, dev->addr_len);
}

/**
 * gre2890_netdev_set_max_mtu() - limit the MTU to what fits in an outer packet
 * @dev: the device
 * @conf: the settings
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_netdev_set_max_mtu(struct net_device *dev,
				const struct gre2890_conf *conf)
{
	ASSERT_RTNL();
	dev->max_mtu = conf->id.family == AF_INET ? IP_MAX_MTU : IP6_MAX_MTU;
	dev->max_mtu -= conf->overhead;
}

/**
 * gre2890_netdev_underlay() - derive MTU and headroom from the underlay
 * @conf: the settings
 * @mtu: takes the largest MTU, in octets, at which outer packets need no
 *	fragmentation, but at least the minimum of IP
 * @headroom: takes the headroom that senders should reserve, in octets
 *
 * Uses the device of the route to the remote; without a route, "dev".  Without
 * either, or if that device is the tunnel itself, assumes Ethernet.
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_netdev_underlay(const struct gre2890_conf *conf,
			     unsigned int *mtu, unsigned int *headroom)
{
	const struct gre2890_tunnel *tunnel = netdev_priv(conf->dev);
	struct gre2890_outer outer = {
		.src = conf->id.local,
		.dst = conf->id.remote,
		.tos = conf->tos,
		.flowlabel = conf->flowlabel,
	};
	struct dst_entry *dst = ERR_PTR(-ENOENT);
	const struct net_device *dev = NULL;
	unsigned int least, room = LL_MAX_HEADER;

	ASSERT_RTNL();
	least = conf->id.family == AF_INET || conf->mode == GRE2890_MODE_ETHER ?
		IPV4_MIN_MTU : IPV6_MIN_MTU;
	if (gre2890_ident_class(&conf->id) < GRE2890_ANY_REMOTE)
		dst = gre2890_underlay_route(conf, &outer);
	if (!IS_ERR(dst))
		dev = dst->dev;
	else if (conf->link)
		dev = __dev_get_by_index(tunnel->net, conf->link);

	*mtu = ETH_DATA_LEN;
	if (dev && dev != conf->dev) {
		*mtu = min_t(unsigned int, dev->mtu, IP_MAX_MTU);
		room = LL_RESERVED_SPACE(dev);
	}
	*mtu = max_t(int, *mtu - conf->overhead, least);
	*headroom = ip_tunnel_limit_headroom(room + conf->hlen +
					     gre2890_underlay_hlen(conf, conf->encap_limit));
	if (!IS_ERR(dst))
		dst_release(dst);
}
