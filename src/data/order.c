// SPDX-License-Identifier: GPL-2.0
/*
 * Numbered packets must leave in the order of their numbers, whichever CPUs send
 * them.  A lock around the underlay would deadlock: the underlay takes locks of its
 * own, and routes may lead in a circle through this tunnel, through another one, or
 * through a driver that calls us with its lock held.
 *
 * So one CPU sends, and no CPU waits for it: the others put their packets in its
 * queue and go on.  The queue's lock is held only for that, and is not taken
 * unless two CPUs send at once.
 */
#include <linux/netdevice.h>
#include <net/checksum.h>

#include "data/drop.h"
#include "data/order.h"
#include "data/quote.h"
#include "data/underlay.h"
#include "pure/header.h"
#include "state/tunnel.h"

/* Values of gre2890_order.sender that are no CPU */
#define NOBODY	(-1)
#define REST	(-2)

/* Number of packets of other CPUs that a CPU sends before it schedules the tasklet */
#define QUOTA	64

/* skb->cb of a packet in the queue: depth of nested transmits that led here */
struct order_cb {
	int	depth;
};

static struct order_cb *order_cb(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct order_cb) > sizeof(skb->cb));
	return (struct order_cb *)skb->cb;
}

/*
 * A checksum was computed with a number of 0.  GSO computes the checksums of its
 * segments itself, from a checksum field of 0.
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
 * The core does not see through a queue how deeply a packet is nested.  Restore the
 * depth, so that the core drops a packet that a route sends in circles.
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

/* Send the queue, then stop being the sender. */
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
 * @skb: the packet with both headers, its number still 0 and not in its checksum;
 *	a GSO packet is marked (gso.c).  Consumed.
 *
 * If another CPU is the sender, queue the packet for it.  Otherwise send the packet,
 * then the packets that other CPUs have queued.  Send a packet that returns to
 * its tunnel by a circular route at once too: it nests until the limit for nested
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
		 * The sender may have found the queue empty before that.  It stops
		 * being the sender before it looks again, and we check for a sender
		 * after we queued the packet: one of us sees the other.  Pairs with
		 * xchg() in drain().
		 */
		smp_mb();
		if (try_sender(order))
			drain(tunnel);
		return;
	}
	/* A packet that this CPU queued before goes first. */
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
 * gre2890_order_exit() - wait for packets on their way out, and drop queued ones
 * @order: the order of a tunnel that was withdrawn a grace period ago
 *
 * Context: Process context.
 */
void gre2890_order_exit(struct gre2890_order *order)
{
	tasklet_kill(&order->rest);
	/* A tasklet that is being killed does not schedule itself again. */
	skb_queue_purge(&order->queue);
}
