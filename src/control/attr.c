// SPDX-License-Identifier: GPL-2.0
#include <linux/if_ether.h>
#include <linux/ip6_tunnel.h>
#include <linux/rtnetlink.h>
#include <net/inet_ecn.h>
#include <net/ip.h>
#include <net/ip_tunnels.h>
#include <net/ipv6.h>
#include <net/netlink.h>

#include "control/attr.h"
#include "control/attr_ends.h"
#include "control/attr_liveness.h"
#include "control/attr_policy.h"
#include "control/attr_seq.h"
#include "control/refuse.h"
#include "data/underlay.h"
#include "pure/header.h"
#include "state/tunnel.h"

#define IP6_FLAGS (IP6_TNL_F_IGN_ENCAP_LIMIT | IP6_TNL_F_USE_ORIG_TCLASS | \
		   IP6_TNL_F_USE_ORIG_FLOWLABEL | IP6_TNL_F_ALLOW_LOCAL_REMOTE)

static int parse_flags(__be16 *flags, const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	if (!attr)
		return 0;
	*flags = nla_get_be16(attr);
	if (*flags & ~GRE2890_FIELDS)
		return gre2890_refuse(extack, attr, "Flags are GRE_CSUM, GRE_KEY and GRE_SEQ");
	return 0;
}

static int parse_header(struct gre2890_conf *conf, struct nlattr *data[],
			struct netlink_ext_ack *extack)
{
	int err;

	err = parse_flags(&conf->iflags, data[IFLA_GRE_IFLAGS], extack);
	if (!err)
		err = parse_flags(&conf->oflags, data[IFLA_GRE_OFLAGS], extack);
	if (err)
		return err;

	if (data[IFLA_GRE_IKEY])
		conf->id.key = nla_get_be32(data[IFLA_GRE_IKEY]);
	if (data[IFLA_GRE_OKEY])
		conf->okey = nla_get_be32(data[IFLA_GRE_OKEY]);
	conf->id.has_key = !!(conf->iflags & GRE_KEY);
	if (!conf->id.has_key)
		conf->id.key = 0;
	if (!(conf->oflags & GRE_KEY))
		conf->okey = 0;
	return 0;
}

/* RFC 2890 2.2: the numbers of a flow are those of one sender. */
static int check_group(const struct gre2890_conf *conf, struct nlattr *data[],
		       struct netlink_ext_ack *extack)
{
	if (!conf->group || conf->seq.mode == GRE2890_SEQ_MODE_OFF)
		return 0;
	return gre2890_refuse(extack, data[IFLA_GRE2890_SEQ_MODE] ?:
					   data[IFLA_GRE_IFLAGS] ?:
					   data[IFLA_GRE_REMOTE],
				   "A multicast remote has many senders: received numbers need seq-mode off");
}

static int parse_mode(struct gre2890_conf *conf,
		      const struct gre2890_tunnel *tunnel,
		      struct nlattr *data[], struct netlink_ext_ack *extack)
{
	struct nlattr *attr = data[IFLA_GRE2890_MODE];
	u8 mode = attr ? nla_get_u8(attr) : conf->mode;

	if (tunnel->dev->reg_state && mode != conf->mode)
		return gre2890_refuse(extack, attr, "The mode can't be changed");
	conf->mode = mode;
	if (mode == GRE2890_MODE_ETHER &&
	    gre2890_ident_class(&conf->id) >= GRE2890_ANY_REMOTE)
		return gre2890_refuse(extack, attr, "Mode ether needs a remote");
	return 0;
}

static int parse_ipv4(struct gre2890_conf *conf, struct nlattr *data[],
		      struct netlink_ext_ack *extack)
{
	u8 tos;

	if (data[IFLA_GRE_FLOWINFO])
		return gre2890_refuse(extack, data[IFLA_GRE_FLOWINFO],
			      "An IPv4 underlay has tos, no tclass and flowlabel");
	if (data[IFLA_GRE_FLAGS] || data[IFLA_GRE_ENCAP_LIMIT])
		return gre2890_refuse(extack, data[IFLA_GRE_FLAGS] ?:
				      data[IFLA_GRE_ENCAP_LIMIT],
			      "encaplimit and allow-localremote are for an IPv6 underlay");

