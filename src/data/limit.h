/* SPDX-License-Identifier: GPL-2.0 */
/* The tunnel encapsulation limit of packets that enter a tunnel: RFC 2473 4.1.1 */
#ifndef GRE2890_LIMIT_H
#define GRE2890_LIMIT_H

#include <linux/ipv6.h>
#include <linux/skbuff.h>

struct gre2890_conf;
struct gre2890_outer;

bool gre2890_limit_pass(const struct gre2890_conf *conf,
			struct gre2890_outer *outer, struct sk_buff *skb);

/**
 * gre2890_limit_may_be() - check whether a packet may have an encapsulation limit
 * @skb: an IPv6 packet, its header pulled
 *
 * Context: Any context.
 * Return: false for most packets.
 */
static inline bool gre2890_limit_may_be(const struct sk_buff *skb)
{
	u8 nexthdr = ipv6_hdr(skb)->nexthdr;

	return nexthdr != IPPROTO_TCP && nexthdr != IPPROTO_UDP &&
	       nexthdr != IPPROTO_ICMPV6;
}

#endif /* GRE2890_LIMIT_H */
