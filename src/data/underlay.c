// SPDX-License-Identifier: GPL-2.0
#include <linux/icmpv6.h>
#include <net/addrconf.h>
#include <net/ip.h>
#include <net/ip6_route.h>
#include <net/ip6_tunnel.h>
#include <net/route.h>

#include "data/entropy.h"
#include "data/ipid.h"
#include "data/underlay.h"
#include "state/tunnel.h"

/**
 * gre2890_underlay_oif4() - return the output device for the IPv4 route lookup
 * @conf: the tunnel's settings
 *
 * Like the kind "gre", let a device in a VRF stand for that VRF: it may be a
 * loopback or dummy device that has the local address, and packets leave by another
 * device.  Packets to a group must leave by the device itself, which has the
 * members.
 *
 * Context: Any context.
 * Return: ifindex of a device or a VRF, 0 for any.
 */
int gre2890_underlay_oif4(const struct gre2890_conf *conf)
{
	if (conf->l3dom && conf->l3dom != GRE2890_NO_L3DOM && !conf->group)
		return conf->l3dom;
	return conf->link;
}

static struct dst_entry *route4(const struct gre2890_conf *conf,
				struct gre2890_outer *outer)
{
	struct flowi4 fl4 = {
		.flowi4_oif = gre2890_underlay_oif4(conf),
		.flowi4_mark = conf->fwmark,
		.flowi4_proto = IPPROTO_GRE,
		.fl4_gre_key = conf->okey,
		.daddr = outer->dst.ip,
		.saddr = outer->src.ip,
	};
	struct rtable *rt;

	gre2890_compat_flowi4_set_tos(&fl4, outer->tos);
	rt = ip_route_output_key(conf->net, &fl4);
	if (IS_ERR(rt))
		return ERR_CAST(rt);
	outer->src.ip = fl4.saddr;
	return &rt->dst;
}

static struct dst_entry *route6(const struct gre2890_conf *conf,
				struct gre2890_outer *outer)
{
	struct flowi6 fl6 = {
		.flowi6_oif = conf->link,
		.flowi6_mark = conf->fwmark,
		.flowi6_proto = IPPROTO_GRE,
		.fl6_gre_key = conf->okey,
		.flowlabel = ip6_make_flowinfo(outer->tos & ~INET_ECN_MASK,
					       outer->flowlabel),
		.daddr = outer->dst.in6,
		.saddr = outer->src.in6,
	};
	struct dst_entry *dst;

	dst = ip6_dst_lookup_flow(conf->net, NULL, &fl6, NULL);
	if (!IS_ERR(dst))
		outer->src.in6 = fl6.saddr;
	return dst;
}

/**
 * gre2890_underlay_route() - look up the route to a destination
 * @conf: the tunnel's settings
 * @outer: fields of the outer header; an unset @outer->src is set from the route
 *
 * Context: Any context.
 * Return: the route, with a reference, or a negative error.
 */
struct dst_entry *gre2890_underlay_route(const struct gre2890_conf *conf,
					 struct gre2890_outer *outer)
{
	if (conf->id.family == AF_INET)
		return route4(conf, outer);
	return route6(conf, outer);
}

static struct dst_entry *route_packet4(const struct gre2890_conf *conf,
				       const struct iphdr *iph)
{
	struct flowi4 fl4 = {
		.flowi4_oif = gre2890_underlay_oif4(conf),
		.flowi4_mark = conf->fwmark,
		.flowi4_proto = iph->protocol,
		.daddr = iph->daddr,
		.saddr = iph->saddr,
	};
	struct rtable *rt;

	gre2890_compat_flowi4_set_tos(&fl4, iph->tos);
	rt = ip_route_output_key(conf->net, &fl4);
	return IS_ERR(rt) ? ERR_CAST(rt) : &rt->dst;
}

static struct dst_entry *route_packet6(const struct gre2890_conf *conf,
				       const struct ipv6hdr *ip6h)
{
	struct flowi6 fl6 = {
		.flowi6_oif = conf->link,
		.flowi6_mark = conf->fwmark,
		.flowi6_proto = ip6h->nexthdr,
		.flowlabel = ip6_flowinfo(ip6h),
		.daddr = ip6h->daddr,
		.saddr = ip6h->saddr,
	};

	/* The lookup for IPv4 checks this by itself. */
	if (!ipv6_chk_addr(conf->net, &fl6.saddr, NULL, 0))
		return ERR_PTR(-EADDRNOTAVAIL);
	return ip6_dst_lookup_flow(conf->net, NULL, &fl6, NULL);
}

