// SPDX-License-Identifier: GPL-2.0
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/siphash.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "data/entropy.h"

static siphash_key_t entropy_key __ro_after_init;

/* Fields that identify an IPv6 flow */
struct flow6 {
	struct in6_addr	saddr;
	struct in6_addr	daddr;
	__be32		label;
	u32		protocol;
	u32		ports;
} __aligned(SIPHASH_ALIGNMENT);

static bool has_ports(u8 protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP ||
	       protocol == IPPROTO_SCTP || protocol == IPPROTO_DCCP ||
	       protocol == IPPROTO_UDPLITE;
}

/* Return: false if there are no ports; @ports is then unchanged. */
static bool get_ports(const struct sk_buff *skb, unsigned int off, u8 protocol,
		      u32 *ports)
{
	return has_ports(protocol) &&
	       !skb_copy_bits(skb, off, ports, sizeof(*ports));
}

static void hash4(struct sk_buff *skb)
{
	const struct iphdr *iph = ip_hdr(skb);
	u32 ports = 0;
	bool l4;

	l4 = !ip_is_fragment(iph) &&
	     get_ports(skb, skb_network_offset(skb) + ip_hdrlen(skb),
		       iph->protocol, &ports);
	__skb_set_sw_hash(skb, siphash_4u32((__force u32)iph->saddr,
					    (__force u32)iph->daddr,
					    iph->protocol, ports,
					    &entropy_key), l4);
}

static void hash6(struct sk_buff *skb)
{
	const struct ipv6hdr *ip6h = ipv6_hdr(skb);
	struct flow6 flow = {
		.saddr = ip6h->saddr,
		.daddr = ip6h->daddr,
		.label = ip6_flowlabel(ip6h),
		.protocol = ip6h->nexthdr,
	};
	bool l4;

	l4 = get_ports(skb, skb_network_offset(skb) + sizeof(*ip6h),
		       ip6h->nexthdr, &flow.ports);
	__skb_set_sw_hash(skb, siphash(&flow, offsetofend(struct flow6, ports),
				       &entropy_key), l4);
}

/**
 * gre2890_entropy_hash() - set the flow hash of a packet
 * @skb: the packet, its network header that of the payload
 *
 * skb_get_hash() does the same, but looks further into the packet.  Keep a hash
 * that a network card has set.  As with the kernel's hash, outsiders can't tell
 * which flow a hash stands for.
 *
 * Context: Any context.
 */
void gre2890_entropy_hash(struct sk_buff *skb)
{
	if (skb->l4_hash || skb->sw_hash)
		return;

	switch (skb->protocol) {
	case htons(ETH_P_IP):
		hash4(skb);
		break;
	case htons(ETH_P_IPV6):
		hash6(skb);
		break;
	default:
		skb_get_hash(skb);
	}
}

/**
 * gre2890_entropy_one() - hash all packets of a tunnel to one flow
 * @skb: the packet
 * @dev: the tunnel's device
 *
 * Otherwise a queueing discipline below, or a network card with several queues,
 * would separate the inner flows.
 *
 * Context: Any context.
 */
void gre2890_entropy_one(struct sk_buff *skb, const struct net_device *dev)
{
	__skb_set_sw_hash(skb, siphash_1u64((uintptr_t)dev, &entropy_key),
			  false);
}

/**
 * gre2890_entropy_init() - choose the secret key of the hashes
 *
 * Context: Process context.
 */
void __init gre2890_entropy_init(void)
{
	get_random_bytes(&entropy_key, sizeof(entropy_key));
}
