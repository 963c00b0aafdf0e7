// SPDX-License-Identifier: GPL-2.0
/*
 * Ask the peer whether it is alive, by loop-back requests (pure/loopback.h).  The
 * answers come back outside of the tunnel, but with the addresses and, except in form
 * plain, with the key of packets that the tunnel receives, so rx.c finds the tunnel as
 * usual.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/once.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "data/carrier.h"
#include "data/drop.h"
#include "data/keepalive.h"
#include "data/tx.h"
#include "pure/header.h"
#include "state/keepalive.h"
#include "state/tunnel.h"

/* TTL of an answer as it leaves the peer's forwarding */
#define ANSWER_TTL	255

/**
 * struct proof - payload of a request in form auth
 * @number: the request's number
 * @zero: 0
 * @digest: keyed digest of the number and of gre2890_keepalive.salt
 */
struct proof {
	__be32	number;
	__be32	zero;
	__be64	digest;
};

static siphash_key_t secret __ro_after_init;

/**
 * gre2890_keepalive_init() - choose the secret of form auth
 *
 * Context: Process context, before the first tunnel exists.
 */
void __init gre2890_keepalive_init(void)
{
	get_random_bytes(&secret, sizeof(secret));
}

/* The request that is to be sent, when the lock is released */
struct errand {
	u32	number;
	u64	salt;
};

static struct proof prove(u32 number, u64 salt)
{
	return (struct proof) {
		.number = cpu_to_be32(number),
		.digest = cpu_to_be64(siphash_2u64(number, salt, &secret)),
	};
}

/* Write the header of the answer, as it is to come from the peer. */
static void push_ip(const struct gre2890_conf *conf, struct sk_buff *skb)
{
	unsigned int len = skb->len;
	struct ipv6hdr *ip6h;
	struct iphdr *iph;

	if (conf->id.family == AF_INET) {
		iph = skb_push(skb, sizeof(*iph));
		*iph = (struct iphdr) {
			.version = 4,
			.ihl = sizeof(*iph) / 4,
			.tos = conf->tos,
			.tot_len = htons(sizeof(*iph) + len),
			.frag_off = htons(IP_DF),
			.ttl = ANSWER_TTL,
			.protocol = IPPROTO_GRE,
			.saddr = conf->id.remote.ip,
			.daddr = conf->id.local.ip,
		};
		ip_send_check(iph);
		skb->protocol = htons(ETH_P_IP);
	} else {
		ip6h = skb_push(skb, sizeof(*ip6h));
		ip6_flow_hdr(ip6h, conf->tos, 0);
		ip6h->payload_len = htons(len);
		ip6h->nexthdr = IPPROTO_GRE;
		ip6h->hop_limit = ANSWER_TTL;
		ip6h->saddr = conf->id.remote.in6;
		ip6h->daddr = conf->id.local.in6;
		skb->protocol = htons(ETH_P_IPV6);
	}
	skb_reset_network_header(skb);
}

static void request(struct gre2890_conf *conf, const struct errand *errand)
{
	unsigned int size = sizeof(struct ipv6hdr) + GRE2890_HDR_MAX +
			    sizeof(struct proof);
	unsigned int room = LL_MAX_HEADER + READ_ONCE(conf->dev->needed_headroom);
	struct gre2890_hdr hdr = {};
	enum gre2890_stat reason;
	struct proof proof;
	struct sk_buff *skb;

	skb = alloc_skb(room + size, GFP_ATOMIC);
	if (!skb) {
		gre2890_count(conf->dev, GRE2890_STAT_TX_NOMEM);
		return;
	}
	skb_reserve(skb, room + size - sizeof(proof));
	skb->dev = conf->dev;
	if (conf->liveness.form == GRE2890_KEEPALIVE_FORM_AUTH) {
		proof = prove(errand->number, errand->salt);
		skb_put_data(skb, &proof, sizeof(proof));
	}
	if (conf->id.has_key &&
	    conf->liveness.form != GRE2890_KEEPALIVE_FORM_PLAIN) {
		hdr.flags = GRE_KEY;
		hdr.key = conf->id.key;
	}
	gre2890_hdr_write(skb_push(skb, gre2890_hdr_len(hdr.flags)), &hdr);
	push_ip(conf, skb);
	reason = gre2890_tx_own(conf, skb);
	if (reason)
		gre2890_drop(conf->dev, skb, reason);
	else
		gre2890_count(conf->dev, GRE2890_STAT_KEEPALIVE_ASKED);
}

