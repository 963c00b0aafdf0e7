// SPDX-License-Identifier: GPL-2.0
/*
 * Numbered packets must leave in the order of their numbers, whichever CPUs send
 * them.  A lock around the underlay would not do: it takes locks of its own, and
 * routes may lead in a circle through this tunnel, through another one, or through
 * a driver that calls us with its lock held.
 *
 * So one CPU sends, and nobody waits for it: the others put their packets in its
 * queue and go on.  The queue's lock is held for that alone, and is not taken
 * where no two CPUs send at once.
 */
#include <linux/netdevice.h>
#include <net/checksum.h>

#include "data/drop.h"
#include "data/order.h"
#include "data/quote.h"
#include "data/underlay.h"
#include "pure/header.h"
#include "state/tunnel.h"

/* Values of gre2890_order.sender beside a CPU */
#define NOBODY	(-1)
#define REST	(-2)

/* Packets of other CPUs that one sends before it leaves the rest to a tasklet */
#define QUOTA	64

/* What a packet in the queue has in skb->cb: nested transmits that led here */
struct order_cb {
	int	depth;
};

static struct order_cb *order_cb(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct order_cb) > sizeof(skb->cb));
	return (struct order_cb *)skb->cb;
}

/*
 * The checksum, if there is one, was made with a number of 0.  GSO makes those of
 * its segments, from a field of 0.
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

	/* @rest may run after the tunnel was withdrawn. */
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
 * A queue hides from the core how deep a packet is nested.  Without that, one on a
 * route in a circle would go round for ever.
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

/* Return: true if nobody was the sender; this CPU is now. */
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

/* Context: this CPU is the sender, and is not when this returns. */
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
		/* A full barrier: see gre2890_order_send(). */
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
 * @tunnel: the tunnel
 * @skb: the packet with both headers, its number and the sum of that still 0; a
 *	GSO packet is marked (gso.c); consumed
 *
 * Send it at once, and behind it what other CPUs queue meanwhile; or leave it to
 * the CPU that sends.  A packet that comes back to its tunnel by a route in a
 * circle is sent at once too, so that it nests and the limit for that ends it.
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
		 * The sender may have found the queue empty before.  It then gives
		 * up its role before it looks again, and we look for that behind
		 * the packet: one of us sees the other.  Pairs with xchg().
		 */
		smp_mb();
		if (try_sender(order))
			drain(tunnel);
		return;
	}
	/* A packet that this CPU has queued goes first. */
	if (likely(skb_queue_empty_lockless(&order->queue)))
		send(tunnel, skb);
	else
		enqueue(tunnel, skb);
	drain(tunnel);
}

/**
 * gre2890_order_init() - nothing is on its way
 * @order: a tunnel's
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
 * gre2890_order_exit() - wait for what is on its way
 * @order: of a tunnel that was withdrawn a grace period ago
 *
 * Context: Process context.
 */
void gre2890_order_exit(struct gre2890_order *order)
{
	tasklet_kill(&order->rest);
	/* A tasklet that is being killed does not schedule itself again. */
	skb_queue_purge(&order->queue);
}