	if (data[IFLA_GRE_TOS]) {
		tos = nla_get_u8(data[IFLA_GRE_TOS]);
		conf->tos_inherit = tos & 1;
		conf->tos = conf->tos_inherit ? 0 : tos & ~INET_ECN_MASK;
	}
	if (data[IFLA_GRE_PMTUDISC])
		conf->df = nla_get_u8(data[IFLA_GRE_PMTUDISC]) ? htons(IP_DF) :
								 0;
	if (data[IFLA_GRE_IGNORE_DF])
		conf->ignore_df = nla_get_u8(data[IFLA_GRE_IGNORE_DF]);
	if (conf->ignore_df && conf->df)
		return gre2890_refuse(extack, data[IFLA_GRE_IGNORE_DF] ?:
				      data[IFLA_GRE_PMTUDISC],
			      "ignore-df needs nopmtudisc");
	return 0;
}

static int parse_ipv6(struct gre2890_conf *conf, struct nlattr *data[],
		      struct netlink_ext_ack *extack)
{
	static const int ipv4_only[] = {
		IFLA_GRE_TOS, IFLA_GRE_PMTUDISC, IFLA_GRE_IGNORE_DF
	};
	__be32 flowinfo;
	u32 flags = 0;
	int i;

	for (i = 0; i < ARRAY_SIZE(ipv4_only); i++)
		if (data[ipv4_only[i]])
			return gre2890_refuse(extack, data[ipv4_only[i]],
				      "tos, pmtudisc and ignore-df are for an IPv4 underlay");

	if (data[IFLA_GRE_FLOWINFO]) {
		flowinfo = nla_get_be32(data[IFLA_GRE_FLOWINFO]);
		conf->tos = ip6_tclass(flowinfo) & ~INET_ECN_MASK;
		conf->flowlabel = flowinfo & IPV6_FLOWLABEL_MASK;
	}
	if (data[IFLA_GRE_ENCAP_LIMIT])
		conf->encap_limit = nla_get_u8(data[IFLA_GRE_ENCAP_LIMIT]);
	if (data[IFLA_GRE_FLAGS]) {
		flags = nla_get_u32(data[IFLA_GRE_FLAGS]);
		if (flags & ~IP6_FLAGS)
			return gre2890_refuse(extack, data[IFLA_GRE_FLAGS],
				      "A flag of ip6gre that gre2890 does not have");
		conf->tos_inherit = flags & IP6_TNL_F_USE_ORIG_TCLASS;
		conf->flowlabel_inherit = flags & IP6_TNL_F_USE_ORIG_FLOWLABEL;
		conf->allow_local_remote = flags & IP6_TNL_F_ALLOW_LOCAL_REMOTE;
	}
	if (flags & IP6_TNL_F_IGN_ENCAP_LIMIT)
		conf->encap_limit = -1;
	return 0;
}

static int parse_common(struct gre2890_conf *conf, struct nlattr *data[],
			struct netlink_ext_ack *extack)
{
	struct nlattr *encap = data[IFLA_GRE_ENCAP_TYPE];

	if (encap && nla_get_u16(encap) != TUNNEL_ENCAP_NONE)
		return gre2890_refuse(extack, encap,
			      "UDP encapsulation is not supported");
	if (data[IFLA_GRE_TTL])
		conf->ttl = nla_get_u8(data[IFLA_GRE_TTL]);
	if (data[IFLA_GRE_FWMARK])
		conf->fwmark = nla_get_u32(data[IFLA_GRE_FWMARK]);
	return 0;
}

/* What follows from the settings, worked out once for all packets */
static void derive(struct gre2890_conf *conf)
{
	conf->hlen = gre2890_hdr_len(conf->oflags);
	conf->overhead = gre2890_underlay_hlen(conf, conf->encap_limit) +
			 conf->hlen;
	if (conf->mode == GRE2890_MODE_ETHER)
		conf->overhead += ETH_HLEN;

	conf->one_route = !conf->tos_inherit && !conf->flowlabel_inherit &&
			  gre2890_ident_class(&conf->id) < GRE2890_ANY_REMOTE;
	gre2890_conf_identify(conf);
}

/**
 * gre2890_attr_parse() - apply the attributes of a request
 * @conf: settings from gre2890_conf_alloc(), new ones or a copy of those in force;
 *	undefined on failure
 * @tunnel: whose settings these shall become; its device is registered if the
 *	request is a change
 * @tb: IFLA_* of the request
 * @extack: takes the reason for a refusal
 *
 * Settings that the request does not name keep their values, unless the new
 * settings have no use for them.
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0 or a negative error.
 */
int gre2890_attr_parse(struct gre2890_conf *conf,
		       const struct gre2890_tunnel *tunnel, struct nlattr *tb[],
		       struct netlink_ext_ack *extack)
{
	struct nlattr *data[IFLA_GRE2890_MAX + 1] = {};
	const struct nlattr *nest = NULL;
	int err = 0;

