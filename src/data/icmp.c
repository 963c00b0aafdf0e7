// SPDX-License-Identifier: GPL-2.0
/*
 * A hook at LOCAL_IN sees ICMP errors before the stack, which then handles them as
 * usual.  We cannot have the handler of IP protocol 47: that is ip_gre's, or there
 * is none.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <net/dst_metadata.h>
#include <net/icmp.h>
#include <net/ip6_route.h>
#include <net/ip_tunnels.h>
#include <net/ipv6.h>
#include <net/mpls.h>
#include <net/route.h>
#include <net/xfrm.h>

#include "data/demux.h"
#include "data/drop.h"
#include "data/icmp.h"
#include "data/keepalive.h"
#include "data/packet.h"
#include "data/quote.h"
#include "data/underlay.h"
#include "pure/header.h"
#include "state/netns.h"
#include "state/tunnel.h"

/**
 * struct gre2890_error - an ICMP error about a packet of a tunnel
 * @conf: settings of the tunnel that sent the packet
 * @hdr: the packet's GRE header
 * @type: ICMP or ICMPv6 type
 * @code: ICMP or ICMPv6 code
 * @info: the last four octets of the ICMP header
 * @outer: offset of the packet's outer IP header from skb->data
 * @quoted: octets of the packet, from its GRE header on
 */
struct gre2890_error {
	const struct gre2890_conf	*conf;
	struct gre2890_hdr		hdr;
	u8				type;
	u8				code;
	__be32				info;
	unsigned int			outer;
	unsigned int			quoted;
};

/*
 * Limit of errors to report to inner senders, so that forged errors can't
 * accumulate without bound
 */
#define ERRORS_MAX	64

/* Find the tunnel of a packet with outer header @iph and GRE header @err->hdr. */
static bool find_sender(struct gre2890_netns *gn, const struct sk_buff *skb,
			const void *iph, struct gre2890_error *err)
{
	struct gre2890_ident id;

	if (err->hdr.flags & GRE_VERSION)
		return false;
	gre2890_packet_ident(&id, skb, iph, &err->hdr, false);
	err->conf = gre2890_demux_find_sender(&gn->demux, &id, skb->dev);
	return err->conf;
}

/* Use the tunnel's device: the error may have arrived on a different one. */
static int route_dev(const struct gre2890_error *err)
{
	if (err->conf->id.family == AF_INET)
		return gre2890_underlay_oif4(err->conf);
	return err->conf->link ?: err->conf->id.l3dom;
}

/*
 * Count the error. gre2890_icmp_report_now() notifies an inner sender when one
 * sends again: that packet has a route back to the sender, in the sender's
 * namespace and VRF.  The quoted packet has none.
 */
static void remember(const struct gre2890_error *err)
{
	struct gre2890_tunnel *tunnel = netdev_priv(err->conf->dev);

	if (gre2890_ident_class(&err->conf->id) >= GRE2890_ANY_REMOTE)
		return;
	if (!time_before(jiffies, READ_ONCE(tunnel->err_time) +
				  IPTUNNEL_ERR_TIMEO))
		atomic_set(&tunnel->err_count, 0);
	atomic_add_unless(&tunnel->err_count, 1, ERRORS_MAX);
	WRITE_ONCE(tunnel->err_time, jiffies);
}

/*
 * Report through the device that the packet was routed to.  Skip MPLS packets: their
 * dst belongs to another protocol.
 */
static void report_failure(struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;

	if (!skb_valid_dst(skb) || eth_p_mpls(skb->protocol))
		return;
	skb->dev = skb_dst(skb)->dev;
	dst_link_failure(skb);
	skb->dev = dev;
}

/**
 * gre2890_icmp_report_now() - tell an inner sender that the path fails
 * @tunnel: the tunnel, which may have an ICMP error to report
 * @skb: a packet about to be sent through it
 *
 * For each ICMP error, up to 64, answer one packet with "destination unreachable".
 * Forget the errors 30 seconds after the last one.  The packet is sent
 * nevertheless.
 *
 * Context: Any context.  Caller must hold RCU.
 */
void gre2890_icmp_report_now(struct gre2890_tunnel *tunnel, struct sk_buff *skb)
{
	lockdep_assert_in_rcu_reader();
	if (!time_before(jiffies, READ_ONCE(tunnel->err_time) +
				  IPTUNNEL_ERR_TIMEO))
		atomic_set(&tunnel->err_count, 0);
	else if (atomic_add_unless(&tunnel->err_count, -1, 0))
		report_failure(skb);
}

/*
 * Like ipv4_update_pmtu(), but use the route that the tunnel's mark selects,
 * because the kernel keeps a learnt path MTU per next hop. update_pmtu() builds the
 * flow key from a packet: give it the quoted one.
 */
