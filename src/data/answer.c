// SPDX-License-Identifier: GPL-2.0
/*
 * Answer the peer's tests of the tunnel: loop-back requests (pure/loopback.h), and
 * echo replies that are to come back.
 *
 * A router would answer both by forwarding them.  A Linux host drops them, because
 * their source is one of its own addresses, or because the device is in a namespace
 * that does not have the underlay's routes.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/inetdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/addrconf.h>
#include <net/ip.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>
#include <net/route.h>

#include "data/answer.h"
#include "data/drop.h"
#include "data/rate.h"
#include "data/tx.h"
#include "data/underlay.h"
#include "pure/loopback.h"
#include "state/flow.h"
#include "state/netns.h"
#include "state/tunnel.h"

/* No reason to drop the packet */
#define ANSWER_OK	GRE2890_STAT_UNSPEC

/* An address of the device's namespace and VRF, or the tunnel's local one */
static bool is_own(const struct gre2890_conf *conf, u8 family,
		   const union nf_inet_addr *addr)
{
	const struct net_device *dev = conf->dev;

	if (family == conf->id.family &&
	    ipv6_addr_equal(&addr->in6, &conf->id.local.in6))
		return true;
	/*
	 * Loopback and link-local addresses may be own ones at both ends, so that a
	 * packet would go back and forth until its TTL ends.
	 */
	if (family == AF_INET)
		return !ipv4_is_loopback(addr->ip) &&
		       inet_addr_type_dev_table(dev_net(dev), dev, addr->ip) ==
		       RTN_LOCAL;
	/* Any peer can send IPv6 packets, even if this host has no IPv6. */
	return ipv6_mod_enabled() &&
	       !(ipv6_addr_type(&addr->in6) &
		 (IPV6_ADDR_LOOPBACK | IPV6_ADDR_LINKLOCAL)) &&
	       ipv6_chk_addr(dev_net(dev), &addr->in6, dev, 0);
}

/* One host's address, which is none of the namespace and VRF of @dev */
static bool is_elsewhere(const struct net_device *dev, u8 family,
			 const union nf_inet_addr *addr)
{
	struct net *net = dev_net(dev);

	if (family == AF_INET)
		return inet_addr_type_dev_table(net, dev, addr->ip) ==
		       RTN_UNICAST;
	return ipv6_addr_type(&addr->in6) & IPV6_ADDR_UNICAST &&
	       !ipv6_addr_loopback(&addr->in6) &&
	       !(ipv6_mod_enabled() && ipv6_chk_addr(net, &addr->in6, dev, 0));
}

/* Does the packet come from an address of ours, to one beyond the peer? */
static bool is_inside(const struct gre2890_conf *conf,
		      const struct gre2890_loopback *packet)
{
	return is_own(conf, packet->family, &packet->src) &&
	       !is_own(conf, packet->family, &packet->dst) &&
	       is_elsewhere(conf->dev, packet->family, &packet->dst);
}

static bool is_outside(const struct gre2890_conf *conf,
		       const struct gre2890_loopback *packet)
{
	return packet->family == conf->id.family &&
	       ipv6_addr_equal(&packet->src.in6, &conf->id.local.in6) &&
	       ipv6_addr_equal(&packet->dst.in6, &conf->id.remote.in6);
}

static bool is_in_rate(const struct gre2890_conf *conf)
{
	struct gre2890_tunnel *tunnel = netdev_priv(conf->dev);
	struct gre2890_netns *gn = gre2890_netns(conf->net);
	u64 now = ktime_get_ns();

	return gre2890_rate_allows(&tunnel->answers_due, now,
				   READ_ONCE(gn->answer_rate_tunnel)) &&
	       gre2890_rate_allows(&gn->answers_due, now,
				   READ_ONCE(gn->answer_rate));
}

/* Make skb->data the packet's IP header, and the packet one of the host's own. */
static bool take_out(const struct gre2890_conf *conf, struct sk_buff *skb,
		     unsigned int off, unsigned int len)
{
	skb_pull_rcsum(skb, off);
	/* The sender may have claimed a checksum in a header that is gone. */
	if (skb->ip_summed == CHECKSUM_PARTIAL &&
	    skb_checksum_start_offset(skb) < 0)
		skb->ip_summed = CHECKSUM_NONE;
	if (skb->ip_summed == CHECKSUM_PARTIAL && skb_checksum_help(skb))
		return false;
	if (pskb_trim_rcsum(skb, len) ||
	    skb_ensure_writable(skb, min_t(unsigned int, len, sizeof(struct ipv6hdr))))
		return false;
	skb_reset_network_header(skb);
	skb_scrub_packet(skb, true);
	/* The device where it arrived may be gone before a queued packet is sent. */
	skb->dev = conf->dev;
	skb->priority = 0;
	skb->ip_summed = CHECKSUM_NONE;
	skb->encapsulation = 0;
	if (ip_hdr(skb)->version == 4) {
		skb->protocol = htons(ETH_P_IP);
		skb_set_transport_header(skb, sizeof(struct iphdr));
	} else {
		skb->protocol = htons(ETH_P_IPV6);
		skb_set_transport_header(skb, sizeof(struct ipv6hdr));
	}
	return true;
}