/**
 * gre2890_underlay_route_packet() - look up the route of a packet that is no GRE packet
 *	of the tunnel's
 * @conf: the tunnel's settings
 * @skb: the packet, skb->data at its IP header; its source must be an address of the
 *	underlay
 *
 * Context: Any context.
 * Return: the route, with a reference, or a negative error.
 */
struct dst_entry *gre2890_underlay_route_packet(const struct gre2890_conf *conf,
						const struct sk_buff *skb)
{
	if (skb->protocol == htons(ETH_P_IP))
		return route_packet4(conf, ip_hdr(skb));
	return route_packet6(conf, ipv6_hdr(skb));
}

/*
 * Check both addresses of an IPv6 header.  The source is set.  For IPv4 there is
 * nothing to check: the route lookup has checked the source, and the destination
 * may be an address of ours.
 *
 * Return: 0; -EADDRNOTAVAIL if the source is not an address of ours; -ELOOP if the
 * destination is one and must not be.
 */
static int check(const struct gre2890_conf *conf,
		 const struct gre2890_outer *outer)
{
	struct net *net = conf->net;
	struct net_device *dev = NULL;

	if (conf->id.family == AF_INET)
		return 0;
	if (conf->link)
		dev = dev_get_by_index_rcu(net, conf->link);
	if (!ipv6_chk_addr_and_flags(net, &outer->src.in6, dev, false, 0,
				     IFA_F_TENTATIVE))
		return -EADDRNOTAVAIL;
	if (!conf->allow_local_remote &&
	    ipv6_chk_addr_and_flags(net, &outer->dst.in6, dev, true, 0,
				    IFA_F_TENTATIVE))
		return -ELOOP;
	return 0;
}

static void cache_route(struct gre2890_conf *conf,
			const struct gre2890_outer *outer,
			struct dst_entry *dst)
{
	if (conf->id.family == AF_INET6)
		dst_cache_set_ip6(&conf->routes, dst, &outer->src.in6);
	else
		dst_cache_set_ip4(&conf->routes, dst, outer->src.ip);
}

/**
 * gre2890_underlay_new_route() - look up the route of a packet, and cache it if all
 * packets share it
 * @conf: the tunnel's settings
 * @outer: fields of the outer header; an unset @outer->src is set from the route
 * @dst: takes the route, with a reference
 *
 * Context: Softirqs disabled.  Caller must hold RCU.
 * Return: the reason to drop the packet, %GRE2890_STAT_UNSPEC if there is a route.
 */
enum gre2890_stat gre2890_underlay_new_route(struct gre2890_conf *conf,
					     struct gre2890_outer *outer,
					     struct dst_entry **dst)
{
	int err;

	lockdep_assert_in_softirq();
	*dst = gre2890_underlay_route(conf, outer);
	if (IS_ERR(*dst))
		return GRE2890_STAT_TX_NO_ROUTE;
	if ((*dst)->dev == conf->dev) {
		dst_release(*dst);
		return GRE2890_STAT_TX_LOOP;
	}
	err = check(conf, outer);
	if (err) {
		dst_release(*dst);
		return err == -ELOOP ? GRE2890_STAT_TX_LOCAL_REMOTE :
				       GRE2890_STAT_TX_NO_ROUTE;
	}
	if (conf->one_route)
		cache_route(conf, outer, *dst);
	return GRE2890_STAT_UNSPEC;
}

static void push4(const struct gre2890_conf *conf,
		  const struct gre2890_outer *outer, struct dst_entry *dst,
		  struct sk_buff *skb)
{
	struct iphdr *iph;

	iph = skb_push(skb, sizeof(*iph));
	skb_reset_network_header(skb);

	iph->version = 4;
	iph->ihl = sizeof(*iph) >> 2;
	iph->tos = outer->tos;
	iph->frag_off = outer->fragment || ip_mtu_locked(dst) ? 0 : outer->df;
	iph->ttl = outer->ttl ?: ip4_dst_hoplimit(dst);
	iph->protocol = IPPROTO_GRE;
	iph->saddr = outer->src.ip;
	iph->daddr = outer->dst.ip;
	gre2890_ipid_set(conf->net, iph, skb_shinfo(skb)->gso_segs ?: 1);
}

static u8 push_encap_limit(struct sk_buff *skb, u8 limit)
{
	struct gre2890_encap_limit *opt = skb_push(skb, sizeof(*opt));

	*opt = (struct gre2890_encap_limit) {
		.hdr.nexthdr = IPPROTO_GRE,
		.type = IPV6_TLV_TNL_ENCAP_LIMIT,
		.len = 1,
		.limit = limit,
		.pad = { IPV6_TLV_PADN, 1, 0 },
	};
	return NEXTHDR_DEST;
}