static void learn_pmtu4(struct net *net, struct sk_buff *skb,
			const struct gre2890_error *err)
{
	const struct iphdr *iph = (const struct iphdr *)skb->data;
	struct flowi4 fl4 = {
		.flowi4_oif = route_dev(err),
		.flowi4_mark = err->conf->fwmark,
		.flowi4_proto = IPPROTO_GRE,
		.daddr = iph->daddr,
		.saddr = iph->saddr,
	};
	int network = skb_network_offset(skb);
	struct net_device *dev = skb->dev;
	u32 mark = skb->mark;
	struct rtable *rt;

	gre2890_compat_flowi4_set_tos(&fl4, iph->tos);
	rt = __ip_route_output_key(net, &fl4);
	if (IS_ERR(rt))
		return;
	skb_reset_network_header(skb);
	skb->dev = rt->dst.dev;
	skb->mark = err->conf->fwmark;
	rt->dst.ops->update_pmtu(&rt->dst, NULL, skb, ntohl(err->info) & 0xffff,
				 false);
	skb->mark = mark;
	skb->dev = dev;
	skb_set_network_header(skb, network);
	ip_rt_put(rt);
}

/*
 * Is the error plausible? skb->data is at the quoted packet.  Routers send no
 * errors about packets to a multicast group (RFC 1122 3.2.2), and one member does
 * not speak for the others.
 */
static bool is_plausible4(const struct sk_buff *skb,
			  const struct gre2890_error *err)
{
	if (err->conf->group ||
	    !gre2890_quote_is_ours(err->conf, &err->hdr, err->quoted))
		return false;
	if (err->type != ICMP_DEST_UNREACH || err->code != ICMP_FRAG_NEEDED)
		return true;
	return gre2890_quote_too_big4(err->conf,
				      (const struct iphdr *)skb->data,
				      ntohl(err->info) & 0xffff);
}

static void error4(struct net *net, struct sk_buff *skb,
		   const struct gre2890_error *err)
{
	struct net_device *dev = err->conf->dev;

	if (!is_plausible4(skb, err)) {
		gre2890_count(dev, GRE2890_STAT_ICMP_IMPLAUSIBLE);
		return;
	}
	switch (err->type) {
	case ICMP_DEST_UNREACH:
		if (err->code == ICMP_FRAG_NEEDED) {
			gre2890_count(dev, GRE2890_STAT_ICMP_TOO_BIG);
			if (READ_ONCE(net->ipv4.sysctl_ip_no_pmtu_disc))
				return;
			learn_pmtu4(net, skb, err);
			return;
		}
		gre2890_count(dev, GRE2890_STAT_ICMP_UNREACH);
		gre2890_keepalive_hint(netdev_priv(dev));
		if (err->code == ICMP_SR_FAILED ||
		    err->code == ICMP_PORT_UNREACH)
			return;
		break;
	case ICMP_TIME_EXCEEDED:
		gre2890_count(dev, GRE2890_STAT_ICMP_TIME_EXCEEDED);
		if (err->code != ICMP_EXC_TTL)
			return;
		/* With an inherited TTL the inner sender chose it. */
		if (!err->conf->ttl)
			return;
		break;
	default:
		gre2890_count(dev, GRE2890_STAT_ICMP_OTHER);
		if (err->type == ICMP_REDIRECT)
			ipv4_redirect(skb, net, route_dev(err), IPPROTO_GRE);
		return;
	}
	remember(err);
}

static bool is_error4(u8 type)
{
	return type == ICMP_DEST_UNREACH || type == ICMP_TIME_EXCEEDED ||
	       type == ICMP_PARAMETERPROB || type == ICMP_REDIRECT;
}

/*
 * Verify the checksum like icmp_rcv(). nf_checksum() needs the IP header as
 * received, but the stack may have changed it by filling in IP options.
 */
static bool has_valid_csum4(struct sk_buff *skb, unsigned int off)
{
	bool valid;

	__skb_pull(skb, off);
	valid = !skb_checksum_simple_validate(skb);
	__skb_push(skb, off);
	return valid;
}

/**
 * gre2890_icmp4() - process a received ICMP packet
 * @gn: per-netns data of the namespace that it arrived in
 * @skb: the packet, skb->data at its IP header; not consumed
 * @off: offset of its ICMP header from skb->data
 *
 * Context: Softirqs disabled.  Caller must hold RCU.
 */
void gre2890_icmp4(struct gre2890_netns *gn, struct sk_buff *skb,
		   unsigned int off)
{
	struct gre2890_error err = { .outer = off + sizeof(struct icmphdr) };
	const struct icmphdr *icmph;
	struct icmphdr icmp_buf;
	const struct iphdr *iph;
	struct iphdr ip_buf;
	unsigned int gre;

	lockdep_assert_in_softirq();
	icmph = skb_header_pointer(skb, off, sizeof(icmp_buf), &icmp_buf);
	if (!icmph || !is_error4(icmph->type))
		return;
	err.type = icmph->type;
	err.code = icmph->code;
	err.info = icmph->un.gateway;
	iph = skb_header_pointer(skb, err.outer, sizeof(ip_buf), &ip_buf);
	if (!iph || iph->version != 4 || iph->ihl < 5 ||
	    iph->protocol != IPPROTO_GRE || iph->frag_off & htons(IP_OFFSET))
		return;
	gre = err.outer + iph->ihl * 4;
	if (!gre2890_packet_hdr(skb, gre, &err.hdr) ||
	    !find_sender(gn, skb, iph, &err))
		return;
	err.quoted = skb->len - gre;
	if (!has_valid_csum4(skb, off) ||
	    !xfrm4_policy_check(NULL, XFRM_POLICY_IN, skb) ||
	    !pskb_may_pull(skb, err.outer + sizeof(struct iphdr)))
		return;

	/* error4() and the kernel's helpers expect skb->data at the quoted packet. */
	__skb_pull(skb, err.outer);
	error4(dev_net(skb->dev), skb, &err);
	__skb_push(skb, err.outer);
}

