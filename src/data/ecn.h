/* SPDX-License-Identifier: GPL-2.0 */
/* Congestion marks of received packets: RFC 6040 4.2 */
#ifndef GRE2890_ECN_H
#define GRE2890_ECN_H

#include <linux/gre2890.h>
#include <linux/skbuff.h>
#include <net/dsfield.h>
#include <net/inet_ecn.h>

#include "state/conf.h"

enum gre2890_stat gre2890_ecn_decapsulate(const struct gre2890_conf *conf,
					  struct sk_buff *skb);

/**
 * gre2890_ecn_is_marked() - check whether the outer header may change the payload's mark
 * @conf: the tunnel's settings
 * @skb: the packet, skb->mac_header at its outer IP header
 *
 * RFC 6040 4.2: Not-ECT in the outer header leaves the payload unchanged.
 *
 * Context: Any context.
 * Return: false for Not-ECT.
 */
static inline bool gre2890_ecn_is_marked(const struct gre2890_conf *conf,
					 const struct sk_buff *skb)
{
	const void *outer = skb_mac_header(skb);
	u8 dsfield = conf->id.family == AF_INET ? ipv4_get_dsfield(outer) :
						  ipv6_get_dsfield(outer);

	return dsfield & INET_ECN_MASK;
}

#endif /* GRE2890_ECN_H */
