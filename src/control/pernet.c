// SPDX-License-Identifier: GPL-2.0
#include <linux/rtnetlink.h>

#include "control/follow.h"
#include "control/lower.h"
#include "control/link.h"
#include "control/pernet.h"
#include "data/demux.h"
#include "state/budget.h"
#include "state/netns.h"
#include "state/tunnel.h"

static int __net_init init_net_part(struct net *net)
{
	struct gre2890_netns *gn = gre2890_netns(net);
	int err;

	xa_init_flags(&gn->tunnels, XA_FLAGS_ALLOC1 | XA_FLAGS_ACCOUNT);
	gn->generation = 1;
	ratelimit_state_init(&gn->log_rate, 5 * HZ, 10);
	gn->answer_rate = GRE2890_ANSWER_RATE_DEFAULT;
	gn->answer_rate_tunnel = GRE2890_ANSWER_RATE_TUNNEL_DEFAULT;
	err = gre2890_budget_init_net(gn, net);
	if (err)
		return err;
	err = gre2890_demux_init(&gn->demux);
	if (err)
		goto exit_budget;
	err = gre2890_follow_init_net(gn, net);
	if (err)
		goto exit_demux;
	return 0;

exit_demux:
	gre2890_demux_exit(&gn->demux);
exit_budget:
	gre2890_budget_exit_net(gn);
	return err;
}

/*
 * Delete all tunnels whose underlay is a namespace that exits.  The core would only
 * delete those whose device is in it.
 */
static void __net_exit exit_batch(struct list_head *nets)
{
	struct gre2890_tunnel *tunnel;
	unsigned long id;
	struct net *net;
	LIST_HEAD(kill);

	rtnl_lock();
	list_for_each_entry(net, nets, exit_list)
		xa_for_each(&gre2890_netns(net)->tunnels, id, tunnel)
			unregister_netdevice_queue(tunnel->dev, &kill);
	unregister_netdevice_many(&kill);
	list_for_each_entry(net, nets, exit_list)
		gre2890_lowers_free(gre2890_netns(net));
	rtnl_unlock();

	synchronize_rcu();
	list_for_each_entry(net, nets, exit_list) {
		gre2890_follow_exit_net(gre2890_netns(net));
		gre2890_demux_exit(&gre2890_netns(net)->demux);
		gre2890_budget_exit_net(gre2890_netns(net));
	}
}

static struct pernet_operations pernet_ops = {
	.init		= init_net_part,
	.exit_batch	= exit_batch,
	.id		= &gre2890_netns_id,
	.size		= sizeof(struct gre2890_netns),
};

/**
 * gre2890_pernet_init() - register per-namespace data
 *
 * Context: Process context.
 * Return: 0 or a negative error.
 */
int __init gre2890_pernet_init(void)
{
	return register_pernet_device(&pernet_ops);
}

/**
 * gre2890_pernet_exit() - undo gre2890_pernet_init()
 *
 * Context: Process context, after the last tunnel is gone.
 */
void gre2890_pernet_exit(void)
{
	unregister_pernet_device(&pernet_ops);
}
