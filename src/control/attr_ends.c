// SPDX-License-Identifier: GPL-2.0
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/l3mdev.h>

#include "control/attr.h"
#include "control/attr_ends.h"
#include "control/local_addr.h"
#include "control/refuse.h"
#include "state/tunnel.h"

static bool is_unicast(u8 family, const union nf_inet_addr *addr)
{
	if (family == AF_INET)
		return !ipv4_is_multicast(addr->ip) &&
		       !ipv4_is_lbcast(addr->ip) && !ipv4_is_zeronet(addr->ip);
	return !ipv6_addr_is_multicast(&addr->in6) &&
	       !ipv6_addr_v4mapped(&addr->in6);
}

/* Packets to an IPv6 group of scope 0 or 1 do not leave the host. */
static bool is_group(u8 family, const union nf_inet_addr *addr)
{
	if (family == AF_INET)
		return ipv4_is_multicast(addr->ip);
	return ipv6_addr_is_multicast(&addr->in6) &&
	       IPV6_ADDR_MC_SCOPE(&addr->in6) >= IPV6_ADDR_SCOPE_LINKLOCAL;
}

static int parse_addr(union nf_inet_addr *addr, u8 *family,
		      const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	static const union nf_inet_addr any;

	if (nla_len(attr) == sizeof(addr->ip))
		*family = AF_INET;
	else if (nla_len(attr) == sizeof(addr->in6))
		*family = AF_INET6;
	else
		return gre2890_refuse(extack, attr, "An address has 4 or 16 octets");

	*addr = any;
	memcpy(addr, nla_data(attr), nla_len(attr));
	if (!memcmp(addr, &any, sizeof(any)) || is_unicast(*family, addr))
		return 0;
	if (nla_type(attr) == IFLA_GRE_LOCAL)
		return gre2890_refuse(extack, attr, "The address is not unicast");
	if (!is_group(*family, addr))
		return gre2890_refuse(extack, attr,
			      "The address is neither unicast nor that of a group beyond this host");
	return 0;
}

static int parse_addrs(struct gre2890_conf *conf, struct nlattr *data[],
		       struct netlink_ext_ack *extack)
{
	struct nlattr *local = data[IFLA_GRE_LOCAL];
	struct nlattr *remote = data[IFLA_GRE_REMOTE];
	u8 local_family = 0, remote_family = 0, family;
	int err = 0;

	if (local)
		err = parse_addr(&conf->id.local, &local_family, local, extack);
	if (!err && remote)
		err = parse_addr(&conf->id.remote, &remote_family, remote,
				 extack);
	if (err)
		return err;
	if (local && remote && local_family != remote_family)
		return gre2890_refuse(extack, remote,
			      "Local and remote are of different families");

	family = local_family ?: remote_family ?: conf->id.family ?: AF_INET;
	if (family == AF_INET6 && !ipv6_mod_enabled()) {
		NL_SET_ERR_MSG_ATTR(extack, local ?: remote,
				    "IPv6 is disabled on this host");
		return -EAFNOSUPPORT;
	}
	if (conf->id.family && conf->id.family != family)
		return gre2890_refuse(extack, local ?: remote,
			      "The underlay's family can't be changed");
	conf->id.family = family;
	conf->group = gre2890_ident_is_group(&conf->id);
	return 0;
}

/**
 * struct choice - what a request says of a device of the underlay
 * @index: attribute with its index, or NULL
 * @name: attribute with its name or an alternative name, or NULL
 * @missing: error message if no device has the index
 */
struct choice {
	const struct nlattr	*index;
	const struct nlattr	*name;
	const char		*missing;
};

/*
 * A name without an index may be that of an absent device.  A device that is
 * present is followed by its index, even when it is renamed.  Keep the name only if
 * the device is absent, or if it is an alternative name: if the device goes away,
 * the tunnel waits for that name instead of the device's last one.
 */
