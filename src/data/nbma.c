// SPDX-License-Identifier: GPL-2.0
/*
 * The link layer header of a tunnel without a remote is the outer IP header.  Only
 * its addresses matter, which are at its end in both families.  Transmit writes the
 * neighbour's address there and reads it from there.  Receive reads the peer's.
 */
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/skbuff.h>

#include "data/drop.h"
#include "data/nbma.h"
#include "data/tx.h"

/*
 * Push a header of @hlen octets with addresses of @alen octets at its end.  The
 * sizes depend on the family, and are not taken from @dev: on some kernels bonding
 * and team copy the header_ops of a port, so @dev may be theirs.
 */
static int create(struct sk_buff *skb, struct net_device *dev,
		  const void *daddr, const void *saddr,
		  unsigned int hlen, unsigned int alen)
{
	u8 *header;

	/* Some senders make room for an Ethernet header only. */
	if (skb_cow_head(skb, hlen)) {
		if (gre2890_tx_is_ours(dev))
			gre2890_count(dev, GRE2890_STAT_TX_NOMEM);
		return -ENOMEM;
	}
	header = skb_push(skb, hlen);
	memset(header, 0, hlen);
	memcpy(header + hlen - 2 * alen, saddr ?: dev->dev_addr, alen);
	if (!daddr)
		return -(int)hlen;
	memcpy(header + hlen - alen, daddr, alen);
	return hlen;
}

static int create4(struct sk_buff *skb, struct net_device *dev,
		   unsigned short type, const void *daddr, const void *saddr,
		   unsigned int len)
{
	return create(skb, dev, daddr, saddr, sizeof(struct iphdr),
		      sizeof(struct in_addr));
}

static int create6(struct sk_buff *skb, struct net_device *dev,
		   unsigned short type, const void *daddr, const void *saddr,
		   unsigned int len)
{
	return create(skb, dev, daddr, saddr, sizeof(struct ipv6hdr),
		      sizeof(struct in6_addr));
}

/*
 * Read the sender's address from the outer header.  @dev may be a bond that copied
 * the header_ops, so do not use it.
 *
 * tc and BPF redirect packets of other devices to a tunnel, and forwarding sets
 * skb->dev to the device that will send.  The link layer header, if there is one, is
 * then another device's.  So require a whole outer header before the network header.
 *
 * Return: length of the address, 0 if the packet has no outer header.
 */
static int parse4(const struct sk_buff *skb, const struct net_device *dev,
		  unsigned char *haddr)
{
	const struct iphdr *iph;
	const u8 *end;

	if (!skb_mac_header_was_set(skb))
		return 0;
	end = min(skb_network_header(skb), skb_tail_pointer(skb));
	if (skb_mac_header(skb) + sizeof(*iph) > end)
		return 0;
	iph = (const struct iphdr *)skb_mac_header(skb);
	memcpy(haddr, &iph->saddr, sizeof(iph->saddr));
	return sizeof(iph->saddr);
}

/**
 * gre2890_nbma_protocol() - guess the protocol of a packet to send
 * @skb: the packet
 * @off: offset of its IP header from skb->data
 *
 * Unlike ip_tunnel_parse_protocol(), read paged data too: a packet socket's ring
 * puts the whole packet there.  Ignore the network header: a packet socket leaves
 * it at the link layer header of a short frame.
 *
 * Context: Any context.
 * Return: EtherType, 0 if there is no whole IP header.
 */
__be16 gre2890_nbma_protocol(const struct sk_buff *skb, unsigned int off)
{
	const u8 *first;
	u8 buf;

	first = skb_header_pointer(skb, off, sizeof(buf), &buf);
	if (!first)
		return 0;
	if (*first >> 4 == 4 && skb->len - off >= sizeof(struct iphdr))
		return htons(ETH_P_IP);
	if (*first >> 4 == 6 && skb->len - off >= sizeof(struct ipv6hdr))
		return htons(ETH_P_IPV6);
	return 0;
}

static __be16 parse_protocol4(const struct sk_buff *skb)
{
	return gre2890_nbma_protocol(skb, sizeof(struct iphdr));
}

static __be16 parse_protocol6(const struct sk_buff *skb)
{
	return gre2890_nbma_protocol(skb, sizeof(struct ipv6hdr));
}

GRE2890_COMPAT_DEFINE_PARSE(parse4)

const struct header_ops gre2890_nbma4_ops = {
	.create		= create4,
	.parse		= GRE2890_COMPAT_PARSE(parse4),
	.parse_protocol	= parse_protocol4,
};

/*
 * No parse callback, as in ip6_gre: the address would overflow the 8 octets that
 * nfnetlink_log and nfnetlink_queue have for it on their stack, and the 8 that
 * tpacket's ring has before the packet.
 */
const struct header_ops gre2890_nbma6_ops = {
	.create		= create6,
	.parse_protocol	= parse_protocol6,
};

/**
 * gre2890_nbma_pull() - remove the header that the header_ops added
 * @skb: a packet to send, skb->data at its link layer header
 * @dev: the tunnel's device
 * @dst: takes the outer destination, all zero if the neighbour has no address
 *
 * Context: Any context.
 * Return: 0, or the reason to drop the packet: no memory, or too short.  A packet is
 * too short if it ends in its link layer header, or if its checksum starts there, as
 * a packet socket may ask for.
 */
enum skb_drop_reason gre2890_nbma_pull(struct sk_buff *skb,
				       const struct net_device *dev,
				       union nf_inet_addr *dst)
{
	enum skb_drop_reason why;

	why = pskb_may_pull_reason(skb, dev->hard_header_len);
	if (unlikely(why))
		return why;
	memset(dst, 0, sizeof(*dst));
	memcpy(dst, skb->data + dev->hard_header_len - dev->addr_len,
	       dev->addr_len);
	skb_pull(skb, dev->hard_header_len);
	skb_reset_mac_header(skb);
	/* For a short frame, a packet socket sets it to the removed header. */
	skb_reset_network_header(skb);
	if (skb->ip_summed == CHECKSUM_PARTIAL &&
	    skb_checksum_start(skb) < skb->data)
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	return SKB_NOT_DROPPED_YET;
}
