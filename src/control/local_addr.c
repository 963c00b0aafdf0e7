// SPDX-License-Identifier: GPL-2.0
#include <linux/inetdevice.h>
#include <linux/rtnetlink.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>

#include "control/attr_ends.h"
#include "control/local_addr.h"
#include "state/tunnel.h"

static void read4(const struct net_device *dev, union nf_inet_addr *addr)
{
	const struct in_device *in_dev = __in_dev_get_rtnl(dev);
	const struct in_ifaddr *ifa;

	if (!in_dev)
		return;
	in_dev_for_each_ifa_rtnl(ifa, in_dev) {
		if (ifa->ifa_flags & IFA_F_SECONDARY ||
		    ifa->ifa_scope > RT_SCOPE_LINK)
			continue;
		addr->ip = ifa->ifa_local;
		return;
	}
}

/**
 * gre2890_local_addr_counts() - can a tunnel use an IPv6 address?
 * @ifp: the address
 *
 * Context: Any context.
 * Return: false for temporary and loopback addresses.
 */
bool gre2890_local_addr_counts(const struct inet6_ifaddr *ifp)
{
	return !(READ_ONCE(ifp->flags) & IFA_F_TEMPORARY) &&
	       !(ifp->scope & IPV6_ADDR_LOOPBACK);
}

/*
 * In each scope the list begins with the newest address.  A later one replaces an
 * earlier one, so the oldest stays.  Take a deprecated address only if there is no
 * other.
 */
static void read6(const struct net_device *dev,
		  struct gre2890_local_addrs *addrs)
{
	struct inet6_dev *idev = __in6_dev_get(dev);
	bool preferred[2] = {}, deprecated, link_local;
	const struct inet6_ifaddr *ifp;
	u32 flags;

	if (!idev)
		return;
	read_lock_bh(&idev->lock);
	list_for_each_entry(ifp, &idev->addr_list, if_list) {
		flags = READ_ONCE(ifp->flags);
		deprecated = flags & IFA_F_DEPRECATED;
		link_local = ifp->scope & IPV6_ADDR_LINKLOCAL;
		if (flags & IFA_F_DADFAILED ||
		    !gre2890_local_addr_counts(ifp) ||
		    (preferred[link_local] && deprecated))
			continue;
		if (link_local)
			addrs->link_local.in6 = ifp->addr;
		else
			addrs->ip6.in6 = ifp->addr;
		preferred[link_local] |= !deprecated;
	}
	read_unlock_bh(&idev->lock);
}

/**
 * gre2890_local_addrs_read() - read the addresses that tunnels can take from a device
 * @addrs: takes the addresses
 * @net: the underlay's network namespace
 * @ifindex: the device, which may not exist; 0 for none
 *
 * Takes the first primary IPv4 address that is not of host scope, an IPv6 address
 * that is link-local and one that is not.  Of several IPv6 addresses it takes the
 * oldest, preferably one that is not deprecated.  It ignores temporary and loopback
 * addresses, and those that failed duplicate address detection.  A tentative
 * address is taken too, although the route lookup fails until the detection has
 * finished.
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_local_addrs_read(struct gre2890_local_addrs *addrs,
			      struct net *net, u32 ifindex)
{
	const struct net_device *dev = __dev_get_by_index(net, ifindex);

	ASSERT_RTNL();
	memset(addrs, 0, sizeof(*addrs));
	if (!dev || dev->reg_state != NETREG_REGISTERED)
		return;
	read4(dev, &addrs->ip4);
	read6(dev, addrs);
}

/**
 * gre2890_local_addr_of() - choose a tunnel's local address
 * @addrs: the addresses of its local-dev
 * @conf: its settings
 *
 * Context: Any context.
 * Return: the address of the family and scope of the remote; all zero if there is
 * none.
 */
const union nf_inet_addr *
gre2890_local_addr_of(const struct gre2890_local_addrs *addrs,
		      const struct gre2890_conf *conf)
{
	if (conf->id.family == AF_INET)
		return &addrs->ip4;
	return ipv6_addr_type(&conf->id.remote.in6) & IPV6_ADDR_LINKLOCAL ?
	       &addrs->link_local : &addrs->ip6;
}

/**
 * gre2890_local_addr_set() - set the local address of a tunnel
 * @conf: unpublished settings with a local-dev; takes id.local and state
 * @addr: the address, all zero for none
 *
 * Context: Any context.
 */
void gre2890_local_addr_set(struct gre2890_conf *conf,
			    const union nf_inet_addr *addr)
{
	conf->id.local = *addr;
	gre2890_conf_set_state(conf);
}

/**
 * gre2890_local_addr_resolve() - set the local address to that of local-dev
 * @conf: unpublished settings with a local-dev; takes id.local and state
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_local_addr_resolve(struct gre2890_conf *conf)
{
	struct gre2890_tunnel *tunnel = netdev_priv(conf->dev);
	struct gre2890_local_addrs addrs;

	ASSERT_RTNL();
	gre2890_local_addrs_read(&addrs, tunnel->net, conf->local_dev);
	gre2890_local_addr_set(conf, gre2890_local_addr_of(&addrs, conf));
}
