// SPDX-License-Identifier: GPL-2.0
/*
 * One NAPI context per CPU for all tunnels together
 *
 * gro_cells does this for one device, and costs a NAPI context per tunnel and CPU.
 * Tunnels can't share gro_cells: a packet queued in gro_cells holds no reference on
 * its device, so the owner of the device must drain the queue.  Here each queued
 * packet holds a reference until it has left GRO, and netdev_run_todo() waits for
 * the packets of a deleted tunnel.
 */
#include <linux/gre2890.h>
#include <linux/netdevice.h>
#include <linux/percpu.h>

#include "data/cells.h"
#include "data/drop.h"
#include "data/gro.h"
#include "state/flow.h"
#include "state/netns.h"
#include "state/tunnel.h"

/**
 * struct gre2890_cell - decapsulated packets of a CPU
 * @busy: the CPU is delivering packets, by its poll or by bypass(); accessed like
 *	@queue
 * @napi: takes the packets into the stack
 * @queue: packets; only this CPU accesses them, with softirqs disabled, or another
 *	one after this CPU was unplugged, as with gro_cells
 * @ordered: packets that belong to a lane (struct gre2890_lane), under the lock of
 *	this queue; other CPUs add a packet only while earlier packets of its lane
 *	have not left GRO here
 * @put: total number of packets put into @ordered; under the lock of @ordered
 * @left: how many of them have left GRO; under the same lock
 * @cpu: the CPU
 */
struct gre2890_cell {
	bool			busy;
	struct napi_struct	napi;
	struct sk_buff_head	queue;
	struct sk_buff_head	ordered;
	u64			put;
	u64			left;
	int			cpu;
};

static struct gre2890_cell __percpu *cells;
static struct net_device *cells_dev;

static struct sk_buff *take_ordered(struct gre2890_cell *cell)
{
	struct sk_buff *skb;

	if (skb_queue_empty_lockless(&cell->ordered))
		return NULL;
	spin_lock(&cell->ordered.lock);
	skb = __skb_dequeue(&cell->ordered);
	spin_unlock(&cell->ordered.lock);
	return skb;
}

/* Take from both queues in turn, so that neither starves the other. */
static struct sk_buff *take(struct gre2890_cell *cell, int turn, int *ordered)
{
	struct sk_buff *skb = turn & 1 ? __skb_dequeue(&cell->queue) : NULL;

	if (!skb) {
		skb = take_ordered(cell);
		*ordered += !!skb;
	}
	return skb ?: __skb_dequeue(&cell->queue);
}

/*
 * GRO writes to packets, so unshare the data.  If there is no memory for that, skip
 * GRO.
 */
static void to_stack(struct napi_struct *napi, struct sk_buff *skb)
{
	if (skb_unclone(skb, GFP_ATOMIC))
		netif_receive_skb(skb);
	else
		napi_gro_receive(napi, skb);
}

/*
 * Add @ordered, a number of packets of lanes, to the count of packets that have
 * left GRO.  Other CPUs add packets only while earlier ones have not left, so if
 * there were none, the queue is empty.
 *
 * Return: true if the queue has more packets.
 */
static bool have_left(struct gre2890_cell *cell, int ordered)
{
	bool more;

	if (!ordered && skb_queue_empty_lockless(&cell->ordered))
		return false;
	spin_lock(&cell->ordered.lock);
	cell->left += ordered;
	more = !skb_queue_empty(&cell->ordered);
	spin_unlock(&cell->ordered.lock);
	return more;
}

static int cell_poll(struct napi_struct *napi, int budget)
{
	struct gre2890_cell *cell = container_of(napi, struct gre2890_cell,
						 napi);
	int limit = min(budget, NAPI_POLL_WEIGHT) - 1;
	struct net_device *devs[NAPI_POLL_WEIGHT];
	int done = 0, ordered = 0, i;
	struct sk_buff *skb;

	cell->busy = true;
	while (done < limit && (skb = take(cell, done, &ordered))) {
		devs[done++] = skb->dev;
		to_stack(napi, skb);
	}

	/*
	 * Complete every round, even if another one follows: GRO then releases all
	 * packets that it holds, before the references are dropped.
	 */
	napi_complete_done(napi, done);
	cell->busy = false;
	for (i = 0; i < done; i++)
		dev_put(devs[i]);
	if (have_left(cell, ordered) || !skb_queue_empty(&cell->queue))
		napi_schedule(napi);
	return done;
}

static bool is_tenants(const struct sk_buff *skb)
{
	const struct gre2890_tunnel *tunnel = netdev_priv(skb->dev);

	return gre2890_netns_is_tenants(tunnel->net);
}

/*
 * Packets from a reorder buffer may exceed the limit by one whole buffer, because
 * all packets of a buffer may arrive at once.  Reserve the second half of the queue
 * for the host's own tunnels.
 */
