// SPDX-License-Identifier: GPL-2.0
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/tcp.h>
#include <net/ip.h>
#include <net/udp.h>

#include "gro.h"

/* Segments without payload are never merged. */
static bool tcp_may_merge(const struct sk_buff *skb, unsigned int off)
{
	const struct tcphdr *th;
	struct tcphdr buf;

	th = skb_header_pointer(skb, off, sizeof(buf), &buf);
	return !th || skb->len > off + __tcp_hdrlen(th);
}

/* Datagrams are, where the device says so, or somebody has a socket for it. */
static bool udp_may_merge(const struct sk_buff *skb)
{
	if (skb->dev->features & (NETIF_F_GRO_FRAGLIST | NETIF_F_GRO_UDP_FWD))
		return true;
	if (static_branch_unlikely(&udp_encap_needed_key))
		return true;
#if IS_ENABLED(CONFIG_IPV6)
	if (static_branch_unlikely(&udpv6_encap_needed_key))
		return true;
#endif
	return false;
}

/**
 * gre2890_gro_may_merge() - can GRO join a packet with others?
 * @skb: the packet, with skb->data at its network header
 *
 * Of those that are told at a glance, no: what somebody has merged already, all
 * on a device with GRO off, fragments, ICMP, TCP without payload, most UDP.
 *
 * Context: softirq.
 * Return: false if it would come out of GRO as it went in.
 */
bool gre2890_gro_may_merge(const struct sk_buff *skb)
{
	unsigned int off;
	u8 protocol;

	if (skb_is_gso(skb) || netif_elide_gro(skb->dev))
		return false;

	switch (skb->protocol) {
	case htons(ETH_P_IP):
		if (ip_is_fragment(ip_hdr(skb)))
			return false;
		protocol = ip_hdr(skb)->protocol;
		off = ip_hdrlen(skb);
		break;
	case htons(ETH_P_IPV6):
		protocol = ipv6_hdr(skb)->nexthdr;
		off = sizeof(struct ipv6hdr);
		break;
	default:
		return true;
	}

	switch (protocol) {
	case IPPROTO_TCP:
		return tcp_may_merge(skb, off);
	case IPPROTO_UDP:
		return udp_may_merge(skb);
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		return false;
	default:
		return true;
	}
}