static bool asks(const struct gre2890_conf *conf)
{
	return conf && conf->asks && conf->state == GRE2890_STATE_OK;
}

/* Settings that ask are published after this was allocated. */
static struct gre2890_keepalive *keepalive_of(const struct gre2890_conf *conf)
{
	return ((struct gre2890_tunnel *)netdev_priv(conf->dev))->keepalive;
}

static unsigned long interval_of(const struct gre2890_conf *conf)
{
	return msecs_to_jiffies(conf->liveness.interval);
}

static void note(const struct gre2890_keepalive *keepalive, struct errand *errand)
{
	errand->number = keepalive->live.number;
	errand->salt = keepalive->salt;
}

/* Account for the next request. */
static void ask(struct gre2890_tunnel *tunnel, const struct gre2890_conf *conf)
{
	struct gre2890_keepalive *keepalive = keepalive_of(conf);

	lockdep_assert_held(&tunnel->carrier.lock);
	gre2890_liveness_ask(&keepalive->live, &conf->liveness, ktime_get_ns());
	gre2890_carrier_update_locked(tunnel);
	mod_timer(&keepalive->timer, jiffies + interval_of(conf));
}

static void due(struct timer_list *timer)
{
	struct gre2890_keepalive *keepalive = timer_container_of(keepalive, timer,
								 timer);
	struct gre2890_tunnel *tunnel = keepalive->tunnel;
	struct errand errand;
	struct gre2890_conf *conf;
	bool asked = false;

	rcu_read_lock();
	spin_lock(&tunnel->carrier.lock);
	/* Settings are published before gre2890_keepalive_set() takes the lock. */
	conf = rcu_dereference(tunnel->conf);
	/* The timer is pending if a hint has asked while this waited for the lock. */
	if (asks(conf) && keepalive->running && !timer_pending(timer)) {
		ask(tunnel, conf);
		note(keepalive, &errand);
		asked = true;
	}
	spin_unlock(&tunnel->carrier.lock);
	if (asked)
		request(conf, &errand);
	rcu_read_unlock();
}

/**
 * gre2890_keepalive_alloc() - allocate the state of a tunnel that will ask
 * @tunnel: the tunnel
 *
 * kfree() undoes this, after gre2890_keepalive_stop().
 *
 * Context: Process context.
 * Return: the state, not running, or NULL.
 */
struct gre2890_keepalive *gre2890_keepalive_alloc(struct gre2890_tunnel *tunnel)
{
	struct gre2890_keepalive *keepalive;

	keepalive = kzalloc(sizeof(*keepalive), GFP_KERNEL_ACCOUNT);
	if (!keepalive)
		return NULL;
	keepalive->tunnel = tunnel;
	timer_setup(&keepalive->timer, due, 0);
	return keepalive;
}

/**
 * gre2890_keepalive_set() - start or stop to ask, as the settings and the device say
 * @tunnel: the tunnel; its settings are published
 * @restart: forget what is known about the peer
 *
 * The first request comes at a random moment, so that those of many tunnels are spread
 * over the interval.  A change that is no restart leaves the next request its time,
 * unless the interval became shorter than that.
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_keepalive_set(struct gre2890_tunnel *tunnel, bool restart)
{
	const struct gre2890_conf *conf = gre2890_conf_rtnl(tunnel);
	struct gre2890_keepalive *keepalive = tunnel->keepalive;
	unsigned long latest;

	ASSERT_RTNL();
	if (!keepalive)
		return;
	if (!asks(conf) || !netif_running(tunnel->dev)) {
		gre2890_keepalive_stop(tunnel);
		return;
	}
	latest = jiffies + interval_of(conf);
	spin_lock_bh(&tunnel->carrier.lock);
	if (restart || !keepalive->running) {
		gre2890_liveness_start(&keepalive->live, &conf->liveness);
		get_random_bytes(&keepalive->salt, sizeof(keepalive->salt));
		keepalive->running = true;
		mod_timer(&keepalive->timer,
			  latest - get_random_u32_below(interval_of(conf)));
	} else if (time_after(keepalive->timer.expires, latest)) {
		mod_timer(&keepalive->timer, latest);
	}
	spin_unlock_bh(&tunnel->carrier.lock);
}

/**
 * gre2890_keepalive_stop() - stop to ask, and forget what is known about the peer
 * @tunnel: the tunnel
 *
 * Context: Process context.  Caller must hold RTNL.  Afterwards the timer neither is
 *	queued nor runs.
 */