static int choose_dev(u32 *ifindex, char **name, const struct choice *choice,
		      struct net *net, struct netlink_ext_ack *extack)
{
	const char *text = choice->name ? nla_data(choice->name) : "";
	struct net_device *named, *dev;
	char *copy = NULL;

	named = *text ? __dev_get_by_name(net, text) : NULL;
	*ifindex = choice->index ? nla_get_u32(choice->index) : 0;
	dev = *ifindex ? __dev_get_by_index(net, *ifindex) : named;
	if (*ifindex && !dev) {
		gre2890_refuse(extack, choice->index, choice->missing);
		return -ENODEV;
	}
	if (*text && dev != named)
		return gre2890_refuse(extack, choice->name,
					   "The name is not that of the device");
	if (*text && (!dev || strcmp(text, dev->name))) {
		copy = kstrdup(text, GFP_KERNEL_ACCOUNT);
		if (!copy)
			return -ENOMEM;
	}
	kfree(*name);
	*name = copy;
	*ifindex = dev ? dev->ifindex : 0;
	return 0;
}

/* Parse "dev": a device of the underlay, but never the tunnel itself. */
static int parse_link(struct gre2890_conf *conf,
		      const struct gre2890_tunnel *tunnel,
		      struct nlattr *data[], struct netlink_ext_ack *extack)
{
	const struct choice choice = {
		data[IFLA_GRE_LINK], data[IFLA_GRE2890_LINK_NAME],
		"The underlay namespace has no such dev",
	};
	const struct nlattr *attr = choice.index ?: choice.name;
	struct net_device *dev = NULL;
	int err;

	if (attr) {
		err = choose_dev(&conf->link, &conf->link_name, &choice,
				 tunnel->net, extack);
		if (err)
			return err;
	}
	if (conf->link)
		dev = __dev_get_by_index(tunnel->net, conf->link);
	if (dev && dev == tunnel->dev)
		return gre2890_refuse(extack, attr, "dev is the tunnel itself");
	if (!conf->link && !conf->link_name &&
	    gre2890_ident_link_local(&conf->id))
		return gre2890_refuse(extack, attr, "A link-local address needs a dev");
	if (attr || !tunnel->dev->reg_state)
		conf->l3dom = dev ? l3mdev_master_ifindex(dev) : 0;
	return 0;
}

static int parse_local_dev(struct gre2890_conf *conf,
			   const struct gre2890_tunnel *tunnel,
			   struct nlattr *data[],
			   struct netlink_ext_ack *extack)
{
	const struct choice choice = {
		data[IFLA_GRE2890_LOCAL_DEV],
		data[IFLA_GRE2890_LOCAL_DEV_NAME],
		"The underlay namespace has no such local-dev",
	};
	struct nlattr *local = data[IFLA_GRE_LOCAL];
	bool had = gre2890_conf_has_local_dev(conf);
	int err;

	if (choice.index || choice.name) {
		err = choose_dev(&conf->local_dev, &conf->local_dev_name,
				 &choice, tunnel->net, extack);
		if (err)
			return err;
	}
	if (!gre2890_conf_has_local_dev(conf)) {
		/* The address came from local-dev, not from the user. */
		if (had && !local)
			memset(&conf->id.local, 0, sizeof(conf->id.local));
		return 0;
	}
	if (local && !ipv6_addr_any(&conf->id.local.in6))
		return gre2890_refuse(extack, local,
					   "local is the address of local-dev");
	gre2890_local_addr_resolve(conf);
	return 0;
}

/**
 * gre2890_attr_ends_parse() - apply the attributes of a request
 * @conf: takes the settings; before, those in force, or new ones
 * @tunnel: whose settings these shall become
 * @data: IFLA_INFO_DATA, validated
 * @extack: takes the reason for a refusal
 *
 * Settings that the request does not name keep their values.  But a local address
 * that was taken from local-dev does not outlast it.
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0 or a negative error.
 */