/* skb->data is at the quoted packet. */
static bool is_plausible6(const struct sk_buff *skb,
			  const struct gre2890_error *err)
{
	return !err->conf->group &&
	       gre2890_quote_is_ours(err->conf, &err->hdr, err->quoted) &&
	       (err->type != ICMPV6_PKT_TOOBIG ||
		gre2890_quote_too_big6((const struct ipv6hdr *)skb->data,
				       ntohl(err->info)));
}

static void error6(struct net *net, struct sk_buff *skb,
		   const struct gre2890_error *err)
{
	struct net_device *dev = err->conf->dev;

	if (!is_plausible6(skb, err)) {
		gre2890_count(dev, GRE2890_STAT_ICMP_IMPLAUSIBLE);
		return;
	}
	switch (err->type) {
	case ICMPV6_PKT_TOOBIG:
		gre2890_count(dev, GRE2890_STAT_ICMP_TOO_BIG);
		ip6_update_pmtu(skb, net, err->info, route_dev(err),
				err->conf->fwmark, sock_net_uid(net, NULL));
		return;
	case ICMPV6_DEST_UNREACH:
		gre2890_count(dev, GRE2890_STAT_ICMP_UNREACH);
		gre2890_keepalive_hint(netdev_priv(dev));
		if (err->code == ICMPV6_PORT_UNREACH)
			return;
		break;
	case ICMPV6_TIME_EXCEED:
		gre2890_count(dev, GRE2890_STAT_ICMP_TIME_EXCEEDED);
		if (err->code != ICMPV6_EXC_HOPLIMIT || !err->conf->ttl)
			return;
		break;
	default:
		gre2890_count(dev, GRE2890_STAT_ICMP_OTHER);
		return;
	}
	remember(err);
}

static bool is_error6(u8 type)
{
	return type == ICMPV6_DEST_UNREACH || type == ICMPV6_PKT_TOOBIG ||
	       type == ICMPV6_TIME_EXCEED || type == ICMPV6_PARAMPROB;
}

/* Return the offset of the quoted packet's GRE header from skb->data, or -1. */
static int find_gre6(const struct sk_buff *skb, unsigned int outer, u8 nexthdr)
{
	__be16 frag;
	int off;

	off = ipv6_skip_exthdr(skb, outer + sizeof(struct ipv6hdr), &nexthdr,
			       &frag);
	return nexthdr == IPPROTO_GRE ? off : -1;
}

/**
 * gre2890_icmp6() - process a received ICMPv6 packet
 * @gn: per-netns data of the namespace that it arrived in
 * @skb: the packet, skb->data at its IP header; not consumed
 * @off: offset of its ICMPv6 header from skb->data
 *
 * Context: Softirqs disabled.  Caller must hold RCU.
 */
void gre2890_icmp6(struct gre2890_netns *gn, struct sk_buff *skb,
		   unsigned int off)
{
	struct gre2890_error err = { .outer = off + sizeof(struct icmp6hdr) };
	const struct icmp6hdr *icmp6h;
	struct icmp6hdr icmp6_buf;
	const struct ipv6hdr *ip6h;
	struct ipv6hdr ip6_buf;
	int gre;

	lockdep_assert_in_softirq();
	icmp6h = skb_header_pointer(skb, off, sizeof(icmp6_buf), &icmp6_buf);
	if (!icmp6h || !is_error6(icmp6h->icmp6_type))
		return;
	err.type = icmp6h->icmp6_type;
	err.code = icmp6h->icmp6_code;
	err.info = icmp6h->icmp6_dataun.un_data32[0];
	ip6h = skb_header_pointer(skb, err.outer, sizeof(ip6_buf), &ip6_buf);
	if (!ip6h || ip6h->version != 6)
		return;
	gre = find_gre6(skb, err.outer, ip6h->nexthdr);
	if (gre < 0 || !gre2890_packet_hdr(skb, gre, &err.hdr) ||
	    !find_sender(gn, skb, ip6h, &err))
		return;
	err.quoted = skb->len - gre;
	if (nf_checksum(skb, NF_INET_LOCAL_IN, off, IPPROTO_ICMPV6, AF_INET6) ||
	    !xfrm6_policy_check(NULL, XFRM_POLICY_IN, skb) ||
	    !pskb_may_pull(skb, err.outer + sizeof(struct ipv6hdr)))
		return;

	__skb_pull(skb, err.outer);
	error6(dev_net(skb->dev), skb, &err);
	__skb_push(skb, err.outer);
}
