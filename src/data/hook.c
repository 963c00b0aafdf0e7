// SPDX-License-Identifier: GPL-2.0
/*
 * The hooks at LOCAL_IN have the last priority, so they run after the INPUT rules.
 * We use no handler of IP protocol 47: there can be only one, which we leave to
 * ip_gre.
 *
 * Packets that belong to no tunnel of ours continue to the stack.
 */
#include <linux/icmpv6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include <net/protocol.h>

#include "data/drop.h"
#include "data/hook.h"
#include "data/icmp.h"
#include "data/rx.h"
#include "state/netns.h"

/*
 * Limit of extension headers.  The stack has none, but it reads each header once,
 * and we look ahead from each.
 */
#define MAX_EXTHDRS	8

static unsigned int receive4(struct gre2890_netns *gn, struct sk_buff *skb)
{
	switch (ip_hdr(skb)->protocol) {
	case IPPROTO_GRE:
		return gre2890_rx(gn, skb, ip_hdrlen(skb));
	case IPPROTO_ICMP:
		gre2890_icmp4(gn, skb, ip_hdrlen(skb));
		break;
	}
	return NF_ACCEPT;
}

/* Did another namespace route this packet?  ipvlan in mode l3s shows us such packets. */
static bool is_others(const struct sk_buff *skb,
		      const struct nf_hook_state *state)
{
	return !net_eq(dev_net(skb_dst(skb)->dev), state->net);
}

/* The process that gives an NFQUEUE verdict runs this hook with softirqs enabled. */
static unsigned int hook4(void *priv, struct sk_buff *skb,
			  const struct nf_hook_state *state)
{
	struct gre2890_netns *gn = gre2890_netns(state->net);
	unsigned int verdict;

	if (unlikely(is_others(skb, state)))
		return NF_ACCEPT;
	if (likely(in_softirq()))
		return receive4(gn, skb);
	local_bh_disable();
	verdict = receive4(gn, skb);
	local_bh_enable();
	return verdict;
}

/* Extension headers that the kernel processes at the destination, before delivery */
static bool is_exthdr(u8 nexthdr)
{
	return nexthdr == NEXTHDR_ROUTING || nexthdr == NEXTHDR_DEST ||
	       nexthdr == NEXTHDR_FRAGMENT;
}

static u8 next_header(const struct sk_buff *skb)
{
	return skb_network_header(skb)[IP6CB(skb)->nhoff];
}

static bool is_icmp_error(const struct sk_buff *skb, int off)
{
	const u8 *type;
	u8 buf;

	type = skb_header_pointer(skb, off, sizeof(buf), &buf);
	return type && !(*type & ICMPV6_INFOMSG_MASK);
}

/*
 * Is there GRE or an ICMPv6 error behind the extension headers, or may there be GRE
 * in the fragmented packet?  A fragment other than the first shows only the type of
 * the next header.  Errors are too short to have a second fragment.
 */
static bool leads_to_ours(const struct sk_buff *skb)
{
	int off = skb_transport_offset(skb), i;
	u8 nexthdr = next_header(skb);
	const struct frag_hdr *hdr;
	struct frag_hdr buf;

	for (i = 0; i < MAX_EXTHDRS && is_exthdr(nexthdr); i++) {
		/* None of these headers is shorter than this one. */
		hdr = skb_header_pointer(skb, off, sizeof(buf), &buf);
		if (!hdr)
			return false;
		if (nexthdr != NEXTHDR_FRAGMENT)
			off += ipv6_optlen((const struct ipv6_opt_hdr *)hdr);
		else if (hdr->frag_off & htons(IP6_OFFSET))
			return hdr->nexthdr == IPPROTO_GRE ||
			       is_exthdr(hdr->nexthdr);
		else
			off += sizeof(*hdr);
		nexthdr = hdr->nexthdr;
	}
	return nexthdr == IPPROTO_GRE ||
	       (nexthdr == IPPROTO_ICMPV6 && is_icmp_error(skb, off));
}

/*
 * Process extension headers, fragments included, by the kernel's own handlers, as
 * ip6_protocol_deliver_rcu() is about to do.  The handlers record their progress in
 * the packet, and that function continues there with ICMPv6 errors, and with GRE
 * that is not ours.
 *
 * Return: NF_ACCEPT if GRE, ICMPv6 or a header of no interest is next; NF_STOLEN if
 * the packet was consumed because it waits for other fragments, was in error, or
 * could not be read for lack of memory.
 */
static unsigned int read_exthdrs(struct gre2890_netns *gn, struct sk_buff *skb)
{
	const struct inet6_protocol *handler;

	while (is_exthdr(next_header(skb)) && leads_to_ours(skb)) {
		handler = rcu_dereference(inet6_protos[next_header(skb)]);
		if (!handler)
			break;
		if (!pskb_pull(skb, skb_transport_offset(skb))) {
			gre2890_count_netns(gn, GRE2890_STAT_RX_NOMEM);
			kfree_skb(skb);
			return NF_STOLEN;
		}
		if (handler->handler(skb) <= 0)
			return NF_STOLEN;
		__skb_push(skb, -skb_network_offset(skb));
	}
	return NF_ACCEPT;
}

static unsigned int receive6(struct gre2890_netns *gn, struct sk_buff *skb)
{
	if (read_exthdrs(gn, skb) == NF_STOLEN)
		return NF_STOLEN;

	switch (next_header(skb)) {
	case IPPROTO_GRE:
		return gre2890_rx(gn, skb, skb_transport_offset(skb));
	case IPPROTO_ICMPV6:
		gre2890_icmp6(gn, skb, skb_transport_offset(skb));
		break;
	}
	return NF_ACCEPT;
}

static unsigned int hook6(void *priv, struct sk_buff *skb,
			  const struct nf_hook_state *state)
{
	struct gre2890_netns *gn = gre2890_netns(state->net);
	unsigned int verdict;

	if (unlikely(is_others(skb, state)))
		return NF_ACCEPT;
	if (likely(in_softirq()))
		return receive6(gn, skb);
	local_bh_disable();
	verdict = receive6(gn, skb);
	local_bh_enable();
	return verdict;
}

static const struct nf_hook_ops hooks[] = {
	{
		.hook		= hook4,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_LOCAL_IN,
		.priority	= NF_IP_PRI_LAST,
	},
	{
		.hook		= hook6,
		.pf		= NFPROTO_IPV6,
		.hooknum	= NF_INET_LOCAL_IN,
		.priority	= NF_IP6_PRI_LAST,
	},
};

/**
 * gre2890_hook_attach() - register the receive hooks of a namespace
 * @net: the namespace
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0 or a negative error.
 */
int gre2890_hook_attach(struct net *net)
{
	ASSERT_RTNL();
	return nf_register_net_hooks(net, hooks, ARRAY_SIZE(hooks));
}

/**
 * gre2890_hook_detach() - undo gre2890_hook_attach()
 * @net: the namespace
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_hook_detach(struct net *net)
{
	ASSERT_RTNL();
	nf_unregister_net_hooks(net, hooks, ARRAY_SIZE(hooks));
}