/* As a router does */
static bool lower_ttl(struct sk_buff *skb)
{
	if (skb->protocol == htons(ETH_P_IP)) {
		if (ip_hdr(skb)->ttl <= 1)
			return false;
		ip_decrease_ttl(ip_hdr(skb));
		return true;
	}
	if (ipv6_hdr(skb)->hop_limit <= 1)
		return false;
	ipv6_hdr(skb)->hop_limit--;
	return true;
}

/* skb->cb of an answer: where to send it, and how to count it */
struct answer_cb {
	bool	outside;
	u8	stat;
};

static struct answer_cb *answer_cb(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct answer_cb) > sizeof(skb->cb));
	return (struct answer_cb *)skb->cb;
}

/*
 * An address that is elsewhere for the device's namespace may be the underlay's own,
 * or a broadcast address there.  A tenant must not reach them by a reflected packet.
 */
static bool leaves_host(const struct sk_buff *skb, const struct dst_entry *dst)
{
	union nf_inet_addr to = {};

	if (skb->protocol == htons(ETH_P_IP)) {
		to.ip = ip_hdr(skb)->daddr;
		return is_elsewhere(dst->dev, AF_INET, &to);
	}
	to.in6 = ipv6_hdr(skb)->daddr;
	return is_elsewhere(dst->dev, AF_INET6, &to);
}

/* Send the packet by the underlay's routes.  Consumes it if it returns ANSWER_OK. */
static enum gre2890_stat send_outside(struct gre2890_conf *conf,
				      struct sk_buff *skb)
{
	bool reflected = answer_cb(skb)->stat ==
			 GRE2890_STAT_KEEPALIVE_REFLECTED;
	struct dst_entry *dst = gre2890_underlay_route_packet(conf, skb);

	if (IS_ERR(dst))
		return GRE2890_STAT_RX_ANSWER_ROUTE;
	if (dst->dev == conf->dev ||
	    (reflected && !leaves_host(skb, dst))) {
		dst_release(dst);
		return GRE2890_STAT_RX_ANSWER_ROUTE;
	}
	if (skb_cow(skb, LL_RESERVED_SPACE(dst->dev) + dst->header_len)) {
		dst_release(dst);
		return GRE2890_STAT_RX_NOMEM;
	}
	skb_dst_set(skb, dst);
	gre2890_underlay_output(conf->net, skb);
	return ANSWER_OK;
}

static enum gre2890_stat send_inside(struct gre2890_conf *conf,
				     struct sk_buff *skb)
{
	switch (gre2890_tx_own(conf, skb)) {
	case GRE2890_STAT_UNSPEC:
		return ANSWER_OK;
	case GRE2890_STAT_TX_NOMEM:
		return GRE2890_STAT_RX_NOMEM;
	default:
		return GRE2890_STAT_RX_ANSWER_ROUTE;
	}
}

static void send(struct gre2890_conf *conf, struct sk_buff *skb)
{
	enum gre2890_stat reason, stat = answer_cb(skb)->stat;

	reason = answer_cb(skb)->outside ? send_outside(conf, skb) :
					   send_inside(conf, skb);
	if (reason)
		gre2890_drop(conf->dev, skb, reason);
	else
		gre2890_count(conf->dev, stat);
}

/*
 * Send the IP packet of @len octets at offset @off back, or drop it.  If the lane's
 * owner holds a lock, leave the packet to gre2890_answer_queued().
 */
static void send_back(struct gre2890_conf *conf, struct sk_buff *skb,
		      unsigned int off, unsigned int len,
		      const struct answer_cb *cb, struct gre2890_lane *lane)
{
	enum gre2890_stat reason = ANSWER_OK;

	if (!is_in_rate(conf))
		reason = GRE2890_STAT_RX_ANSWER_RATE;
	else if (!take_out(conf, skb, off, len))
		reason = GRE2890_STAT_RX_NOMEM;
	else if (!lower_ttl(skb))
		reason = GRE2890_STAT_RX_ANSWER_TTL;
	if (reason) {
		gre2890_drop(conf->dev, skb, reason);
		return;
	}
	*answer_cb(skb) = *cb;
	if (lane)
		__skb_queue_tail(&lane->answers, skb);
	else
		send(conf, skb);
}

/**
 * gre2890_answer_queued() - send the answers that wait for a lock to be released
 * @conf: the tunnel's settings
 * @answers: the packets; empty afterwards
 *
 * Context: Softirqs disabled.  Caller must hold RCU, and no lock of ours.
 */
void gre2890_answer_queued(struct gre2890_conf *conf,
			   struct sk_buff_head *answers)
{
	struct sk_buff *skb;

