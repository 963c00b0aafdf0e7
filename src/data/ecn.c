// SPDX-License-Identifier: GPL-2.0
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/dsfield.h>
#include <net/inet_ecn.h>

#include "data/ecn.h"
#include "state/tunnel.h"

/*
 * An outer mark of ECT(1) or CE is written to the inner header.  Unshare the data
 * first: a packet socket must see the packet as it arrived.
 */
static bool may_write(const struct gre2890_conf *conf, struct sk_buff *skb)
{
	const void *outer = skb_mac_header(skb);
	u8 dsfield = conf->id.family == AF_INET ? ipv4_get_dsfield(outer) :
						  ipv6_get_dsfield(outer);

	return !(dsfield & INET_ECN_ECT_1) || !skb_unclone(skb, GFP_ATOMIC);
}

/**
 * gre2890_ecn_decapsulate() - copy the outer congestion mark to the payload
 * @conf: the tunnel's settings
 * @skb: the packet; skb->mac_header is its outer IP header, skb->protocol and
 *	skb->network_header are the payload's, and an IP header is pulled
 *
 * Skip frames whose protocol is a VLAN tag's: the kernel's helpers would look for
 * the IP header behind the tag, at the wrong place.
 *
 * Context: Any context.
 * Return: the reason to drop the packet, or %GRE2890_STAT_UNSPEC.
 */
enum gre2890_stat gre2890_ecn_decapsulate(const struct gre2890_conf *conf,
					  struct sk_buff *skb)
{
	const void *outer;
	int severity;

	if (eth_type_vlan(skb->protocol))
		return GRE2890_STAT_UNSPEC;
	if (unlikely(!may_write(conf, skb)))
		return GRE2890_STAT_RX_NOMEM;
	outer = skb_mac_header(skb);
	if (conf->id.family == AF_INET)
		severity = IP_ECN_decapsulate(outer, skb);
	else
		severity = IP6_ECN_decapsulate(outer, skb);
	return severity > 1 ? GRE2890_STAT_RX_ECN : GRE2890_STAT_UNSPEC;
}
