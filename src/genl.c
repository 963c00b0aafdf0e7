// SPDX-License-Identifier: GPL-2.0
#include <linux/gre2890.h>
#include <net/genetlink.h>

#include "genl.h"
#include "netns.h"
#include "stats.h"

static struct genl_family gre2890_genl_family;

static int fill_netns(struct sk_buff *skb, const struct genl_info *info,
		      const struct gre2890_netns *gn)
{
	void *hdr;

	hdr = genlmsg_put(skb, info->snd_portid, info->snd_seq,
			  &gre2890_genl_family, 0, GRE2890_CMD_NETNS_GET);
	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_u32(skb, GRE2890_A_NETNS_TUNNELS, READ_ONCE(gn->count)) ||
	    gre2890_stats_put(skb, GRE2890_A_NETNS_STATS, gn->stats,
			      GRE2890_STAT_FIRST)) {
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

	answer = genlmsg_new(nla_total_size(sizeof(u32)) + gre2890_stats_size(),
			     GFP_KERNEL);
	if (!answer)
		return -ENOMEM;
	err = fill_netns(answer, info, gre2890_netns(genl_info_net(info)));
	if (err) {
		nlmsg_free(answer);
		return err;
	}
	return genlmsg_reply(answer, info);
}

static const struct genl_small_ops ops[] = {
	{
		.cmd	= GRE2890_CMD_NETNS_GET,
		.doit	= netns_get,
	},
};

static struct genl_family gre2890_genl_family __ro_after_init = {
	.name		= GRE2890_GENL_NAME,
	.version	= GRE2890_GENL_VERSION,
	.maxattr	= 0,
	.netnsok	= true,
	.parallel_ops	= true,
	.module		= THIS_MODULE,
	.small_ops	= ops,
	.n_small_ops	= ARRAY_SIZE(ops),
	.resv_start_op	= __GRE2890_CMD_MAX,
};

/**
 * gre2890_genl_init() - register the family
 *
 * Context: process.
 * Return: 0 or a negative error.
 */
int __init gre2890_genl_init(void)
{
	return genl_register_family(&gre2890_genl_family);
}

/**
 * gre2890_genl_exit() - undo gre2890_genl_init()
 *
 * Context: process.
 */
void gre2890_genl_exit(void)
{
	genl_unregister_family(&gre2890_genl_family);
}
