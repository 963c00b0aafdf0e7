// SPDX-License-Identifier: GPL-2.0
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/dsfield.h>
#include <net/gso.h>
#include <net/inet_ecn.h>
#include <net/ip.h>
#include <net/ip_tunnels.h>

#include "data/drop.h"
#include "data/gso.h"
#include "data/icmp.h"
#include "data/limit.h"
#include "data/nbma.h"
#include "data/order.h"
#include "data/pmtu.h"
#include "data/tx.h"
#include "data/underlay.h"
#include "data/vlan.h"
#include "pure/header.h"
#include "state/tunnel.h"

/* No reason to drop the packet */
#define TX_OK	GRE2890_STAT_UNSPEC

/**
 * struct gre2890_inner - fields of a packet that the outer header may inherit
 * @dsfield: TOS or traffic class
 * @ttl: TTL or hop limit, 0 if the packet is neither IPv4 nor IPv6
 * @df: %IP_DF or 0
 * @flowlabel: IPv6 flow label
 */
struct gre2890_inner {
	u8	dsfield;
	u8	ttl;
	__be16	df;
	__be32	flowlabel;
};

static void read_inner(const struct sk_buff *skb, struct gre2890_inner *inner)
{
	memset(inner, 0, sizeof(*inner));
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		inner->dsfield = ip_hdr(skb)->tos;
		inner->ttl = ip_hdr(skb)->ttl;
		inner->df = ip_hdr(skb)->frag_off & htons(IP_DF);
		break;
	case htons(ETH_P_IPV6):
		inner->dsfield = ipv6_get_dsfield(ipv6_hdr(skb));
		inner->ttl = ipv6_hdr(skb)->hop_limit;
		inner->flowlabel = ip6_flowlabel(ipv6_hdr(skb));
		break;
	}
}

static void make_outer(const struct gre2890_conf *conf,
		       const struct gre2890_inner *inner,
		       struct gre2890_outer *outer)
{
	u8 tos = conf->tos_inherit ? inner->dsfield : conf->tos;

	outer->src = conf->id.local;
	/* RFC 6040 4.1: copy CE too, unlike INET_ECN_encapsulate(). */
	outer->tos = (tos & ~INET_ECN_MASK) |
		     (inner->dsfield & INET_ECN_MASK);
	outer->ttl = conf->ttl ?: inner->ttl;
	outer->df = conf->df | (conf->ignore_df ? 0 : inner->df);
	outer->flowlabel = conf->flowlabel_inherit ? inner->flowlabel :
						     conf->flowlabel;
	outer->fragment = false;
	outer->encap_limit = conf->encap_limit;
}

static __be16 payload_type(const struct gre2890_conf *conf,
			   const struct sk_buff *skb)
{
	return conf->mode == GRE2890_MODE_ETHER ? htons(ETH_P_TEB) :
						  skb->protocol;
}

/* gre2890_order_send() fills in the number. */
static void push_gre(struct gre2890_conf *conf,
		     const struct gre2890_outer *outer, struct sk_buff *skb)
{
	struct gre2890_hdr hdr = {
		.flags = conf->oflags,
		.proto = outer->proto,
		.key = conf->okey,
	};
	__sum16 *csum;

	skb_push(skb, conf->hlen);
	skb_reset_transport_header(skb);
	csum = gre2890_hdr_write(skb->data, &hdr);
	/* GSO fills in the checksums of its segments. */
	if (!csum || skb_is_gso(skb))
		return;
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		*csum = csum_fold(lco_csum(skb));
	else
		*csum = csum_fold(skb_checksum(skb, 0, skb->len, 0));
}

/* Make room for the headers, and set up offloads for an encapsulated packet. */
static bool make_room(struct gre2890_conf *conf, struct sk_buff *skb,
		      const struct gre2890_outer *outer,
		      const struct dst_entry *dst)
{
	unsigned int headroom = LL_RESERVED_SPACE(dst->dev) + dst->header_len +
				gre2890_underlay_hlen(conf, outer->encap_limit) +
				conf->hlen;

	if (skb_cow_head(skb, headroom))
		return false;
	ip_tunnel_adj_headroom(conf->dev, headroom);
	if (iptunnel_handle_offloads(skb, conf->oflags & GRE_CSUM ?
					  SKB_GSO_GRE_CSUM : SKB_GSO_GRE))
		return false;
	skb_set_inner_protocol(skb, outer->proto);
	return true;
}

