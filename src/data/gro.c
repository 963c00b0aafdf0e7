// SPDX-License-Identifier: GPL-2.0
#include <linux/inetdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/tcp.h>
#include <net/addrconf.h>
#include <net/ip.h>
#include <net/udp.h>

#include "data/gro.h"

/* GRO never merges segments without payload. */
static bool tcp_may_merge(const struct sk_buff *skb, unsigned int off)
{
	const struct tcphdr *th;
	struct tcphdr buf;

	th = skb_header_pointer(skb, off, sizeof(buf), &buf);
	return !th || skb->len > off + __tcp_hdrlen(th);
}

/* Is the destination an address of this host? */
static bool is_for_us(const struct sk_buff *skb)
{
	struct net *net = dev_net(skb->dev);

	if (skb->protocol == htons(ETH_P_IP))
		return __ip_dev_find(net, ip_hdr(skb)->daddr, false);
	return ipv6_chk_addr(net, &ipv6_hdr(skb)->daddr, NULL, 0);
}

/*
 * GRO merges datagrams if the device says so, or for a socket that asked for it.  Is
 * there such a socket in the host, and may the packet be for it?
 */
static bool udp_may_merge(const struct sk_buff *skb)
{
	if (skb->dev->features & (NETIF_F_GRO_FRAGLIST | NETIF_F_GRO_UDP_FWD))
		return true;
	return gre2890_compat_udp_encap_needed() && is_for_us(skb);
}

/**
 * gre2890_gro_may_merge() - check whether GRO may merge a packet with others
 * @skb: the packet, with skb->data at its network header
 *
 * Find packets that it cannot merge by a cheap check: all packets on a device with
 * GRO off, IPv4 fragments, ICMP, TCP without payload, most UDP.  Packets that have
 * been merged already are not worth another pass, although GRO might join two parts
 * of a large packet.
 *
 * Context: Any context.
 * Return: false if GRO would not help.
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
