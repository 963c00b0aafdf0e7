// SPDX-License-Identifier: GPL-2.0
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/l3mdev.h>

#include "data/packet.h"
#include "pure/header.h"
#include "pure/ident.h"

/**
 * gre2890_packet_hdr() - read the GRE header of a packet
 * @skb: the packet
 * @off: offset of the header from skb->data
 * @hdr: takes the fields
 *
 * Context: Any context.
 * Return: false if the packet ends before its identity is known.
 */
bool gre2890_packet_hdr(const struct sk_buff *skb, unsigned int off,
			struct gre2890_hdr *hdr)
{
	unsigned int len = min_t(unsigned int, skb->len - off, GRE2890_HDR_MAX);
	u8 buf[GRE2890_HDR_MAX];
	const u8 *wire;

	if (off > skb->len || len < GRE2890_HDR_BASE)
		return false;
	wire = skb_header_pointer(skb, off, len, buf);
	if (!wire)
		return false;
	return gre2890_hdr_read(hdr, wire, len);
}

/* memset() of the whole identity would be "rep stos", which starts slowly. */
static void set_ip4(union nf_inet_addr *addr, __be32 ip)
{
	addr->all[0] = (__force u32)ip;
	addr->all[1] = 0;
	addr->all[2] = 0;
	addr->all[3] = 0;
}

/**
 * gre2890_packet_ident() - derive the identity of a packet
 * @id: takes the identity
 * @skb: the received packet, or a received ICMP error about it
 * @iph: the packet's outer IP header
 * @hdr: its GRE header
 * @received: true if the packet was received, so that its source is the remote;
 *	false if it was sent, so that its source is the local address
 *
 * Context: Any context.  Caller must hold RCU.
 */
void gre2890_packet_ident(struct gre2890_ident *id, const struct sk_buff *skb,
			  const void *iph, const struct gre2890_hdr *hdr,
			  bool received)
{
	union nf_inet_addr *saddr, *daddr;

	lockdep_assert_in_rcu_reader();
	id->key = hdr->key;
	id->l3dom = l3mdev_master_ifindex_rcu(skb->dev);
	id->zone = 0;
	id->has_key = !!(hdr->flags & GRE_KEY);
	memset(id->pad, 0, sizeof(id->pad));

	saddr = received ? &id->remote : &id->local;
	daddr = received ? &id->local : &id->remote;
	if (((const struct iphdr *)iph)->version == 4) {
		id->family = AF_INET;
		set_ip4(saddr, ((const struct iphdr *)iph)->saddr);
		set_ip4(daddr, ((const struct iphdr *)iph)->daddr);
		return;
	}
	id->family = AF_INET6;
	saddr->in6 = ((const struct ipv6hdr *)iph)->saddr;
	daddr->in6 = ((const struct ipv6hdr *)iph)->daddr;
	if (gre2890_ident_link_local(id))
		id->zone = IP6CB(skb)->iif;
}