/* Consumes the reference on the route.  Consumes the packet if it returns TX_OK. */
static enum gre2890_stat send_one(struct gre2890_conf *conf,
				  struct gre2890_outer *outer,
				  struct dst_entry *dst, struct sk_buff *skb,
				  unsigned int numbers)
{
	if (!make_room(conf, skb, outer, dst)) {
		dst_release(dst);
		return GRE2890_STAT_TX_NOMEM;
	}
	push_gre(conf, outer, skb);
	if (numbers && skb_is_gso(skb))
		gre2890_gso_mark(skb, numbers);
	gre2890_underlay_wrap(conf, outer, dst, skb);
	if (numbers)
		gre2890_order_send(netdev_priv(conf->dev), skb);
	else
		gre2890_underlay_emit(conf->dev, conf->net, skb);
	return TX_OK;
}

/* Segment a packet that can't be numbered as a whole, and send the segments. */
static enum gre2890_stat send_segments(struct gre2890_conf *conf,
				       struct gre2890_outer *outer,
				       struct dst_entry *dst,
				       struct sk_buff *skb)
{
	struct sk_buff *segments, *segment, *next;
	enum gre2890_stat reason;

	segments = skb_gso_segment(skb, conf->dev->features &
					~NETIF_F_GSO_MASK);
	if (IS_ERR_OR_NULL(segments)) {
		dst_release(dst);
		return GRE2890_STAT_TX_NOMEM;
	}
	consume_skb(skb);
	skb_list_walk_safe(segments, segment, next) {
		skb_mark_not_on_list(segment);
		dst_hold(dst);
		reason = send_one(conf, outer, dst, segment, 1);
		if (reason)
			gre2890_drop(conf->dev, segment, reason);
	}
	dst_release(dst);
	return TX_OK;
}

static enum gre2890_stat send(struct gre2890_conf *conf,
			      struct gre2890_outer *outer,
			      struct dst_entry *dst, struct sk_buff *skb)
{
	unsigned int numbers = 0;

	if (conf->oflags & GRE_SEQ) {
		numbers = skb_is_gso(skb) ? gre2890_gso_segments(skb) : 1;
		if (!numbers)
			return send_segments(conf, outer, dst, skb);
	}
	return send_one(conf, outer, dst, skb, numbers);
}

/* Return the reason to drop a packet whose header could not be pulled. */
static enum gre2890_stat pull_stat(enum skb_drop_reason why)
{
	return why == SKB_DROP_REASON_NOMEM ? GRE2890_STAT_TX_NOMEM :
					      GRE2890_STAT_TX_PAYLOAD_SHORT;
}

/*
 * All members of a group receive what one sends.  If one that forwards sent a
 * packet back to the group, all others that forward would do the same.  An Ethernet
 * frame, in contrast, is addressed to one member, and only that one forwards it.
 */
static bool is_reflected(const struct gre2890_conf *conf,
			 const struct sk_buff *skb)
{
	return conf->mode != GRE2890_MODE_ETHER &&
	       skb->skb_iif == conf->dev->ifindex;
}

static enum gre2890_stat prepare(struct gre2890_conf *conf,
				 struct sk_buff *skb,
				 struct gre2890_outer *outer)
{
	const struct net_device *dev = conf->dev;
	struct gre2890_inner inner;
	enum skb_drop_reason why;

	if (dev_recursion_level() > IP_TUNNEL_RECURSION_LIMIT)
		return GRE2890_STAT_TX_NESTING;
	if (unlikely(conf->state != GRE2890_STATE_OK))
		return conf->state == GRE2890_STATE_NO_DEV ?
		       GRE2890_STAT_TX_NO_ROUTE : GRE2890_STAT_TX_NO_LOCAL;
	if (unlikely(conf->group && is_reflected(conf, skb)))
		return GRE2890_STAT_TX_REFLECTED;
	outer->dst = conf->id.remote;
	if (gre2890_nbma_dev(dev)) {
		why = gre2890_nbma_pull(skb, dev, &outer->dst);
		if (unlikely(why))
			return pull_stat(why);
		/*
		 * If the user has set no address for a neighbour, the kernel uses
		 * the device's own.
		 */
		if (ipv6_addr_any(&outer->dst.in6) ||
		    ipv6_addr_equal(&outer->dst.in6, &conf->id.local.in6))
			return GRE2890_STAT_TX_NO_REMOTE;
	}
	/* A packet socket may leave the protocol to the device. */
	if (unlikely(!skb->protocol || skb->protocol == htons(ETH_P_ALL)) &&
	    conf->mode == GRE2890_MODE_IP)
		skb->protocol = gre2890_nbma_protocol(skb, 0);
	if (conf->mode == GRE2890_MODE_ETHER &&
	    unlikely(eth_type_vlan(skb->protocol)))
		gre2890_vlan_look_behind(skb);
	why = pskb_inet_may_pull_reason(skb);
	if (unlikely(why))
		return pull_stat(why);