/*
 * RFC 6438: derive a label that is not set from the flow hash, so that routers on
 * the path balance the load of inner flows.  If the tunnel numbers its packets,
 * they have one hash.
 */
static __be32 flow_label(const struct gre2890_conf *conf,
			 const struct gre2890_outer *outer,
			 struct sk_buff *skb)
{
	struct net *net = conf->net;
	struct flowi6 fl6 __uninitialized;

	if (outer->flowlabel || !READ_ONCE(net->ipv6.sysctl.auto_flowlabels))
		return outer->flowlabel;
	gre2890_entropy_hash(skb);
	return ip6_make_flowlabel(net, skb, 0, true, &fl6);
}

static void push6(const struct gre2890_conf *conf,
		  const struct gre2890_outer *outer, struct dst_entry *dst,
		  struct sk_buff *skb)
{
	__be32 flowlabel = flow_label(conf, outer, skb);
	u8 nexthdr = IPPROTO_GRE;
	struct ipv6hdr *ip6h;

	skb->ignore_df = outer->fragment;
	if (outer->encap_limit >= 0)
		nexthdr = push_encap_limit(skb, outer->encap_limit);

	ip6h = skb_push(skb, sizeof(*ip6h));
	skb_reset_network_header(skb);

	ip6_flow_hdr(ip6h, outer->tos, flowlabel);
	ip6h->hop_limit = outer->ttl ?: ip6_dst_hoplimit(dst);
	ip6h->nexthdr = nexthdr;
	ip6h->saddr = outer->src.in6;
	ip6h->daddr = outer->dst.in6;
}

/**
 * gre2890_underlay_wrap() - add the outer header
 * @conf: the tunnel's settings
 * @outer: fields of the outer header
 * @dst: the route; its reference is consumed
 * @skb: the packet with its GRE header, and room for the outer one
 *
 * Does what iptunnel_xmit() and ip6tunnel_xmit() do before they send.
 *
 * Context: Softirqs disabled.  Caller must hold RCU.
 */
void gre2890_underlay_wrap(const struct gre2890_conf *conf,
			   const struct gre2890_outer *outer,
			   struct dst_entry *dst, struct sk_buff *skb)
{
	struct net_device *dev = conf->dev;
	bool xnet = !net_eq(conf->net, dev_net(dev));

	lockdep_assert_in_softirq();
	skb_scrub_packet(skb, xnet);
	/*
	 * Like veth: a sender in another namespace does not choose the packet's
	 * class in the underlay.
	 */
	if (xnet)
		skb->priority = 0;
	/* Numbered packets are one flow, which has to arrive in order. */
	if (conf->oflags & GRE_SEQ)
		gre2890_entropy_one(skb, dev);
	else
		skb_clear_hash_if_not_l4(skb);
	skb_dst_set(skb, dst);
	if (conf->id.family == AF_INET)
		push4(conf, outer, dst, skb);
	else
		push6(conf, outer, dst, skb);
}

/**
 * gre2890_underlay_output() - send a packet
 * @net: the underlay
 * @skb: the packet, with its route; consumed
 *
 * Context: Softirqs disabled.  Caller must hold RCU.
 * Return: what ip_local_out() returns.
 */
int gre2890_underlay_output(struct net *net, struct sk_buff *skb)
{
	int err;

	lockdep_assert_in_softirq();
	dev_xmit_recursion_inc();
	memset(skb->cb, 0, sizeof(struct inet6_skb_parm));
	if (ip_hdr(skb)->version == 4)
		err = ip_local_out(net, NULL, skb);
	else
		err = ip6_local_out(net, NULL, skb);
	dev_xmit_recursion_dec();
	return err;
}

/**
 * gre2890_underlay_emit() - send a packet and count it
 * @dev: the tunnel's device
 * @net: the tunnel's underlay
 * @skb: the packet from gre2890_underlay_wrap(); consumed
 *
 * Context: Softirqs disabled.  Caller must hold RCU.
 */
void gre2890_underlay_emit(struct net_device *dev, struct net *net,
			   struct sk_buff *skb)
{
	unsigned int len = skb->len - skb_inner_network_offset(skb);
	int err;

	/* net_xmit_eval() evaluates its argument twice. */
	err = gre2890_underlay_output(net, skb);
	if (likely(!net_xmit_eval(err)))
		dev_sw_netstats_tx_add(dev, 1, len);
	else
		DEV_STATS_INC(dev, tx_dropped);
}
