// SPDX-License-Identifier: GPL-2.0
/*
 * Commands for the tunnels of an underlay, in whatever namespace their devices are
 *
 * All commands take RTNL.  Under RTNL no tunnel is added, deleted or moved, and every
 * tunnel in gre2890_netns.tunnels has a registered device.
 */
#include <linux/gre2890.h>
#include <linux/if.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <net/genetlink.h>
#include <net/rtnetlink.h>

#include "control/attr.h"
#include "control/attr_policy.h"
#include "control/genl.h"
#include "control/link.h"
#include "control/refuse.h"
#include "control/stats.h"
#include "state/netns.h"
#include "state/tunnel.h"

const struct nla_policy gre2890_genl_tunnel_policy[] = {
	[GRE2890_A_TUNNEL_ID] = NLA_POLICY_MIN(NLA_U32, 1),
};

const struct nla_policy gre2890_genl_tunnel_set_policy[] = {
	[GRE2890_A_TUNNEL_ID] = NLA_POLICY_MIN(NLA_U32, 1),
	[GRE2890_A_LINK] = { .type = NLA_NESTED },
};

static const struct nla_policy link_policy[IFLA_LINKINFO + 1] = {
	[IFLA_LINKINFO] = { .type = NLA_NESTED },
};

static const struct nla_policy linkinfo_policy[IFLA_INFO_DATA + 1] = {
	[IFLA_INFO_KIND] = { .type = NLA_STRING },
	[IFLA_INFO_DATA] = { .type = NLA_NESTED },
};

/* Accept nests without NLA_F_NESTED, as RTM_NEWLINK does. */
#define VALIDATE_LINK (NL_VALIDATE_STRICT & ~NL_VALIDATE_NESTED)

static size_t link_size(void)
{
	return nla_total_size(4) +	/* IFLA_MTU */
	       nla_total_size(1) +	/* IFLA_OPERSTATE */
	       nla_total_size(1) +	/* IFLA_CARRIER */
	       nla_total_size(4) +	/* IFLA_CARRIER_UP_COUNT */
	       nla_total_size(4) +	/* IFLA_CARRIER_DOWN_COUNT */
	       nla_total_size(4) +	/* IFLA_GROUP */
	       nla_total_size(MAX_ADDR_LEN) +	/* IFLA_ADDRESS */
	       nla_total_size(IFALIASZ) +	/* IFLA_IFALIAS */
	       nla_total_size(4) +	/* IFLA_MASTER */
	       nla_total_size_64bit(sizeof(struct rtnl_link_stats64)) +
	       nla_total_size(0) +	/* IFLA_LINKINFO */
	       nla_total_size(IFNAMSIZ) +	/* IFLA_INFO_KIND */
	       nla_total_size(gre2890_attr_size()) +
	       gre2890_stats_size();
}

static size_t answer_size(void)
{
	return NLMSG_ALIGN(GENL_HDRLEN) +
	       nla_total_size(4) +	/* GRE2890_A_TUNNEL_ID */
	       nla_total_size(4) +	/* GRE2890_A_NETNS_INODE */
	       nla_total_size(4) +	/* GRE2890_A_NETNSID */
	       nla_total_size(4) +	/* GRE2890_A_IFINDEX */
	       nla_total_size(IFNAMSIZ) +	/* GRE2890_A_IFNAME */
	       nla_total_size(4) +	/* GRE2890_A_FLAGS */
	       nla_total_size(link_size());
}

static int put_linkinfo(struct sk_buff *skb, const struct net_device *dev)
{
	const struct rtnl_link_ops *ops = dev->rtnl_link_ops;
	struct nlattr *linkinfo, *data;

	linkinfo = nla_nest_start_noflag(skb, IFLA_LINKINFO);
	if (!linkinfo ||
	    nla_put_string(skb, IFLA_INFO_KIND, ops->kind) ||
	    ops->fill_xstats(skb, dev))
		return -EMSGSIZE;
	data = nla_nest_start_noflag(skb, IFLA_INFO_DATA);
	if (!data || ops->fill_info(skb, dev))
		return -EMSGSIZE;
	nla_nest_end(skb, data);
	nla_nest_end(skb, linkinfo);
	return 0;
}

static int put_alias(struct sk_buff *skb, const struct net_device *dev)
{
	const struct dev_ifalias *alias;
	int err = 0;

	rcu_read_lock();
	alias = rcu_dereference(dev->ifalias);
	if (alias)
		err = nla_put_string(skb, IFLA_IFALIAS, alias->ifalias);
	rcu_read_unlock();
	return err;
}

static int put_master(struct sk_buff *skb, struct net_device *dev)
{
	const struct net_device *master = netdev_master_upper_dev_get(dev);

	return master ? nla_put_u32(skb, IFLA_MASTER, master->ifindex) : 0;
}

