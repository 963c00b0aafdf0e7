// SPDX-License-Identifier: GPL-2.0
/*
 * Numbered packets must leave in the order of their numbers, whichever CPUs send
 * them.  A lock held around the call into the underlay could deadlock: the underlay
 * takes locks of its own, and routes may lead in a circle through this tunnel,
 * through another one, or through a driver that calls us with its lock held.
 *
 * So one CPU sends, and no CPU waits for it: the others put their packets in the
 * tunnel's queue and go on.  The queue's lock is held only to add or remove a
 * packet.  While one CPU sends alone, it is not taken.
 */
#include <linux/netdevice.h>
#include <net/checksum.h>

#include "data/drop.h"
#include "data/order.h"
#include "data/quote.h"
#include "data/underlay.h"
#include "pure/header.h"
#include "state/tunnel.h"

/*
 * Values of gre2890_order.sender other than a CPU: no sender; the tasklet is
 * scheduled
 */
#define NOBODY	(-1)
#define REST	(-2)

/*
 * Number of queued packets that a CPU sends before it leaves the rest to the
 * tasklet
 */
#define QUOTA	64

/*
 * skb->cb of a packet in the queue: how deeply transmits were nested when the
 * packet was queued
 */
struct order_cb {
	int	depth;
};

static struct order_cb *order_cb(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct order_cb) > sizeof(skb->cb));
	return (struct order_cb *)skb->cb;
}

/*
 * The checksum, if there is one, was computed with the number 0.  In a GSO packet
 * the field stays 0: segmentation computes the checksum of each segment.
 */
static void write_number(struct sk_buff *skb, u32 value)
{
	__be32 number = cpu_to_be32(value);
	u8 *wire = skb_transport_header(skb);
	__be16 flags;

	memcpy(&flags, wire, sizeof(flags));
	if (flags & GRE_CSUM && !skb_is_gso(skb))
		csum_replace4((__sum16 *)(wire + GRE2890_HDR_BASE), 0, number);
	memcpy(wire + gre2890_hdr_len(flags) - sizeof(number), &number,
	       sizeof(number));
}

static void send(struct gre2890_tunnel *tunnel, struct sk_buff *skb)
{
	unsigned int numbers = skb_is_gso(skb) ? skb_shinfo(skb)->gso_segs : 1;
	u32 number;

	/* The tasklet may run after the tunnel was withdrawn. */
	if (unlikely(!rcu_access_pointer(tunnel->conf))) {
		gre2890_drop(tunnel->dev, skb, GRE2890_STAT_TX_DOWN);
		return;
	}
	number = atomic_fetch_add(numbers, &tunnel->tx_seq);
	gre2890_quote_note(tunnel, number);
	write_number(skb, number);
	gre2890_underlay_emit(tunnel->dev, tunnel->net, skb);
}

/*
 * The core's counter of nested transmits is lost when a packet is queued.  Restore
 * the depth, so that the core drops a packet that a route sends in circles.
 */
static void send_queued(struct gre2890_tunnel *tunnel, struct sk_buff *skb)
{
	int more = max(order_cb(skb)->depth - dev_recursion_level(), 0), i;

	for (i = 0; i < more; i++)
		dev_xmit_recursion_inc();
	send(tunnel, skb);
	for (i = 0; i < more; i++)
		dev_xmit_recursion_dec();
}

/* Return: true if this CPU became the sender because there was none. */
static bool try_sender(struct gre2890_order *order)
{
	return cmpxchg(&order->sender, NOBODY, smp_processor_id()) == NOBODY;
}

static struct sk_buff *dequeue(struct gre2890_order *order)
{
	struct sk_buff *skb;

	if (skb_queue_empty_lockless(&order->queue))
		return NULL;
	spin_lock(&order->queue.lock);
	skb = __skb_dequeue(&order->queue);
	spin_unlock(&order->queue.lock);
	return skb;
}

/*
 * Send the queued packets, then stop being the sender.  After QUOTA packets, leave
 * the rest to the tasklet.
 */