int gre2890_attr_ends_parse(struct gre2890_conf *conf,
			    const struct gre2890_tunnel *tunnel,
			    struct nlattr *data[],
			    struct netlink_ext_ack *extack)
{
	int err;

	ASSERT_RTNL();
	err = parse_addrs(conf, data, extack);
	if (!err)
		err = parse_local_dev(conf, tunnel, data, extack);
	if (!err)
		err = parse_link(conf, tunnel, data, extack);
	if (!err)
		gre2890_conf_set_state(conf);
	return err;
}

/**
 * gre2890_conf_set_state() - derive the state from the devices and addresses
 * @conf: unpublished settings; addresses and devices are set
 *
 * Never sets TAKEN: whether another tunnel has the identity is checked later,
 * before the settings are published.
 *
 * Context: Any context.
 */
void gre2890_conf_set_state(struct gre2890_conf *conf)
{
	if (gre2890_conf_waits(conf))
		conf->state = GRE2890_STATE_NO_DEV;
	else if (gre2890_conf_has_local_dev(conf) &&
		 ipv6_addr_any(&conf->id.local.in6))
		conf->state = GRE2890_STATE_NO_LOCAL;
	else
		conf->state = GRE2890_STATE_OK;
}

/**
 * gre2890_conf_ident() - work out the identity that settings stand for
 * @conf: the settings; addresses, keys, l3dom and link are set
 * @id: takes the identity that the tunnel has in state OK
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_conf_ident(const struct gre2890_conf *conf,
			struct gre2890_ident *id)
{
	ASSERT_RTNL();
	*id = conf->id;
	id->l3dom = conf->l3dom;
	id->zone = gre2890_ident_link_local(id) ? conf->link : 0;
}

/**
 * gre2890_conf_identify() - set the identities of received and of sent packets
 * @conf: unpublished settings; addresses, keys, l3dom, link and state are set
 *
 * In a state other than OK the identity is one that no packet and no other tunnel
 * has.
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_conf_identify(struct gre2890_conf *conf)
{
	const struct gre2890_tunnel *tunnel = netdev_priv(conf->dev);

	ASSERT_RTNL();
	if (conf->state == GRE2890_STATE_OK) {
		gre2890_conf_ident(conf, &conf->id);
	} else {
		conf->id.l3dom = GRE2890_NO_L3DOM;
		conf->id.zone = tunnel->id;
	}

	conf->sender_id = conf->id;
	conf->sender_id.has_key = !!(conf->oflags & GRE_KEY);
	conf->sender_id.key = conf->okey;
	conf->sender_hashed = memcmp(&conf->sender_id, &conf->id,
				     sizeof(conf->id));
}

/**
 * gre2890_attr_ends_fill() - show settings as attributes
 * @skb: the message
 * @conf: the settings
 *
 * Context: Any context.
 * Return: 0 or -EMSGSIZE.
 */
int gre2890_attr_ends_fill(struct sk_buff *skb, const struct gre2890_conf *conf)
{
	int alen = conf->id.family == AF_INET ? sizeof(struct in_addr) :
						sizeof(struct in6_addr);

	if (nla_put_u32(skb, IFLA_GRE_LINK, conf->link) ||
	    nla_put(skb, IFLA_GRE_LOCAL, alen, &conf->id.local) ||
	    nla_put(skb, IFLA_GRE_REMOTE, alen, &conf->id.remote) ||
	    nla_put_u32(skb, IFLA_GRE2890_LOCAL_DEV, conf->local_dev) ||
	    (conf->link_name &&
	     nla_put_string(skb, IFLA_GRE2890_LINK_NAME, conf->link_name)) ||
	    (conf->local_dev_name &&
	     nla_put_string(skb, IFLA_GRE2890_LOCAL_DEV_NAME,
			    conf->local_dev_name)))
		return -EMSGSIZE;
	return 0;
}
