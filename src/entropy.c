// SPDX-License-Identifier: GPL-2.0
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/siphash.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "entropy.h"

static hsiphash_key_t entropy_key __read_mostly;

static bool has_ports(u8 protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP ||
	       protocol == IPPROTO_SCTP || protocol == IPPROTO_DCCP ||
	       protocol == IPPROTO_UDPLITE;
}

static void set_hash(struct sk_buff *skb, u32 source, u32 destination,
		     u8 protocol, int ports_off)
{
	bool l4 = ports_off && has_ports(protocol);
	const u32 *ports = NULL;
	u32 buf;

	if (l4)
		ports = skb_header_pointer(skb, ports_off, sizeof(buf), &buf);
	__skb_set_sw_hash(skb, hsiphash_4u32(source, destination, protocol,
					     ports ? *ports : 0, &entropy_key),
			  l4);
}

/**
 * gre2890_entropy_hash() - have a packet's flow hashed
 * @skb: the packet, its network header that of the payload; skb->hash is set
 *
 * What skb_get_hash() does, which looks further into the packet, and takes three
 * times as long.  A hash that is there already, by a network card, stays.
 *
 * Context: softirqs disabled.
 */
void gre2890_entropy_hash(struct sk_buff *skb)
{
	int off = skb_network_offset(skb);

	if (skb->l4_hash || skb->sw_hash)
		return;

	switch (skb->protocol) {
	case htons(ETH_P_IP): {
		const struct iphdr *iph = ip_hdr(skb);

		set_hash(skb, (__force u32)iph->saddr, (__force u32)iph->daddr,
			 iph->protocol,
			 ip_is_fragment(iph) ? 0 : off + ip_hdrlen(skb));
		break;
	}
	case htons(ETH_P_IPV6): {
		const struct ipv6hdr *ip6h = ipv6_hdr(skb);

		set_hash(skb, ipv6_addr_hash(&ip6h->saddr),
			 ipv6_addr_hash(&ip6h->daddr) ^
			 (__force u32)ip6_flowlabel(ip6h),
			 ip6h->nexthdr, off + sizeof(*ip6h));
		break;
	}
	default:
		skb_get_hash(skb);
	}
}

/**
 * gre2890_entropy_init() - choose what nobody outside knows
 *
 * Context: process.
 */
void __init gre2890_entropy_init(void)
{
	get_random_bytes(&entropy_key, sizeof(entropy_key));
}
