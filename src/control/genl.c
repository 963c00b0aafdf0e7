// SPDX-License-Identifier: GPL-2.0
#include <linux/gre2890.h>
#include <net/genetlink.h>

#include "control/genl.h"
#include "control/stats.h"
#include "data/event.h"
#include "state/budget.h"
#include "state/netns.h"

static const struct genl_multicast_group groups[] = {
	{ .name = GRE2890_MCGRP_EVENTS },
};

static const struct nla_policy netns_set_policy[] = {
	[GRE2890_A_NETNS_REORDER_MEMORY] = { .type = NLA_U32 },
	[GRE2890_A_NETNS_LOG_UNKNOWN] = NLA_POLICY_MAX(NLA_U8, 1),
	[GRE2890_A_NETNS_ANSWER_RATE] = { .type = NLA_U32 },
	[GRE2890_A_NETNS_ANSWER_RATE_TUNNEL] = { .type = NLA_U32 },
};

/* The use of the host's memory is not for tenants to see. */
static int fill_host(struct sk_buff *skb, const struct net *net)
{
	if (!net_eq(net, &init_net))
		return 0;
	return nla_put_u64_64bit(skb, GRE2890_A_REORDER_MEMORY_HOST,
				 gre2890_budget_limit(), GRE2890_A_PAD) ||
	       nla_put_u64_64bit(skb, GRE2890_A_REORDER_USED_HOST,
				 gre2890_budget_used(), GRE2890_A_PAD);
}

static int fill_netns(struct sk_buff *skb, struct genl_info *info,
		      const struct gre2890_netns *gn)
{
	void *hdr;

	hdr = genlmsg_put(skb, info->snd_portid, info->snd_seq,
			  &gre2890_genl_family, 0, GRE2890_CMD_NETNS_GET);
	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_u32(skb, GRE2890_A_NETNS_TUNNELS, READ_ONCE(gn->count)) ||
	    nla_put_u32(skb, GRE2890_A_NETNS_REORDER_MEMORY,
			READ_ONCE(gn->reorder_memory)) ||
	    nla_put_u32(skb, GRE2890_A_NETNS_REORDER_USED,
			min_t(unsigned long, U32_MAX,
			      atomic_long_read(&gn->reorder_used))) ||
	    nla_put_u8(skb, GRE2890_A_NETNS_LOG_UNKNOWN,
		       READ_ONCE(gn->log_unknown)) ||
	    nla_put_u32(skb, GRE2890_A_NETNS_ANSWER_RATE,
			READ_ONCE(gn->answer_rate)) ||
	    nla_put_u32(skb, GRE2890_A_NETNS_ANSWER_RATE_TUNNEL,
			READ_ONCE(gn->answer_rate_tunnel)) ||
	    fill_host(skb, genl_info_net(info)) ||
	    gre2890_stats_put_netns(skb, GRE2890_A_NETNS_STATS, gn)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static int netns_get(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *answer;
	int err;

	answer = genlmsg_new(6 * nla_total_size(sizeof(u32)) +
			     2 * nla_total_size_64bit(sizeof(u64)) +
			     gre2890_stats_size(), GFP_KERNEL);
	if (!answer)
		return -ENOMEM;
	err = fill_netns(answer, info, gre2890_netns(genl_info_net(info)));
	if (err) {
		nlmsg_free(answer);
		return err;
	}
	return genlmsg_reply(answer, info);
}

static int netns_set(struct sk_buff *skb, struct genl_info *info)
{
	struct gre2890_netns *gn = gre2890_netns(genl_info_net(info));
	const struct nlattr *memory, *log, *rate, *rate_tunnel;

	memory = info->attrs[GRE2890_A_NETNS_REORDER_MEMORY];
	log = info->attrs[GRE2890_A_NETNS_LOG_UNKNOWN];
	rate = info->attrs[GRE2890_A_NETNS_ANSWER_RATE];
	rate_tunnel = info->attrs[GRE2890_A_NETNS_ANSWER_RATE_TUNNEL];
	if (!memory && !log && !rate && !rate_tunnel) {
		NL_SET_ERR_MSG(info->extack, "Nothing to change is named");
		return -EINVAL;
	}
	if (memory)
		WRITE_ONCE(gn->reorder_memory, nla_get_u32(memory));
	if (log)
		WRITE_ONCE(gn->log_unknown, nla_get_u8(log));
	if (rate)
		WRITE_ONCE(gn->answer_rate, nla_get_u32(rate));
	if (rate_tunnel)
		WRITE_ONCE(gn->answer_rate_tunnel, nla_get_u32(rate_tunnel));
	return 0;
}

static const struct genl_ops ops[] = {
	{
		.cmd	= GRE2890_CMD_NETNS_GET,
		.doit	= netns_get,
	},
	/* Not for root in a tenant's namespace: these use the host's memory and log. */
	{
		.cmd	= GRE2890_CMD_NETNS_SET,
		.flags	= GENL_ADMIN_PERM,
		.doit	= netns_set,
		.policy	= netns_set_policy,
		.maxattr = ARRAY_SIZE(netns_set_policy) - 1,
	},
	/* Privileged: the answers name devices in other namespaces. */
	{
		.cmd	= GRE2890_CMD_TUNNEL_GET,
		.flags	= GENL_UNS_ADMIN_PERM,
		.doit	= gre2890_genl_tunnel_get,
		.start	= gre2890_genl_tunnel_start,
		.dumpit	= gre2890_genl_tunnel_dump,
		.policy	= gre2890_genl_tunnel_policy,
		.maxattr = ARRAY_SIZE(gre2890_genl_tunnel_policy) - 1,
	},
	{
		.cmd	= GRE2890_CMD_TUNNEL_SET,
		.flags	= GENL_UNS_ADMIN_PERM,
		.doit	= gre2890_genl_tunnel_set,
		.policy	= gre2890_genl_tunnel_set_policy,
		.maxattr = ARRAY_SIZE(gre2890_genl_tunnel_set_policy) - 1,
	},
	{
		.cmd	= GRE2890_CMD_TUNNEL_DEL,
		.flags	= GENL_UNS_ADMIN_PERM,
		.doit	= gre2890_genl_tunnel_del,
		.policy	= gre2890_genl_tunnel_policy,
		.maxattr = ARRAY_SIZE(gre2890_genl_tunnel_policy) - 1,
	},
};

struct genl_family gre2890_genl_family __ro_after_init = {
	.name		= GRE2890_GENL_NAME,
	.version	= GRE2890_GENL_VERSION,
	.maxattr	= 0,
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.ops		= ops,
	.n_ops		= ARRAY_SIZE(ops),
	.mcgrps		= groups,
	.n_mcgrps	= ARRAY_SIZE(groups),
};

/**
 * gre2890_genl_init() - register the family
 *
 * Context: Process context.
 * Return: 0 or a negative error.
 */
int __init gre2890_genl_init(void)
{
	gre2890_event_init(&gre2890_genl_family);
	return genl_register_family(&gre2890_genl_family);
}

/**
 * gre2890_genl_exit() - undo gre2890_genl_init()
 *
 * Context: Process context.
 */
void gre2890_genl_exit(void)
{
	genl_unregister_family(&gre2890_genl_family);
}