static int put_stats(struct sk_buff *skb, struct net_device *dev)
{
	struct nlattr *attr;

	attr = nla_reserve_64bit(skb, IFLA_STATS64,
				 sizeof(struct rtnl_link_stats64), IFLA_PAD);
	if (!attr)
		return -EMSGSIZE;
	dev_get_stats(dev, nla_data(attr));
	return 0;
}

static int put_link(struct sk_buff *skb, struct net_device *dev)
{
	u8 operstate = netif_running(dev) ? READ_ONCE(dev->operstate) :
					    IF_OPER_DOWN;
	struct nlattr *link = nla_nest_start(skb, GRE2890_A_LINK);

	if (!link ||
	    nla_put_u32(skb, IFLA_MTU, dev->mtu) ||
	    nla_put_u8(skb, IFLA_OPERSTATE, operstate) ||
	    nla_put_u8(skb, IFLA_CARRIER, netif_carrier_ok(dev)) ||
	    nla_put_u32(skb, IFLA_CARRIER_UP_COUNT,
			atomic_read(&dev->carrier_up_count)) ||
	    nla_put_u32(skb, IFLA_CARRIER_DOWN_COUNT,
			atomic_read(&dev->carrier_down_count)) ||
	    nla_put_u32(skb, IFLA_GROUP, dev->group) ||
	    nla_put(skb, IFLA_ADDRESS, dev->addr_len, dev->dev_addr) ||
	    put_alias(skb, dev) ||
	    put_master(skb, dev) ||
	    put_stats(skb, dev) ||
	    put_linkinfo(skb, dev))
		return -EMSGSIZE;
	nla_nest_end(skb, link);
	return 0;
}

static int put_netns(struct sk_buff *skb, const struct net *underlay,
		     struct net *net)
{
	int id = net_eq(net, underlay) ? NETNSA_NSID_NOT_ASSIGNED :
					 peernet2id(underlay, net);

	if (nla_put_u32(skb, GRE2890_A_NETNS_INODE, net->ns.inum))
		return -EMSGSIZE;
	return id < 0 ? 0 : nla_put_s32(skb, GRE2890_A_NETNSID, id);
}

/* @hdr is the return value of genlmsg_put(), possibly NULL. */
static int fill_tunnel(struct sk_buff *skb, void *hdr, const struct net *underlay,
		       const struct gre2890_tunnel *tunnel)
{
	struct net_device *dev = tunnel->dev;

	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_u32(skb, GRE2890_A_TUNNEL_ID, tunnel->id) ||
	    put_netns(skb, underlay, dev_net(dev)) ||
	    nla_put_u32(skb, GRE2890_A_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, GRE2890_A_IFNAME, dev->name) ||
	    nla_put_u32(skb, GRE2890_A_FLAGS, netif_get_flags(dev)) ||
	    put_link(skb, dev)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static struct gre2890_tunnel *find_tunnel(struct genl_info *info,
					  const struct nlattr *id)
{
	struct gre2890_netns *gn = gre2890_netns(genl_info_net(info));
	struct gre2890_tunnel *tunnel;

	ASSERT_RTNL();
	if (!id) {
		NL_SET_ERR_MSG(info->extack, "No tunnel is named");
		return ERR_PTR(-EINVAL);
	}
	tunnel = xa_load(&gn->tunnels, nla_get_u32(id));
	if (tunnel)
		return tunnel;
	NL_SET_ERR_MSG_ATTR(info->extack, id,
			    "This underlay has no such tunnel");
	return ERR_PTR(-ENOENT);
}

/**
 * gre2890_genl_tunnel_get() - %GRE2890_CMD_TUNNEL_GET of one tunnel
 * @skb: the request
 * @info: the request
 *
 * Context: Process context.  Takes RTNL.
 * Return: 0 or a negative error.
 */
int gre2890_genl_tunnel_get(struct sk_buff *skb, struct genl_info *info)
{
	const struct gre2890_tunnel *tunnel;
	struct sk_buff *answer;
	void *hdr;
	int err;

	answer = genlmsg_new(answer_size(), GFP_KERNEL);
	if (!answer)
		return -ENOMEM;
	hdr = genlmsg_put_reply(answer, info, &gre2890_genl_family, 0,
				GRE2890_CMD_TUNNEL_GET);

	rtnl_lock();
	tunnel = find_tunnel(info, info->attrs[GRE2890_A_TUNNEL_ID]);
	err = IS_ERR(tunnel) ? PTR_ERR(tunnel) :
			       fill_tunnel(answer, hdr, genl_info_net(info),
					   tunnel);
	rtnl_unlock();

	if (err) {
		nlmsg_free(answer);
		return err;
	}
	return genlmsg_reply(answer, info);
}

/**
 * gre2890_genl_tunnel_start() - begin a dump of %GRE2890_CMD_TUNNEL_GET
 * @cb: the dump
 *
 * Context: Process context.
 * Return: 0 or -EINVAL.
 */
int gre2890_genl_tunnel_start(struct netlink_callback *cb)
{
	if (nlmsg_attrlen(cb->nlh, GENL_HDRLEN)) {
		NL_SET_ERR_MSG(cb->extack, "A dump takes no attributes");
		return -EINVAL;
	}
	cb->min_dump_alloc = nlmsg_total_size(answer_size());
	return 0;
}

/**
 * gre2890_genl_tunnel_dump() - continue a dump of %GRE2890_CMD_TUNNEL_GET
 * @skb: takes as many tunnels as fit
 * @cb: the dump; args[0] is the id to resume at
 *
 * Context: Process context.  Takes RTNL.
 * Return: octets in @skb, 0 at the end; -EMSGSIZE if it has no room for any.
 */
int gre2890_genl_tunnel_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct net *underlay = sock_net(cb->skb->sk);
	struct gre2890_netns *gn = gre2890_netns(underlay);
	struct gre2890_tunnel *tunnel;
	unsigned long id;
	int err = 0;
	void *hdr;

	rtnl_lock();
	cb->seq = gn->generation;
	xa_for_each_start(&gn->tunnels, id, tunnel, cb->args[0]) {
		hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				  cb->nlh->nlmsg_seq, &gre2890_genl_family,
				  NLM_F_MULTI, GRE2890_CMD_TUNNEL_GET);
		err = fill_tunnel(skb, hdr, underlay, tunnel);
		if (err)
			break;
		genl_dump_check_consistent(cb, hdr);
		cb->args[0] = id + 1;
	}
	rtnl_unlock();
	return skb->len ?: err;
}