static void drain(struct gre2890_tunnel *tunnel)
{
	struct gre2890_order *order = &tunnel->order;
	struct sk_buff *skb;
	int i = 0;

	lockdep_assert(READ_ONCE(order->sender) == smp_processor_id());
	do {
		while ((skb = dequeue(order))) {
			send_queued(tunnel, skb);
			if (++i < QUOTA)
				continue;
			WRITE_ONCE(order->sender, REST);
			tasklet_schedule(&order->rest);
			return;
		}
		/* Full barrier: see gre2890_order_send(). */
		xchg(&order->sender, NOBODY);
	} while (!skb_queue_empty_lockless(&order->queue) && try_sender(order));
}

static void send_rest(struct tasklet_struct *rest)
{
	struct gre2890_tunnel *tunnel = container_of(rest,
						     struct gre2890_tunnel,
						     order.rest);

	rcu_read_lock();
	WRITE_ONCE(tunnel->order.sender, smp_processor_id());
	drain(tunnel);
	rcu_read_unlock();
}

static void enqueue(struct gre2890_tunnel *tunnel, struct sk_buff *skb)
{
	struct gre2890_order *order = &tunnel->order;
	bool fits;

	spin_lock(&order->queue.lock);
	fits = skb_queue_len(&order->queue) < gre2890_compat_max_backlog();
	if (fits) {
		order_cb(skb)->depth = dev_recursion_level();
		__skb_queue_tail(&order->queue, skb);
	}
	spin_unlock(&order->queue.lock);
	if (!fits)
		gre2890_drop(tunnel->dev, skb, GRE2890_STAT_TX_BACKLOG);
}

/**
 * gre2890_order_send() - number a packet and send it
 * @tunnel: the tunnel, which has settings
 * @skb: the packet with both headers, its number still 0 and not in its checksum; a
 *	GSO packet was marked by gre2890_gso_mark().  Consumed.
 *
 * If another CPU is the sender, queue the packet for it.  Otherwise become the
 * sender: send packets that are queued already, then this packet, then those queued
 * meanwhile.  If this CPU is the sender already, a circular route has led a packet
 * back to its tunnel.  Send it at once: it nests until the limit for nested
 * transmits drops it.
 *
 * Context: Softirqs disabled.  Caller must hold RCU.
 */
void gre2890_order_send(struct gre2890_tunnel *tunnel, struct sk_buff *skb)
{
	struct gre2890_order *order = &tunnel->order;

	lockdep_assert_in_softirq();
	if (READ_ONCE(order->sender) == smp_processor_id()) {
		send(tunnel, skb);
		return;
	}
	if (!try_sender(order)) {
		enqueue(tunnel, skb);
		/*
		 * The sender may have found the queue empty just before.  It stops
		 * being the sender before it looks again, and we check for a sender
		 * after we queued the packet: one of us sees the other.  Pairs with
		 * xchg() in drain().
		 */
		smp_mb();
		if (try_sender(order))
			drain(tunnel);
		return;
	}
	/* Packets that this CPU queued earlier go first. */
	if (likely(skb_queue_empty_lockless(&order->queue)))
		send(tunnel, skb);
	else
		enqueue(tunnel, skb);
	drain(tunnel);
}

/**
 * gre2890_order_init() - initialise the transmit order of a tunnel
 * @order: the order
 *
 * Context: Any context.
 */
void gre2890_order_init(struct gre2890_order *order)
{
	skb_queue_head_init(&order->queue);
	order->sender = NOBODY;
	tasklet_setup(&order->rest, send_rest);
}

/**
 * gre2890_order_exit() - wait for the tasklet, and drop the queued packets
 * @order: the order of a tunnel that was withdrawn a grace period ago
 *
 * Context: Process context.
 */
void gre2890_order_exit(struct gre2890_order *order)
{
	tasklet_kill(&order->rest);
	/*
	 * The tasklet cannot schedule itself again while it is being killed, so
	 * packets may be left.
	 */
	skb_queue_purge(&order->queue);
}
