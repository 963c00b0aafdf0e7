// SPDX-License-Identifier: GPL-2.0
/*
 * The link layer of a tunnel without a remote is the outer IP header.  Of that
 * only the addresses matter, which stand at its end in both families: on
 * transmit the neighbour's is put there and taken from there, on receipt the
 * peer's is read.
 */
#include <linux/skbuff.h>

#include "nbma.h"
#include "stats.h"

static unsigned int saddr_off(const struct net_device *dev)
{
	return dev->hard_header_len - 2 * dev->addr_len;
}

static unsigned int daddr_off(const struct net_device *dev)
{
	return dev->hard_header_len - dev->addr_len;
}

static int create(struct sk_buff *skb, struct net_device *dev,
		  unsigned short type, const void *daddr, const void *saddr,
		  unsigned int len)
{
	u8 *header;

	/* Not everybody makes room for more than an Ethernet header. */
	if (skb_cow_head(skb, dev->hard_header_len)) {
		gre2890_count(dev, GRE2890_STAT_TX_NOMEM);
		return -ENOMEM;
	}
	header = skb_push(skb, dev->hard_header_len);
	memset(header, 0, dev->hard_header_len);
	memcpy(header + saddr_off(dev), saddr ?: dev->dev_addr, dev->addr_len);
	if (!daddr)
		return -(int)dev->hard_header_len;
	memcpy(header + daddr_off(dev), daddr, dev->addr_len);
	return dev->hard_header_len;
}

/**
 * gre2890_nbma_parse() - header_ops.parse
 * @skb: a received packet
 * @dev: the tunnel's device
 * @haddr: takes the peer's address
 *
 * Context: softirqs disabled.
 * Return: length of the address.
 */
int gre2890_nbma_parse(const struct sk_buff *skb, const struct net_device *dev,
		       unsigned char *haddr)
{
	memcpy(haddr, skb_mac_header(skb) + saddr_off(dev), dev->addr_len);
	return dev->addr_len;
}

const struct header_ops gre2890_nbma_ops = {
	.create	= create,
	.parse	= gre2890_compat_nbma_parse,
};

/**
 * gre2890_nbma_pull() - take off what the header_ops put on
 * @skb: a packet to send, skb->data at its link layer header
 * @dev: the tunnel's device
 * @dst: takes the outer destination, all zero if the neighbour has no address
 *
 * Context: softirqs disabled.
 * Return: 0, or why not: out of memory, or too small for a whole link layer header,
 * or for the start of a checksum behind it, as a packet socket may ask for.
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
	memcpy(dst, skb->data + daddr_off(dev), dev->addr_len);
	skb_pull(skb, dev->hard_header_len);
	skb_reset_mac_header(skb);
	/* Of a short frame, a packet socket has it at the header taken off. */
	skb_reset_network_header(skb);
	if (skb->ip_summed == CHECKSUM_PARTIAL &&
	    skb_checksum_start(skb) < skb->data)
		return SKB_DROP_REASON_PKT_TOO_SMALL;
	return SKB_NOT_DROPPED_YET;
}
