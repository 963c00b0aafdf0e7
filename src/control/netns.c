// SPDX-License-Identifier: GPL-2.0
#include <linux/rtnetlink.h>

#include "control/follow.h"
#include "control/lead.h"
#include "control/link.h"
#include "state/budget.h"
#include "state/netns.h"
#include "state/tunnel.h"

unsigned int gre2890_netns_id __read_mostly;

static int __net_init gre2890_init_net(struct net *net)
{
	struct gre2890_netns *gn = gre2890_netns(net);
	int err;

	xa_init_flags(&gn->tunnels, XA_FLAGS_ALLOC1 | XA_FLAGS_ACCOUNT);
	gn->generation = 1;
	ratelimit_state_init(&gn->log_rate, 5 * HZ, 10);
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
 * Devices in a dying namespace are deleted by the core; a tunnel whose device
 * is elsewhere goes with its underlay.
 */
static void __net_exit gre2890_exit_batch(struct list_head *nets)
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
		gre2890_leads_free(gre2890_netns(net));
	rtnl_unlock();

	synchronize_rcu();
	list_for_each_entry(net, nets, exit_list) {
		gre2890_follow_exit_net(gre2890_netns(net));
		gre2890_demux_exit(&gre2890_netns(net)->demux);
		gre2890_budget_exit_net(gre2890_netns(net));
	}
}

static struct pernet_operations gre2890_net_ops = {
	.init		= gre2890_init_net,
	.exit_batch	= gre2890_exit_batch,
	.id		= &gre2890_netns_id,
	.size		= sizeof(struct gre2890_netns),
};

/**
 * gre2890_netns_if_any() - the module's part of a namespace in any state
 * @net: the namespace
 *
 * One that could not be made may go before it has our part, or, as the module is
 * loaded, even room for it.
 *
 * Context: any.
 * Return: that part or NULL.
 */
struct gre2890_netns *gre2890_netns_if_any(const struct net *net)
{
	bool has_room;

	rcu_read_lock();
	has_room = gre2890_netns_id < rcu_dereference(net->gen)->s.len;
	rcu_read_unlock();
	return has_room ? gre2890_netns(net) : NULL;
}

/**
 * gre2890_netns_init() - have a part of every network namespace
 *
 * Context: process.
 * Return: 0 or a negative error.
 */
int __init gre2890_netns_init(void)
{
	return register_pernet_device(&gre2890_net_ops);
}

/**
 * gre2890_netns_exit() - undo gre2890_netns_init()
 *
 * Context: process; no tunnel is left.
 */
void gre2890_netns_exit(void)
{
	unregister_pernet_device(&gre2890_net_ops);
}