void gre2890_keepalive_stop(struct gre2890_tunnel *tunnel)
{
	struct gre2890_keepalive *keepalive = tunnel->keepalive;

	ASSERT_RTNL();
	if (!keepalive)
		return;
	spin_lock_bh(&tunnel->carrier.lock);
	keepalive->running = false;
	spin_unlock_bh(&tunnel->carrier.lock);
	timer_delete_sync(&keepalive->timer);
}

/**
 * gre2890_keepalive_hint() - ask at once, as the path seems to fail
 * @tunnel: the tunnel
 *
 * Context: Softirqs disabled.  Caller must hold RCU.
 */
void gre2890_keepalive_hint(struct gre2890_tunnel *tunnel)
{
	enum gre2890_liveness_hint hint = GRE2890_LIVENESS_WAIT;
	struct gre2890_keepalive *keepalive;
	struct gre2890_conf *conf;
	struct errand errand;

	lockdep_assert_in_softirq();
	if (!asks(rcu_dereference(tunnel->conf)))
		return;
	spin_lock(&tunnel->carrier.lock);
	/* Settings are published before gre2890_keepalive_set() takes the lock. */
	conf = rcu_dereference(tunnel->conf);
	keepalive = asks(conf) ? keepalive_of(conf) : NULL;
	if (keepalive && keepalive->running)
		hint = gre2890_liveness_hint(&keepalive->live, ktime_get_ns());
	if (hint == GRE2890_LIVENESS_ASK)
		ask(tunnel, conf);
	if (hint != GRE2890_LIVENESS_WAIT)
		note(keepalive, &errand);
	spin_unlock(&tunnel->carrier.lock);
	if (hint != GRE2890_LIVENESS_WAIT)
		request(conf, &errand);
}

/* Which request does the answer belong to?  Return: false if to none of this run. */
static bool read_number(const struct gre2890_conf *conf,
			const struct gre2890_keepalive *keepalive,
			const struct gre2890_hdr *hdr, struct sk_buff *skb,
			u32 *number)
{
	struct proof proof, wanted;

	*number = keepalive->live.number;
	if (conf->liveness.form != GRE2890_KEEPALIVE_FORM_AUTH)
		return true;
	if (skb->len != hdr->len + sizeof(proof) ||
	    skb_copy_bits(skb, hdr->len, &proof, sizeof(proof)))
		return false;
	*number = be32_to_cpu(proof.number);
	wanted = prove(*number, keepalive->salt);
	return !memcmp(&proof, &wanted, sizeof(proof));
}

/**
 * gre2890_keepalive_receive() - receive the answer to a request
 * @conf: the settings of a tunnel that asks, and whose packets look like this one
 * @hdr: the packet's GRE header
 * @skb: the packet, skb->data at that header; consumed
 *
 * Context: Softirqs disabled.  Caller must hold RCU.
 */
void gre2890_keepalive_receive(const struct gre2890_conf *conf,
			       const struct gre2890_hdr *hdr,
			       struct sk_buff *skb)
{
	struct gre2890_tunnel *tunnel = netdev_priv(conf->dev);
	struct gre2890_keepalive *keepalive = keepalive_of(conf);
	bool good = false;
	u32 number;

	lockdep_assert_in_softirq();
	spin_lock(&tunnel->carrier.lock);
	if (keepalive->running && !(hdr->flags & ~GRE_KEY) &&
	    read_number(conf, keepalive, hdr, skb, &number))
		good = gre2890_liveness_answer(&keepalive->live, &conf->liveness,
					       number, ktime_get_ns());
	if (good)
		gre2890_carrier_update_locked(tunnel);
	spin_unlock(&tunnel->carrier.lock);
	if (!good) {
		gre2890_drop(conf->dev, skb, GRE2890_STAT_RX_BAD_ANSWER);
		return;
	}
	gre2890_count(conf->dev, GRE2890_STAT_KEEPALIVE_ANSWERS);
	consume_skb(skb);
}
