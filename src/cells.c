// SPDX-License-Identifier: GPL-2.0
/*
 * One NAPI context per CPU for all tunnels together
 *
 * What gro_cells does for one device, without its cost of a NAPI context per
 * tunnel and CPU.  gro_cells themselves can't be shared: a packet in their
 * queue holds no reference on its device, which the owner of a device drains
 * them for.  Here each queued packet holds one until it has left GRO, and so
 * the core waits in netdev_run_todo() for those of a deleted tunnel.
 */
#include <linux/netdevice.h>
#include <linux/percpu.h>

#include "cells.h"
#include "stats.h"

/**
 * struct gre2890_cell - decapsulated packets of a CPU
 * @napi: what takes them into the stack
 * @queue: they, touched by this CPU alone with softirqs disabled; by another
 *	one, as with gro_cells, after this one was unplugged
 */
struct gre2890_cell {
	struct napi_struct	napi;
	struct sk_buff_head	queue;
};

static struct gre2890_cell __percpu *cells;
static struct net_device *cells_dev;

static int cell_poll(struct napi_struct *napi, int budget)
{
	struct gre2890_cell *cell = container_of(napi, struct gre2890_cell,
						 napi);
	int limit = min(budget, NAPI_POLL_WEIGHT) - 1;
	struct net_device *devs[NAPI_POLL_WEIGHT];
	struct sk_buff *skb;
	int done = 0, i;

	while (done < limit && (skb = __skb_dequeue(&cell->queue))) {
		devs[done++] = skb->dev;
		/* GRO writes to what it holds, which a clone's owner shares. */
		if (skb_cloned(skb))
			netif_receive_skb(skb);
		else
			napi_gro_receive(napi, skb);
	}

	/*
	 * Complete every round, if only to start another: that makes GRO give
	 * up all that it holds, before the references go.
	 */
	napi_complete_done(napi, done);
	for (i = 0; i < done; i++)
		dev_put(devs[i]);
	if (!skb_queue_empty(&cell->queue))
		napi_schedule(napi);
	return done;
}

/**
 * gre2890_cells_receive() - hand a decapsulated packet to the stack
 * @skb: the packet, consumed; skb->dev is its tunnel's device
 *
 * The packet is queued, so that tunnels inside tunnels do not nest on the
 * kernel's stack.
 *
 * Context: softirq, or process with softirqs disabled; under RCU, which
 *	has skb->dev alive.
 */
void gre2890_cells_receive(struct sk_buff *skb)
{
	struct gre2890_cell *cell = this_cpu_ptr(cells);

	if (skb_queue_len(&cell->queue) > gre2890_compat_max_backlog()) {
		gre2890_drop(skb->dev, skb, GRE2890_STAT_RX_BACKLOG);
		return;
	}

	skb_reset_transport_header(skb);
	dev_hold(skb->dev);
	__skb_queue_tail(&cell->queue, skb);
	if (skb_queue_len(&cell->queue) == 1)
		napi_schedule(&cell->napi);
}

/**
 * gre2890_cells_init() - set up the NAPI contexts
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int __init gre2890_cells_init(void)
{
	int cpu;

	cells_dev = alloc_netdev_dummy(0);
	if (!cells_dev)
		return -ENOMEM;
	cells = alloc_percpu(struct gre2890_cell);
	if (!cells) {
		gre2890_compat_free_dummy(cells_dev);
		return -ENOMEM;
	}

	for_each_possible_cpu(cpu) {
		struct gre2890_cell *cell = per_cpu_ptr(cells, cpu);

		__skb_queue_head_init(&cell->queue);
		set_bit(NAPI_STATE_NO_BUSY_POLL, &cell->napi.state);
		netif_napi_add(cells_dev, &cell->napi, cell_poll);
		napi_enable(&cell->napi);
	}
	return 0;
}

/**
 * gre2890_cells_exit() - undo gre2890_cells_init()
 *
 * Context: process; no tunnel is left, and so no packet: who deletes the last
 *	one, be it another process, waits for the references on its device.
 */
void gre2890_cells_exit(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct gre2890_cell *cell = per_cpu_ptr(cells, cpu);

		napi_disable(&cell->napi);
		__netif_napi_del(&cell->napi);
	}
	synchronize_net();
	free_percpu(cells);
	gre2890_compat_free_dummy(cells_dev);
}
