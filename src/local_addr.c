// SPDX-License-Identifier: GPL-2.0
#include <linux/inetdevice.h>
#include <net/addrconf.h>
#include <net/if_inet6.h>

#include "local_addr.h"
#include "tunnel.h"

static bool local4(const struct net_device *dev, union nf_inet_addr *addr)
{
	const struct in_device *in_dev = __in_dev_get_rtnl(dev);
	const struct in_ifaddr *ifa;

	if (!in_dev)
		return false;
	in_dev_for_each_ifa_rtnl(ifa, in_dev) {
		if (ifa->ifa_flags & IFA_F_SECONDARY ||
		    ifa->ifa_scope > RT_SCOPE_LINK)
			continue;
		addr->ip = ifa->ifa_local;
		return true;
	}
	return false;
}

/*
 * Of the scope that the remote is in; the list begins with the latest.  What is
 * deprecated will do if there is nothing else.
 */
static bool local6(const struct net_device *dev, bool link_local,
		   union nf_inet_addr *addr)
{
	struct inet6_dev *idev = __in6_dev_get(dev);
	bool found = false, preferred = false, deprecated;
	const struct inet6_ifaddr *ifp;
	u32 flags;

	if (!idev)
		return false;
	read_lock_bh(&idev->lock);
	list_for_each_entry(ifp, &idev->addr_list, if_list) {
		flags = READ_ONCE(ifp->flags);
		deprecated = flags & IFA_F_DEPRECATED;
		if (flags & (IFA_F_DADFAILED | IFA_F_TEMPORARY) ||
		    ifp->scope & IPV6_ADDR_LOOPBACK ||
		    !!(ifp->scope & IPV6_ADDR_LINKLOCAL) != link_local ||
		    (preferred && deprecated))
			continue;
		addr->in6 = ifp->addr;
		found = true;
		preferred |= !deprecated;
	}
	read_unlock_bh(&idev->lock);
	return found;
}

/**
 * gre2890_local_addr_resolve() - take the local address from the device
 * @conf: settings that can still be changed, with a local_dev; id.local and
 *	state are set
 *
 * The primary IPv4 address, or the oldest of IPv6 that is not temporary, and not
 * deprecated if there is one; a tentative one will do, as it can't be used until it
 * is not.
 *
 * Context: process, rtnl is held.
 */
void gre2890_local_addr_resolve(struct gre2890_conf *conf)
{
	struct gre2890_tunnel *tunnel = netdev_priv(conf->dev);
	bool link_local = conf->id.family == AF_INET6 &&
			  ipv6_addr_type(&conf->id.remote.in6) &
			  IPV6_ADDR_LINKLOCAL;
	const struct net_device *dev;
	bool found = false;

	memset(&conf->id.local, 0, sizeof(conf->id.local));
	dev = __dev_get_by_index(tunnel->net, conf->local_dev);
	if (dev && dev->reg_state == NETREG_REGISTERED)
		found = conf->id.family == AF_INET ?
			local4(dev, &conf->id.local) :
			local6(dev, link_local, &conf->id.local);
	conf->state = found ? GRE2890_STATE_OK : GRE2890_STATE_NO_LOCAL;
}