static bool is_full(const struct sk_buff_head *queue, const struct sk_buff *skb,
		    bool waited)
{
	u32 most = gre2890_compat_max_backlog();
	u32 length = skb_queue_len(queue);

	if (waited)
		most += GRE2890_REORDER_BUFFER_MAX;
	return length > most || (length > most / 2 && is_tenants(skb));
}

static void put(struct sk_buff_head *queue, struct sk_buff *skb)
{
	skb_reset_transport_header(skb);
	dev_hold(skb->dev);
	__skb_queue_tail(queue, skb);
}

/*
 * Bypass the queue if GRO cannot merge the packet, the queue is empty, and the CPU
 * is not delivering a packet.  Not in process context: the call stack may be deep
 * already.
 */
static bool may_bypass(const struct gre2890_cell *cell,
		       const struct sk_buff *skb)
{
	return !cell->busy && skb_queue_empty(&cell->queue) &&
	       in_serving_softirq() && !gre2890_gro_may_merge(skb);
}

static void bypass(struct gre2890_cell *cell, struct sk_buff *skb)
{
	skb_reset_transport_header(skb);
	cell->busy = true;
	netif_receive_skb(skb);
	cell->busy = false;
}

static bool put_unordered(struct gre2890_cell *cell, struct sk_buff *skb)
{
	if (is_full(&cell->queue, skb, false))
		return false;
	put(&cell->queue, skb);
	if (skb_queue_len(&cell->queue) == 1)
		napi_schedule(&cell->napi);
	return true;
}

/*
 * Have the lane's packets left this cell?  True also if the cell's CPU is
 * unplugged.  Another CPU then empties the cell, and no packets are added, so the
 * cell is empty when its CPU returns.
 */
static bool is_free(const struct gre2890_cell *cell,
		    const struct gre2890_lane *lane)
{
	lockdep_assert_held(&cell->ordered.lock);
	return cell->left >= lane->ticket || !cpu_online(cell->cpu);
}

/*
 * Queue the packet behind the lane's packets that are still on their way, even if
 * they are in another CPU's cell.  That CPU need not be scheduled: it checks its
 * queue again after they have left GRO.
 */
static bool put_ordered(struct sk_buff *skb, struct gre2890_lane *lane)
{
	struct gre2890_cell *own = this_cpu_ptr(cells);
	struct gre2890_cell *cell = lane->cell ?: own;
	bool fits;

	spin_lock(&cell->ordered.lock);
	if (cell != own && is_free(cell, lane)) {
		spin_unlock(&cell->ordered.lock);
		cell = own;
		spin_lock(&cell->ordered.lock);
	}
	fits = !is_full(&cell->ordered, skb, lane->waited);
	if (fits) {
		put(&cell->ordered, skb);
		lane->cell = cell;
		lane->ticket = ++cell->put;
	}
	spin_unlock(&cell->ordered.lock);
	if (fits && cell == own)
		napi_schedule(&cell->napi);
	return fits;
}

/**
 * gre2890_cells_receive() - hand a decapsulated packet to the stack
 * @skb: the packet, consumed; skb->dev is its tunnel's device
 * @lane: the lane in whose order the packet stays, NULL if it belongs to none
 *
 * Queue the packet, because GRO may merge it, and because nested tunnels must not
 * nest on the call stack.  Deliver a packet without a lane at once if may_bypass()
 * allows it.  GRO may reorder packets of different inner flows within a lane, as it
 * does with packets from a wire.
 *
 * Context: Softirqs disabled.  Caller must hold RCU, which keeps skb->dev alive.
 */
void gre2890_cells_receive(struct sk_buff *skb, struct gre2890_lane *lane)
{
	struct gre2890_cell *cell = this_cpu_ptr(cells);

	lockdep_assert_in_softirq();
	if (!lane && may_bypass(cell, skb))
		bypass(cell, skb);
	else if (lane ? !put_ordered(skb, lane) : !put_unordered(cell, skb))
		gre2890_drop(skb->dev, skb, GRE2890_STAT_RX_BACKLOG);
}

/**
 * gre2890_cells_init() - set up the NAPI contexts
 *
 * Context: Process context.
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

		cell->cpu = cpu;
		__skb_queue_head_init(&cell->queue);
		skb_queue_head_init(&cell->ordered);
		set_bit(NAPI_STATE_NO_BUSY_POLL, &cell->napi.state);
		netif_napi_add(cells_dev, &cell->napi, cell_poll);
		napi_enable(&cell->napi);
	}
	return 0;
}

/**
 * gre2890_cells_exit() - undo gre2890_cells_init()
 *
 * No packet is left: the process that deletes the last tunnel waits until there are
 * no references on the tunnel's device.
 *
 * Context: Process context, after the last tunnel was deleted.
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
