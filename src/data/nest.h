/* SPDX-License-Identifier: GPL-2.0 */
/* Limit of GRE in GRE in received packets */
#ifndef GRE2890_NEST_H
#define GRE2890_NEST_H

#include <linux/ip.h>
#include <linux/ipv6.h>

bool gre2890_nest_is_deep(const struct sk_buff *skb);

/**
 * gre2890_nest_may_be_deep() - check whether a payload may be GRE again
 * @skb: a decapsulated packet, its first IP header pulled
 *
 * Context: Any context.
 * Return: false for most packets.
 */
static inline bool gre2890_nest_may_be_deep(const struct sk_buff *skb)
{
	u8 protocol;

	switch (skb->protocol) {
	case htons(ETH_P_IP):
		return ip_hdr(skb)->protocol == IPPROTO_GRE;
	case htons(ETH_P_IPV6):
		protocol = ipv6_hdr(skb)->nexthdr;
		return protocol != IPPROTO_TCP && protocol != IPPROTO_UDP &&
		       protocol != IPPROTO_ICMPV6;
	default:
		return false;
	}
}

#endif /* GRE2890_NEST_H */
