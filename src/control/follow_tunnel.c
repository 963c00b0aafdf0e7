// SPDX-License-Identifier: GPL-2.0
/* Update a tunnel after a change of a lower device. */
#include <linux/net.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <net/l3mdev.h>

#include "control/attr_ends.h"
#include "control/follow.h"
#include "control/follow_tunnel.h"
#include "control/identity.h"
#include "control/local_addr.h"
#include "control/netdev.h"
#include "control/publish.h"
#include "data/carrier.h"
#include "state/netns.h"
#include "state/tunnel.h"

/* If another tunnel has the identity already, that one keeps it. */
static int publish_followed(struct gre2890_tunnel *tunnel,
			    struct gre2890_conf *conf)
{
	ASSERT_RTNL();
	gre2890_conf_identify(conf);
	if (gre2890_tunnel_check_free(tunnel, conf, NULL)) {
		if (gre2890_conf_rtnl(tunnel)->state != GRE2890_STATE_TAKEN &&
		    net_ratelimit())
			netdev_info(tunnel->dev,
				    "another tunnel has its identity\n");
		conf->state = GRE2890_STATE_TAKEN;
		gre2890_conf_identify(conf);
	}
	return gre2890_tunnel_publish(tunnel, conf);
}

static void fails_to_follow(struct gre2890_tunnel *tunnel,
			    struct gre2890_conf *conf, int err)
{
	netdev_err(tunnel->dev, "does not follow its underlay: %d\n", err);
	gre2890_conf_free(conf);
}

static void update(struct gre2890_tunnel *tunnel,
		   struct gre2890_conf *conf)
{
	int err;

	err = publish_followed(tunnel, conf);
	if (err) {
		fails_to_follow(tunnel, conf, err);
		return;
	}
	gre2890_netdev_set_addrs(tunnel->dev, conf);
	gre2890_carrier_update(tunnel);
	gre2890_tunnel_notify(tunnel);
}

static struct gre2890_conf *copy_followed(struct gre2890_tunnel *tunnel)
{
	struct gre2890_conf *conf;

	conf = gre2890_conf_alloc(tunnel->dev, gre2890_conf_rtnl(tunnel));
	if (!conf)
		netdev_err(tunnel->dev, "does not follow its underlay: %d\n",
			   -ENOMEM);
	return conf;
}

/* Take address and state from the devices that @conf names. */
static void resolve(struct gre2890_conf *conf)
{
	if (gre2890_conf_has_local_dev(conf))
		gre2890_local_addr_resolve(conf);
	gre2890_conf_set_state(conf);
}

/**
 * gre2890_tunnel_follow_l3dom() - follow "dev" into or out of a VRF
 * @tunnel: the tunnel
 * @l3dom: ifindex of the VRF, 0 for none
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_tunnel_follow_l3dom(struct gre2890_tunnel *tunnel, u32 l3dom)
{
	struct gre2890_conf *conf = copy_followed(tunnel);

	ASSERT_RTNL();
	if (!conf)
		return;
	conf->l3dom = l3dom;
	resolve(conf);
	update(tunnel, conf);
}

static int forget(u32 *ifindex, char **name, const struct net_device *dev)
{
	if (*ifindex != dev->ifindex)
		return 0;
	if (!*name)
		*name = kstrdup(dev->name, GFP_KERNEL_ACCOUNT);
	if (!*name)
		return -ENOMEM;
	*ifindex = 0;
	return 0;
}

/**
 * gre2890_tunnel_follow_gone() - wait for the return of a device
 * @tunnel: the tunnel, which follows @dev
 * @dev: the device, which is deleted or leaves its namespace
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_tunnel_follow_gone(struct gre2890_tunnel *tunnel,
				const struct net_device *dev)
{
	struct gre2890_conf *conf = copy_followed(tunnel);
	int err;

	ASSERT_RTNL();
	if (!conf)
		return;
	err = forget(&conf->link, &conf->link_name, dev) ?:
	      forget(&conf->local_dev, &conf->local_dev_name, dev);
	if (err) {
		fails_to_follow(tunnel, conf, err);
		return;
	}
	resolve(conf);
	update(tunnel, conf);
}

/* Use @dev if it has the name.  Keep an alternative name, drop a primary one. */
static bool take(u32 *ifindex, char **name, const struct net_device *dev)
{
	if (*ifindex || !*name || __dev_get_by_name(dev_net(dev), *name) != dev)
		return false;
	*ifindex = dev->ifindex;
	if (!strcmp(*name, dev->name)) {
		kfree(*name);
		*name = NULL;
	}
	return true;
}

/* Put the tunnel back into the lists of the devices that it follows. */
static void keep_waiting(struct gre2890_tunnel *tunnel)
{
	const struct gre2890_conf *conf = gre2890_conf_rtnl(tunnel);
	int err = gre2890_follow_prepare(gre2890_netns(tunnel->net), conf);

	if (err)
		netdev_err(tunnel->dev, "does not follow its underlay: %d\n",
			   err);
	else
		gre2890_follow(tunnel, conf);
}

/**
 * gre2890_tunnel_follow_back() - use a device that has returned
 * @tunnel: the tunnel, which waits for a device
 * @dev: a device of the underlay that may be the one
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_tunnel_follow_back(struct gre2890_tunnel *tunnel,
				const struct net_device *dev)
{
	struct gre2890_conf *conf = copy_followed(tunnel);
	bool taken = false;

	ASSERT_RTNL();
	if (!conf)
		return;
	/* As in parse_link(), the tunnel itself can't be its dev. */
	if (dev != tunnel->dev && take(&conf->link, &conf->link_name, dev)) {
		conf->l3dom = l3mdev_master_ifindex((struct net_device *)dev);
		taken = true;
	}
	taken |= take(&conf->local_dev, &conf->local_dev_name, dev);
	if (!taken) {
		gre2890_conf_free(conf);
		keep_waiting(tunnel);
		return;
	}
	resolve(conf);
	update(tunnel, conf);
}

/**
 * gre2890_tunnel_follow_address() - take the current address of local-dev
 * @tunnel: the tunnel, which has a local-dev
 * @addrs: the device's addresses
 *
 * Allocates nothing if the tunnel does not change.
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: true if the tunnel has the address, or knows that there is none, and its
 * identity is not taken; false to call again at the next event.
 */
bool gre2890_tunnel_follow_address(struct gre2890_tunnel *tunnel,
				   const struct gre2890_local_addrs *addrs)
{
	const struct gre2890_conf *old = gre2890_conf_rtnl(tunnel);
	const union nf_inet_addr *addr = gre2890_local_addr_of(addrs, old);
	struct gre2890_conf *conf;

	ASSERT_RTNL();
	if (ipv6_addr_equal(&addr->in6, &old->id.local.in6)) {
		if (old->state != GRE2890_STATE_TAKEN)
			return true;
		if (gre2890_tunnel_is_taken(old))
			return false;
	}
	conf = copy_followed(tunnel);
	if (!conf)
		return false;
	gre2890_local_addr_set(conf, addr);
	update(tunnel, conf);
	conf = gre2890_conf_rtnl(tunnel);
	return ipv6_addr_equal(&addr->in6, &conf->id.local.in6) &&
	       conf->state != GRE2890_STATE_TAKEN;
}
