// SPDX-License-Identifier: GPL-2.0
#include <linux/rtnetlink.h>
#include <net/l3mdev.h>

#include "link.h"
#include "netns.h"
#include "tunnel.h"

unsigned int gre2890_netns_id __read_mostly;

static int __net_init gre2890_init_net(struct net *net)
{
	struct gre2890_netns *gn = gre2890_netns(net);

	INIT_LIST_HEAD(&gn->tunnels);
	return gre2890_demux_init(&gn->demux);
}

/*
 * Devices in a dying namespace are deleted by the core; a tunnel whose device
 * is elsewhere goes with its underlay.
 */
static void __net_exit gre2890_exit_batch(struct list_head *nets)
{
	struct gre2890_tunnel *tunnel;
	struct net *net;
	LIST_HEAD(kill);

	rtnl_lock();
	list_for_each_entry(net, nets, exit_list)
		list_for_each_entry(tunnel, &gre2890_netns(net)->tunnels, list)
			unregister_netdevice_queue(tunnel->dev, &kill);
	unregister_netdevice_many(&kill);
	rtnl_unlock();

	list_for_each_entry(net, nets, exit_list)
		gre2890_demux_exit(&gre2890_netns(net)->demux);
}

static struct pernet_operations gre2890_net_ops = {
	.init		= gre2890_init_net,
	.exit_batch	= gre2890_exit_batch,
	.id		= &gre2890_netns_id,
	.size		= sizeof(struct gre2890_netns),
};

/*
 * An underlay device entered or left a VRF, and so the tunnels bound to it
 * changed their L3 domain.  All tunnels are walked: VRFs gain and lose members
 * rarely, and the tunnels of one device are not kept apart for that.
 */
static int gre2890_netdev_event(struct notifier_block *nb, unsigned long event,
				void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct netdev_notifier_changeupper_info *info = ptr;
	struct gre2890_tunnel *tunnel;

	if (event != NETDEV_CHANGEUPPER || !netif_is_l3_master(info->upper_dev))
		return NOTIFY_DONE;

	list_for_each_entry(tunnel, &gre2890_netns(dev_net(dev))->tunnels, list)
		if (gre2890_conf_rtnl(tunnel)->link == dev->ifindex)
			gre2890_tunnel_set_l3dom(tunnel, info->linking ?
						 info->upper_dev->ifindex : 0);
	return NOTIFY_DONE;
}

static struct notifier_block gre2890_netdev_notifier = {
	.notifier_call = gre2890_netdev_event,
};

/**
 * gre2890_netns_init() - have a part of every network namespace
 *
 * Context: process.
 * Return: 0 or a negative error.
 */
int __init gre2890_netns_init(void)
{
	int err;

	err = register_pernet_device(&gre2890_net_ops);
	if (err)
		return err;
	err = register_netdevice_notifier(&gre2890_netdev_notifier);
	if (err)
		unregister_pernet_device(&gre2890_net_ops);
	return err;
}

/**
 * gre2890_netns_exit() - undo gre2890_netns_init()
 *
 * Context: process; no tunnel is left.
 */
void gre2890_netns_exit(void)
{
	unregister_netdevice_notifier(&gre2890_netdev_notifier);
	unregister_pernet_device(&gre2890_net_ops);
}
