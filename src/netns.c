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
	gn->reorder_memory = GRE2890_REORDER_MEMORY_DEFAULT;
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

/* An L3 domain that no packet is in: ifindexes are positive */
#define NO_L3DOM	(~0U)

/*
 * The tunnels bound to a device follow it from @from, or from wherever they
 * are if that is 0, to another L3 domain.  All tunnels are walked: VRFs gain
 * and lose members rarely, and the tunnels of one device are not kept apart
 * for that.
 */
static void follow_dev(const struct net_device *dev, u32 from, u32 to)
{
	struct gre2890_tunnel *tunnel;
	struct gre2890_conf *conf;

	list_for_each_entry(tunnel, &gre2890_netns(dev_net(dev))->tunnels,
			    list) {
		conf = gre2890_conf_rtnl(tunnel);
		if (conf->link == dev->ifindex &&
		    (!from || conf->id.l3dom == from))
			gre2890_tunnel_set_l3dom(tunnel, to);
	}
}

/*
 * A device that leaves its VRF because it goes away takes its tunnels nowhere,
 * lest they receive what arrives outside of all VRFs.
 */
static int gre2890_netdev_event(struct notifier_block *nb, unsigned long event,
				void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct netdev_notifier_changeupper_info *info = ptr;

	switch (event) {
	case NETDEV_UNREGISTER:
		if (netif_is_l3_slave(dev))
			follow_dev(dev, 0, NO_L3DOM);
		break;
	case NETDEV_CHANGEUPPER:
		if (!netif_is_l3_master(info->upper_dev))
			break;
		if (info->linking)
			follow_dev(dev, 0, info->upper_dev->ifindex);
		else
			follow_dev(dev, info->upper_dev->ifindex, 0);
		break;
	}
	return NOTIFY_DONE;
}

/* Before the VRF driver, which takes a device that goes out of its VRF */
static struct notifier_block gre2890_netdev_notifier = {
	.notifier_call	= gre2890_netdev_event,
	.priority	= 1,
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
