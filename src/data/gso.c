// SPDX-License-Identifier: GPL-2.0
/*
 * Segmentation with sequence numbers
 *
 * A large packet stays whole on its way down and takes as many numbers as there
 * will be segments; its header has the first of them.  Whoever makes the segments
 * in software, be it behind another device or in another namespace, does so
 * through gre_gso_segment(), which has the kernel's offloads segment what is
 * inside by the type in skb->inner_protocol.  For such a packet that is a type of
 * our own, and so we are asked: segments are made by the real type, and each gets
 * its number.  The type never leaves the host: on the wire is the one in the GRE
 * header.
 *
 * Hardware copies the header, number included, to every segment.  SKB_GSO_SCTP
 * keeps such packets from it: devices that do no more than pass packets on have
 * the feature, hardware has not, and nothing else looks at it in a packet that is
 * TCP's or UDP's.
 *
 * A receiver takes a packet that is still whole for all its numbers (flow.c), and
 * takes the mark off.
 */
#include <linux/if_ether.h>
#include <linux/netdevice.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <net/gre.h>
#include <net/gso.h>

#include "data/gso.h"

/* For local experiments, by IEEE 802 */
#define GRE2890_GSO_TYPE	htons(ETH_P_802_EX1)

#define GRE2890_GSO_KINDS	(SKB_GSO_TCPV4 | SKB_GSO_TCPV6 | SKB_GSO_UDP_L4)
#define GRE2890_GSO_NOT		(SKB_GSO_FRAGLIST | SKB_GSO_PARTIAL | \
				 (NETIF_F_GSO_ENCAP_ALL >> NETIF_F_GSO_SHIFT))

/**
 * gre2890_gso_segments() - how many segments will be made of a packet?
 * @skb: a GSO packet, not encapsulated yet
 *
 * Context: Any context.
 * Return: their number; 0 if it can't be told, or not be kept from hardware.
 */
unsigned int gre2890_gso_segments(const struct sk_buff *skb)
{
	const struct skb_shared_info *info = skb_shinfo(skb);
	unsigned int hlen = skb_transport_offset(skb);

	if (skb->encapsulation || !(info->gso_type & GRE2890_GSO_KINDS) ||
	    info->gso_type & GRE2890_GSO_NOT)
		return 0;
	/* Whoever bridges a packet may not have looked for that header. */
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
 * gre2890_gso_mark() - have each segment get a number of its own
 * @skb: a GSO packet with its GRE header, skb_shared_info not shared
 * @segments: by gre2890_gso_segments()
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
 * gre2890_gso_numbers() - how many numbers does a received packet stand for?
 * @skb: the packet, with its GRE header
 *
 * Others than ours put one number on what they have not segmented yet.
 *
 * Context: Any context.
 * Return: their number, at least 1.
 */
unsigned int gre2890_gso_numbers(const struct sk_buff *skb)
{
	return is_marked(skb) ? max_t(u16, skb_shinfo(skb)->gso_segs, 1) : 1;
}

/**
 * gre2890_gso_unmark() - let a packet be as any other again
 * @skb: a packet without its GRE header, skb_shared_info not shared if it is GSO
 *
 * Context: Any context.
 */
void gre2890_gso_unmark(struct sk_buff *skb)
{
	if (!is_marked(skb))
		return;
	skb_shinfo(skb)->gso_type &= ~SKB_GSO_SCTP;
	/* Whoever encapsulates it next takes what is there for its own. */
	skb_set_inner_protocol(skb, 0);
}

/* The number is the last field of the header before what is encapsulated. */
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
 * packet_offload.gso_segment: skb->data at the network header, its transport
 * header is GRE's.
 */
static struct sk_buff *gso_segment(struct sk_buff *skb,
				   netdev_features_t features)
{
	const struct gre_base_hdr *greh = (void *)skb_transport_header(skb);
	struct sk_buff *segments, *segment;
	u32 number;

	/*
	 * Whoever rewrites packets may have put any type into the header.  Ours
	 * would lead back here, and no deeper.
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
 * gre2890_gso_init() - be asked for segments
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
 * Large packets that are still under way are dropped where segments would be
 * made of them.
 *
 * Context: Process context.
 */
void gre2890_gso_exit(void)
{
	dev_remove_offload(&offload);
}