/*
 * Find IFLA_LINKINFO.  Refuse a request without settings, with another kind than
 * the tunnel's, or with any other attribute.
 */
static int parse_link(struct nlattr *tb[], const struct net_device *dev,
		      struct genl_info *info)
{
	const struct nlattr *link = info->attrs[GRE2890_A_LINK];
	struct nlattr *linkinfo[IFLA_INFO_DATA + 1] = {};
	const struct nlattr *nest, *kind;
	int err = 0;

	if (link)
		err = __nla_parse(tb, IFLA_LINKINFO, nla_data(link),
				  nla_len(link), link_policy, VALIDATE_LINK,
				  info->extack);
	nest = tb[IFLA_LINKINFO];
	if (!err && nest)
		err = __nla_parse(linkinfo, IFLA_INFO_DATA, nla_data(nest),
				  nla_len(nest), linkinfo_policy,
				  VALIDATE_LINK, info->extack);
	if (err)
		return err;
	if (!linkinfo[IFLA_INFO_DATA])
		return gre2890_refuse(info->extack, nest ?: link,
					   "Nothing to change is named");
	kind = linkinfo[IFLA_INFO_KIND];
	if (kind && nla_strcmp(kind, dev->rtnl_link_ops->kind)) {
		NL_SET_ERR_MSG_ATTR(info->extack, kind,
				    "The tunnel is of another kind");
		return -EOPNOTSUPP;
	}
	return 0;
}

/**
 * gre2890_genl_tunnel_set() - %GRE2890_CMD_TUNNEL_SET
 * @skb: the request
 * @info: the request
 *
 * Context: Process context.  Takes RTNL.
 * Return: 0 or a negative error with nothing changed.
 */
int gre2890_genl_tunnel_set(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[IFLA_MAX + 1] = {};
	struct gre2890_tunnel *tunnel;
	int err;

	rtnl_lock();
	tunnel = find_tunnel(info, info->attrs[GRE2890_A_TUNNEL_ID]);
	err = PTR_ERR_OR_ZERO(tunnel);
	if (!err)
		err = parse_link(tb, tunnel->dev, info);
	if (!err)
		err = gre2890_link_change(tunnel->dev, tb, info->extack);
	rtnl_unlock();
	return err;
}

/**
 * gre2890_genl_tunnel_del() - %GRE2890_CMD_TUNNEL_DEL
 * @skb: the request
 * @info: the request
 *
 * The policy allows no attributes except ids.
 *
 * Context: Process context.  Takes RTNL.
 * Return: 0 or a negative error with nothing deleted.
 */
int gre2890_genl_tunnel_del(struct sk_buff *skb, struct genl_info *info)
{
	struct gre2890_tunnel *tunnel;
	const struct nlattr *id;
	LIST_HEAD(kill);
	int rem, err;

	rtnl_lock();
	err = PTR_ERR_OR_ZERO(find_tunnel(info,
					  info->attrs[GRE2890_A_TUNNEL_ID]));
	nlmsg_for_each_attr(id, info->nlhdr, GENL_HDRLEN, rem)
		if (!err)
			err = PTR_ERR_OR_ZERO(find_tunnel(info, id));
	if (err)
		goto unlock;
	nlmsg_for_each_attr(id, info->nlhdr, GENL_HDRLEN, rem) {
		tunnel = find_tunnel(info, id);
		tunnel->dev->rtnl_link_ops->dellink(tunnel->dev, &kill);
	}
	unregister_netdevice_many(&kill);
unlock:
	rtnl_unlock();
	return err;
}