	outer->proto = payload_type(conf, skb);
	if (unlikely(!gre2890_conf_carries(conf, outer->proto)))
		return GRE2890_STAT_TX_PAYLOAD_TYPE;

	/* ICMP answers read the IP layer's control block there. */
	memset(skb->cb, 0, sizeof(struct inet6_skb_parm));
	read_inner(skb, &inner);
	make_outer(conf, &inner, outer);
	if (conf->id.family == AF_INET6 &&
	    skb->protocol == htons(ETH_P_IPV6) &&
	    unlikely(gre2890_limit_may_be(skb)) &&
	    !gre2890_limit_pass(conf, outer, skb))
		return GRE2890_STAT_TX_ENCAP_LIMIT;
	return TX_OK;
}

/**
 * gre2890_xmit() - send a packet (ndo_start_xmit)
 * @skb: the packet, consumed
 * @dev: the tunnel's device
 *
 * Context: Softirqs disabled, on several CPUs at once.  Caller must hold RCU.
 * Return: NETDEV_TX_OK.
 */
netdev_tx_t gre2890_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct gre2890_tunnel *tunnel = netdev_priv(dev);
	struct gre2890_conf *conf = rcu_dereference_bh(tunnel->conf);
	struct gre2890_outer outer __uninitialized;
	enum gre2890_stat reason;
	struct dst_entry *dst;

	lockdep_assert_in_softirq();
	/* A packet socket may send late to a device that is being deleted. */
	if (unlikely(!conf)) {
		gre2890_drop(dev, skb, GRE2890_STAT_TX_DOWN);
		return NETDEV_TX_OK;
	}

	reason = prepare(conf, skb, &outer);
	if (!reason)
		reason = gre2890_underlay_find_route(conf, &outer, &dst);
	if (reason)
		goto drop;

	if (!gre2890_pmtu_pass(conf, &outer, dst, skb)) {
		dst_release(dst);
		return NETDEV_TX_OK;
	}
	gre2890_icmp_report(tunnel, skb);

	reason = send(conf, &outer, dst, skb);
	if (!reason)
		return NETDEV_TX_OK;

drop:
	gre2890_drop(dev, skb, reason);
	return NETDEV_TX_OK;
}

/**
 * gre2890_tx_own() - send a packet that does not come from the device
 * @conf: settings of a tunnel with both addresses, in state OK
 * @skb: an IPv4 or IPv6 packet, skb->data and skb->network_header at its IP header,
 *	which is in the linear data; no GSO packet.  Consumed if it was sent.
 *
 * The packet is sent beside the device's payload, by its own protocol type, in mode
 * ether too.
 *
 * Context: Softirqs disabled.  Caller must hold RCU.
 * Return: %GRE2890_STAT_UNSPEC, or a reason to drop the packet, which then is still
 * there.
 */
enum gre2890_stat gre2890_tx_own(struct gre2890_conf *conf, struct sk_buff *skb)
{
	struct gre2890_outer outer = { .dst = conf->id.remote };
	struct gre2890_inner inner;
	enum gre2890_stat reason;
	struct dst_entry *dst;

	lockdep_assert_in_softirq();
	memset(skb->cb, 0, sizeof(struct inet6_skb_parm));
	read_inner(skb, &inner);
	make_outer(conf, &inner, &outer);
	outer.proto = skb->protocol;
	reason = gre2890_underlay_find_route(conf, &outer, &dst);
	if (reason)
		return reason;
	return send_one(conf, &outer, dst, skb, conf->oflags & GRE_SEQ ? 1 : 0);
}
