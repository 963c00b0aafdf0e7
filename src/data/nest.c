// SPDX-License-Identifier: GPL-2.0
/*
 * A decapsulated packet returns to the stack, and may come here again.  No field of
 * a packet survives that and could count the rounds, so count the GRE headers inside
 * the packet ahead: a packet of 64 KiB has room for 2,700 of them.
 *
 * The count ends at a fragment other than the first, encryption, MPLS and other kinds
 * of tunnels.  Behind them another count starts.
 */
#include <linux/if_ether.h>
#include <linux/skbuff.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "data/nest.h"
#include "data/packet.h"
#include "data/vlan.h"
#include "data/wccp.h"
#include "pure/header.h"

/* More than a host sends: IP_TUNNEL_RECURSION_LIMIT is 5. */
#define NEST_MAX	8

/* Return the offset of the GRE header behind the IP header of @proto at @off, or -1. */
static int find_gre(const struct sk_buff *skb, int off, __be16 proto)
{
	const struct ipv6hdr *ip6h;
	struct ipv6hdr ip6_buf;
	const struct iphdr *iph;
	struct iphdr ip_buf;
	__be16 frag;
	u8 nexthdr;

	switch (proto) {
	case htons(ETH_P_IP):
		iph = skb_header_pointer(skb, off, sizeof(ip_buf), &ip_buf);
		if (!iph || iph->ihl < 5 || iph->protocol != IPPROTO_GRE ||
		    iph->frag_off & htons(IP_OFFSET))
			return -1;
		return off + iph->ihl * 4;
	case htons(ETH_P_IPV6):
		ip6h = skb_header_pointer(skb, off, sizeof(ip6_buf), &ip6_buf);
		if (!ip6h)
			return -1;
		nexthdr = ip6h->nexthdr;
		off = ipv6_skip_exthdr(skb, off + sizeof(*ip6h), &nexthdr,
				       &frag);
		return nexthdr == IPPROTO_GRE ? off : -1;
	default:
		return -1;
	}
}

/*
 * Skip the Ethernet header at @off and its VLAN tags.  Return: false if the packet
 * ends in the Ethernet header.
 */
static bool skip_eth(const struct sk_buff *skb, int *off, __be16 *proto)
{
	const struct ethhdr *eth;
	struct ethhdr buf;

	eth = skb_header_pointer(skb, *off, sizeof(buf), &buf);
	if (!eth)
		return false;
	*off += ETH_HLEN;
	*proto = gre2890_vlan_skip(skb, off, eth->h_proto);
	return true;
}

/**
 * gre2890_nest_is_deep() - check whether a packet holds too many GRE headers
 * @skb: a decapsulated packet; skb->protocol and skb->network_header are those of
 *	its first IP header
 *
 * Context: Any context.
 * Return: true if more than 8 GRE headers are nested.
 */
bool gre2890_nest_is_deep(const struct sk_buff *skb)
{
	int off = skb_network_offset(skb), depth;
	__be16 proto = skb->protocol;
	struct gre2890_hdr hdr;

	for (depth = 0; depth <= NEST_MAX; depth++) {
		off = find_gre(skb, off, proto);
		if (off < 0 || !gre2890_packet_hdr(skb, off, &hdr) ||
		    hdr.flags & GRE_VERSION)
			return false;
		if (gre2890_wccp_is(&hdr) && !gre2890_wccp_read(skb, off, &hdr))
			return false;
		off += hdr.len;
		proto = hdr.proto;
		if (proto == htons(ETH_P_TEB) && !skip_eth(skb, &off, &proto))
			return false;
	}
	return true;
}