	ASSERT_RTNL();
	/*
	 * Our attribute types go beyond 50, the highest that the core parses for a
	 * link kind.
	 */
	if (tb[IFLA_LINKINFO])
		nest = nla_find_nested(tb[IFLA_LINKINFO], IFLA_INFO_DATA);
	if (nest)
		err = __nla_parse(data, IFLA_GRE2890_MAX, nla_data(nest),
				  nla_len(nest), gre2890_attr_policy,
				  NL_VALIDATE_STRICT, extack);
	if (err)
		return err;

	if (!tunnel->dev->reg_state) {
		conf->encap_limit = -1;
		gre2890_attr_seq_init(&conf->seq);
		gre2890_attr_liveness_init(conf);
	}
	err = gre2890_attr_ends_parse(conf, tunnel, data, extack);
	if (err)
		return err;
	if (!tunnel->dev->reg_state && conf->id.family == AF_INET)
		conf->df = htons(IP_DF);

	err = parse_header(conf, data, extack);
	if (!err)
		err = gre2890_attr_seq_parse(conf, data, extack);
	if (!err)
		err = check_group(conf, data, extack);
	if (!err)
		err = parse_mode(conf, tunnel, data, extack);
	if (!err)
		err = parse_common(conf, data, extack);
	if (!err)
		err = conf->id.family == AF_INET ?
		      parse_ipv4(conf, data, extack) :
		      parse_ipv6(conf, data, extack);
	if (err)
		return err;
	derive(conf);
	return gre2890_attr_liveness_parse(conf, data, extack);
}

static int fill_ipv4(struct sk_buff *skb, const struct gre2890_conf *conf)
{
	return nla_put_u8(skb, IFLA_GRE_TOS,
			  conf->tos_inherit ? 1 : conf->tos) ||
	       nla_put_u8(skb, IFLA_GRE_PMTUDISC, !!conf->df) ||
	       nla_put_u8(skb, IFLA_GRE_IGNORE_DF, conf->ignore_df);
}

static int fill_ipv6(struct sk_buff *skb, const struct gre2890_conf *conf)
{
	u32 flags = 0;

	if (conf->tos_inherit)
		flags |= IP6_TNL_F_USE_ORIG_TCLASS;
	if (conf->flowlabel_inherit)
		flags |= IP6_TNL_F_USE_ORIG_FLOWLABEL;
	if (conf->allow_local_remote)
		flags |= IP6_TNL_F_ALLOW_LOCAL_REMOTE;
	if (conf->encap_limit < 0)
		flags |= IP6_TNL_F_IGN_ENCAP_LIMIT;
	return nla_put_u8(skb, IFLA_GRE_ENCAP_LIMIT,
			  max_t(int, conf->encap_limit, 0)) ||
	       nla_put_be32(skb, IFLA_GRE_FLOWINFO,
			    ip6_make_flowinfo(conf->tos, conf->flowlabel)) ||
	       nla_put_u32(skb, IFLA_GRE_FLAGS, flags);
}

/**
 * gre2890_attr_fill() - show settings as attributes
 * @skb: the message
 * @conf: the settings
 *
 * Context: Any context.
 * Return: 0 or -EMSGSIZE.
 */
int gre2890_attr_fill(struct sk_buff *skb, const struct gre2890_conf *conf)
{
	bool ipv4 = conf->id.family == AF_INET;

	if (nla_put_be16(skb, IFLA_GRE_IFLAGS, conf->iflags) ||
	    nla_put_be16(skb, IFLA_GRE_OFLAGS, conf->oflags) ||
	    nla_put_be32(skb, IFLA_GRE_IKEY, conf->id.key) ||
	    nla_put_be32(skb, IFLA_GRE_OKEY, conf->okey) ||
	    nla_put_u8(skb, IFLA_GRE_TTL, conf->ttl) ||
	    nla_put_u32(skb, IFLA_GRE_FWMARK, conf->fwmark) ||
	    (ipv4 ? fill_ipv4(skb, conf) : fill_ipv6(skb, conf)) ||
	    nla_put_u8(skb, IFLA_GRE2890_MODE, conf->mode) ||
	    gre2890_attr_ends_fill(skb, conf) ||
	    gre2890_attr_seq_fill(skb, conf) ||
	    gre2890_attr_liveness_fill(skb, conf))
		return -EMSGSIZE;
	return 0;
}