	lockdep_assert_in_softirq();
	while ((skb = __skb_dequeue(answers)))
		send(conf, skb);
}

/**
 * gre2890_answer() - answer a packet if it is a loop-back request
 * @conf: the tunnel's settings; @conf->answers is true
 * @skb: the packet; consumed if it is a request
 * @off: offset of its payload from skb->data
 * @lane: takes the answer if the packet has an order, else NULL
 *
 * A request from the tunnel's local address to its remote one goes out by the
 * underlay's routes.  One from an address of the device's to one beyond the peer goes
 * back through the tunnel.  Only the TTL changes, so the answer is never longer than
 * the request.
 *
 * Context: Softirqs disabled.  Caller must hold RCU.
 * Return: true if it is a request.
 */
bool gre2890_answer(struct gre2890_conf *conf, struct sk_buff *skb,
		    unsigned int off, struct gre2890_lane *lane)
{
	struct answer_cb cb = { .stat = GRE2890_STAT_KEEPALIVE_ANSWERED };
	unsigned int len = skb->len - off;
	unsigned int available = min_t(unsigned int, len, GRE2890_LOOPBACK_HDRS);
	struct gre2890_loopback packet;

	lockdep_assert_in_softirq();
	/* A packet that waited may find settings without an identity. */
	if (conf->state != GRE2890_STATE_OK || skb_is_gso(skb) ||
	    !pskb_may_pull(skb, off + available) ||
	    !gre2890_loopback_read(&packet, skb->data + off, available, len))
		return false;
	cb.outside = is_outside(conf, &packet);
	if (!cb.outside && !is_inside(conf, &packet))
		return false;
	send_back(conf, skb, off, packet.len, &cb, lane);
	return true;
}

/* Return the length of a whole ICMP echo reply, or 0 if the packet is none. */
static unsigned int read_reply4(const struct sk_buff *skb,
				struct gre2890_loopback *packet)
{
	const struct iphdr *iph = ip_hdr(skb);
	unsigned int len = ntohs(iph->tot_len);
	const u8 *type;
	u8 buf;

	if (iph->version != 4 || iph->ihl != sizeof(*iph) / 4 ||
	    iph->protocol != IPPROTO_ICMP || ip_is_fragment(iph) ||
	    ip_fast_csum(iph, iph->ihl) || len > skb->len ||
	    len < sizeof(*iph) + sizeof(struct icmphdr))
		return 0;
	type = skb_header_pointer(skb, sizeof(*iph), sizeof(buf), &buf);
	if (!type || *type != ICMP_ECHOREPLY)
		return 0;
	packet->src.ip = iph->saddr;
	packet->dst.ip = iph->daddr;
	return len;
}

static unsigned int read_reply6(const struct sk_buff *skb,
				struct gre2890_loopback *packet)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);
	unsigned int len = sizeof(*ip6h) + ntohs(ip6h->payload_len);
	const u8 *type;
	u8 buf;

	if (ip6h->version != 6 || ip6h->nexthdr != IPPROTO_ICMPV6 ||
	    len > skb->len || len < sizeof(*ip6h) + sizeof(struct icmp6hdr))
		return 0;
	type = skb_header_pointer(skb, sizeof(*ip6h), sizeof(buf), &buf);
	if (!type || *type != ICMPV6_ECHO_REPLY)
		return 0;
	packet->src.in6 = ip6h->saddr;
	packet->dst.in6 = ip6h->daddr;
	return len;
}

/**
 * gre2890_reflect() - send a packet back if it is an echo reply that the peer sent as a
 *	test
 * @conf: the tunnel's settings; @conf->reflect is not off
 * @skb: the packet, skb->data at its payload, whose IP header is pulled if
 *	skb->protocol says that it has one; consumed if it is such a reply
 * @lane: takes the answer if the packet has an order, else NULL
 *
 * A reply whose source is ours, and whose destination is not, can only be a test.
 *
 * Context: Softirqs disabled.  Caller must hold RCU.
 * Return: true if it is such a reply.
 */
bool gre2890_reflect(struct gre2890_conf *conf, struct sk_buff *skb,
		     struct gre2890_lane *lane)
{
	const struct answer_cb cb = {
		.outside = conf->reflect == GRE2890_REFLECT_OUTSIDE,
		.stat = GRE2890_STAT_KEEPALIVE_REFLECTED,
	};
	struct gre2890_loopback packet = {};
	unsigned int len = 0;

	lockdep_assert_in_softirq();
	if (conf->state != GRE2890_STATE_OK || skb_is_gso(skb))
		return false;
	if (skb->protocol == htons(ETH_P_IP)) {
		packet.family = AF_INET;
		len = read_reply4(skb, &packet);
	} else if (skb->protocol == htons(ETH_P_IPV6)) {
		packet.family = AF_INET6;
		len = read_reply6(skb, &packet);
	}
	if (!len || !is_inside(conf, &packet))
		return false;
	send_back(conf, skb, 0, len, &cb, lane);
	return true;
}
