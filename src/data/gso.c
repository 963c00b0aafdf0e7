// SPDX-License-Identifier: GPL-2.0
/*
 * Segmentation with sequence numbers
 *
 * In a tunnel that numbers its packets, a GSO packet stays whole on its way down
 * and takes one number for each future segment.  Its header holds the first number.
 * Software segmentation, even behind another device or in another namespace, goes
 * through gre_gso_segment(), which calls the kernel's offloads by the type in
 * skb->inner_protocol.  These packets have a type of our own there, so that the
 * kernel calls gso_segment() below.  It segments by the real type, and numbers each
 * segment.  Our type never leaves the host: the type on the wire is the real one,
 * in the GRE header.
 *
 * Hardware would copy the header to every segment, number included.  SKB_GSO_SCTP
 * in gso_type keeps these packets from hardware: virtual devices that only forward
 * packets have the SCTP feature, hardware does not, and no other code looks at this
 * flag in a TCP or UDP packet.
 *
 * If a packet is still whole when a tunnel receives it, all its numbers count as
 * received (flow.c), and the mark (our type and SKB_GSO_SCTP) is removed.
 */
#include <linux/if_ether.h>
#include <linux/netdevice.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/gre.h>
#include <net/gso.h>

#include "data/gso.h"

/* Reserved by IEEE 802 for local experiments */
#define GRE2890_GSO_TYPE	htons(ETH_P_802_EX1)

#define GRE2890_GSO_KINDS	(SKB_GSO_TCPV4 | SKB_GSO_TCPV6 | SKB_GSO_UDP_L4)
#define GRE2890_GSO_NOT		(SKB_GSO_FRAGLIST | SKB_GSO_PARTIAL | \
				 (NETIF_F_GSO_ENCAP_ALL >> NETIF_F_GSO_SHIFT))

/**
 * gre2890_gso_segments() - return how many segments a packet will become
 * @skb: a GSO packet, not encapsulated yet
 *
 * Context: Any context.
 * Return: number of segments; 0 if it is unknown, or if the packet can't be kept
 * from hardware.
 */
unsigned int gre2890_gso_segments(const struct sk_buff *skb)
{
	const struct skb_shared_info *info = skb_shinfo(skb);
	unsigned int hlen = skb_transport_offset(skb);

	if (skb->encapsulation || !(info->gso_type & GRE2890_GSO_KINDS) ||
	    info->gso_type & GRE2890_GSO_NOT)
		return 0;
	/* The transport header of a bridged packet is not always set. */
	if (skb_transport_offset(skb) <= skb_network_offset(skb))
		return 0;
	if (info->gso_type & SKB_GSO_UDP_L4)
		hlen += sizeof(struct udphdr);
	else
		hlen += tcp_hdrlen(skb);
	if (hlen >= skb->len)
		return 0;
	return DIV_ROUND_UP(skb->len - hlen, info->gso_size);
}

/**
 * gre2890_gso_mark() - mark a packet whose segments get a number each
 * @skb: a GSO packet with its GRE header, skb_shared_info not shared
 * @segments: from gre2890_gso_segments()
 *
 * Context: Any context.
 */
void gre2890_gso_mark(struct sk_buff *skb, unsigned int segments)
{
	skb_set_inner_protocol(skb, GRE2890_GSO_TYPE);
	skb_shinfo(skb)->gso_type |= SKB_GSO_SCTP;
	skb_shinfo(skb)->gso_segs = segments;
}

static bool is_marked(const struct sk_buff *skb)
{
	unsigned int type = skb_shinfo(skb)->gso_type;

	return skb_is_gso(skb) && type & SKB_GSO_SCTP &&
	       type & GRE2890_GSO_KINDS;
}

/**
 * gre2890_gso_numbers() - return how many numbers a received packet has
 * @skb: the packet, with its GRE header
 *
 * Only our packets, which are marked, have several.  Other kinds of sender put one
 * number on a packet that is not segmented yet.
 *
 * Context: Any context.
 * Return: count of numbers, at least 1.
 */
unsigned int gre2890_gso_numbers(const struct sk_buff *skb)
{
	return is_marked(skb) ? max_t(u16, skb_shinfo(skb)->gso_segs, 1) : 1;
}

/**
 * gre2890_gso_unmark() - remove the mark from a packet
 * @skb: a packet without its GRE header, skb_shared_info not shared if it is GSO
 *
 * Context: Any context.
 */
void gre2890_gso_unmark(struct sk_buff *skb)
{
	if (!is_marked(skb))
		return;
	skb_shinfo(skb)->gso_type &= ~SKB_GSO_SCTP;
	/* Otherwise another tunnel that sends the packet would use our type. */
	skb_set_inner_protocol(skb, 0);
}

/* The number is the last field of the GRE header, right before the payload. */
static u32 read_number(const struct sk_buff *skb)
{
	__be32 number;

	memcpy(&number, skb->data - sizeof(number), sizeof(number));
	return be32_to_cpu(number);
}

static void write_number(struct sk_buff *skb, u32 value)
{
	__be32 number = cpu_to_be32(value);

	memcpy(skb->data - sizeof(number), &number, sizeof(number));
}

/*
 * packet_offload.gso_segment: skb->data is at the inner network header, and the
 * transport header is still GRE's.
 */
static struct sk_buff *gso_segment(struct sk_buff *skb,
				   netdev_features_t features)
{
	const struct gre_base_hdr *greh = (void *)skb_transport_header(skb);
	struct sk_buff *segments, *segment;
	u32 number;

	/*
	 * If something on the way has rewritten the GRE header, it may have any
	 * type.  Our own type would lead back here without end.
	 */
	if (!is_marked(skb) || skb->inner_protocol != GRE2890_GSO_TYPE ||
	    greh->protocol == GRE2890_GSO_TYPE)
		return ERR_PTR(-EPROTONOSUPPORT);

	skb_set_inner_protocol(skb, greh->protocol);
	skb->protocol = greh->protocol;
	__skb_push(skb, skb->data - skb_mac_header(skb));
	number = read_number(skb);
	segments = skb_mac_gso_segment(skb, features & ~NETIF_F_GSO_MASK);
	if (IS_ERR_OR_NULL(segments))
		return segments ?: ERR_PTR(-EINVAL);

	skb_list_walk_safe(segments, segment, skb)
		write_number(segment, number++);
	return segments;
}

static struct packet_offload offload __read_mostly = {
	.type		= GRE2890_GSO_TYPE,
	.callbacks	= {
		.gso_segment	= gso_segment,
	},
};

/**
 * gre2890_gso_init() - register the segmentation callback
 *
 * Context: Process context.
 */
void gre2890_gso_init(void)
{
	dev_add_offload(&offload);
}

/**
 * gre2890_gso_exit() - undo gre2890_gso_init()
 *
 * Segmentation then drops marked packets that are still on their way.
 *
 * Context: Process context.
 */
void gre2890_gso_exit(void)
{
	dev_remove_offload(&offload);
}
