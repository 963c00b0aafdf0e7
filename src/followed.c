// SPDX-License-Identifier: GPL-2.0
/* A tunnel takes over what a device that it follows has now (follow.c). */
#include <linux/rtnetlink.h>

#include "ends_conf.h"
#include "local_addr.h"
#include "netdev.h"
#include "netns.h"
#include "tunnel.h"

/* The tunnel that has the identity already keeps it. */
static int publish_followed(struct gre2890_tunnel *tunnel,
			    struct gre2890_conf *conf)
{
	gre2890_conf_identify(conf);
	if (gre2890_tunnel_check_free(tunnel, conf, NULL)) {
		conf->state = GRE2890_STATE_TAKEN;
		gre2890_conf_identify(conf);
	}
	return gre2890_tunnel_publish(tunnel, conf);
}

static void come_along(struct gre2890_tunnel *tunnel,
		       struct gre2890_conf *conf)
{
	int err;

	err = publish_followed(tunnel, conf);
	if (err) {
		netdev_err(tunnel->dev, "does not follow its underlay: %d\n",
			   err);
		gre2890_conf_free(conf);
		return;
	}
	gre2890_netdev_set_addrs(tunnel->dev, conf);
	gre2890_tunnel_show_state(tunnel);
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

/**
 * gre2890_tunnel_follow_l3dom() - the underlay device entered or left a VRF
 * @tunnel: the tunnel
 * @l3dom: ifindex of the VRF, 0 for none
 *
 * Context: process, rtnl is held.
 */
void gre2890_tunnel_follow_l3dom(struct gre2890_tunnel *tunnel, u32 l3dom)
{
	struct gre2890_conf *conf = copy_followed(tunnel);

	if (!conf)
		return;
	conf->l3dom = l3dom;
	conf->state = GRE2890_STATE_OK;
	if (conf->local_dev)
		gre2890_local_addr_resolve(conf);
	come_along(tunnel, conf);
}

/* Does another tunnel still have the identity that @conf would have? */
static bool is_taken(const struct gre2890_tunnel *tunnel,
		     const struct gre2890_conf *conf)
{
	struct gre2890_netns *gn = gre2890_netns(tunnel->net);
	struct gre2890_ident id;
	bool taken;

	gre2890_conf_ident(conf, &id);
	rcu_read_lock();
	taken = gre2890_demux_holder(&gn->demux, &id);
	rcu_read_unlock();
	return taken;
}

/**
 * gre2890_tunnel_follow_address() - take the address that local_dev has now
 * @tunnel: the tunnel, which has a local_dev
 * @addrs: the device's addresses
 *
 * Nothing is allocated for a tunnel that stays as it is.
 *
 * Context: process, rtnl is held.
 * Return: true if the tunnel has the address; if not, call again at the next event.
 */
bool gre2890_tunnel_follow_address(struct gre2890_tunnel *tunnel,
				   const struct gre2890_local_addrs *addrs)
{
	const struct gre2890_conf *old = gre2890_conf_rtnl(tunnel);
	const union nf_inet_addr *addr = gre2890_local_addr_of(addrs, old);
	struct gre2890_conf *conf;

	if (ipv6_addr_equal(&addr->in6, &old->id.local.in6)) {
		if (old->state != GRE2890_STATE_TAKEN)
			return true;
		if (is_taken(tunnel, old))
			return false;
	}
	conf = copy_followed(tunnel);
	if (!conf)
		return false;
	gre2890_local_addr_set(conf, addr);
	come_along(tunnel, conf);
	conf = gre2890_conf_rtnl(tunnel);
	return ipv6_addr_equal(&addr->in6, &conf->id.local.in6) &&
	       conf->state != GRE2890_STATE_TAKEN;
}
