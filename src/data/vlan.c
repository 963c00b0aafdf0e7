// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's helpers look for the header behind the tags from skb->mac_len on, which
 * belongs to another header in a decapsulated frame, and to another device in a
 * forwarded one.  These functions start at the Ethernet header.
 */
#include <linux/if_ether.h>

#include "data/vlan.h"

/**
 * gre2890_vlan_skip() - skip the VLAN tags of a frame
 * @skb: the frame
 * @off: offset of the first tag's TCI from skb->data; moved behind the tags
 * @proto: EtherType before @off
 *
 * Skip up to %GRE2890_TAGS_MAX tags, and only whole ones.
 *
 * Context: Any context.
 * Return: EtherType before the new @off; a tag's if not all tags were skipped.
 */
__be16 gre2890_vlan_skip(const struct sk_buff *skb, int *off, __be16 proto)
{
	const struct vlan_hdr *tag;
	struct vlan_hdr buf;
	int n;

	for (n = 0; n < GRE2890_TAGS_MAX && eth_type_vlan(proto); n++) {
		tag = skb_header_pointer(skb, *off, sizeof(buf), &buf);
		if (!tag)
			break;
		proto = tag->h_vlan_encapsulated_proto;
		*off += VLAN_HLEN;
	}
	return proto;
}

/**
 * gre2890_vlan_look_behind() - treat a tagged frame as an untagged one
 * @skb: a tagged frame, skb->data at its Ethernet header; skb->protocol and
 *	skb->network_header become those behind the tags
 *
 * Do not change a frame that ends in its tags, or has too many of them.  The network
 * header need not be linear.
 *
 * Context: Any context.
 */
void gre2890_vlan_look_behind(struct sk_buff *skb)
{
	int off = ETH_HLEN;
	__be16 proto = gre2890_vlan_skip(skb, &off, skb->protocol);

	if (eth_type_vlan(proto))
		return;
	skb->protocol = proto;
	skb_set_network_header(skb, off);
}

/**
 * gre2890_vlan_read() - read the VLAN tags of a frame
 * @skb: the frame, skb->data at its Ethernet header
 * @tags: takes up to %GRE2890_TAGS_MAX tags
 *
 * Context: Any context.
 */
void gre2890_vlan_read(const struct sk_buff *skb, struct gre2890_tags *tags)
{
	const __be16 *tag;
	__be16 buf[2];

	for (tags->count = 0; tags->count < GRE2890_TAGS_MAX; tags->count++) {
		tag = skb_header_pointer(skb, 2 * ETH_ALEN +
					 tags->count * VLAN_HLEN,
					 sizeof(buf), buf);
		if (!tag || !eth_type_vlan(tag[0]))
			break;
		tags->tag[tags->count].proto = tag[0];
		tags->tag[tags->count].tci = ntohs(tag[1]);
	}
}

/**
 * gre2890_vlan_pop() - remove the VLAN tags of a frame
 * @skb: the frame, skb->data at its Ethernet header; its data is not shared
 * @tags: from gre2890_vlan_read()
 *
 * Context: Any context.
 * Return: 0 or a negative error.
 */
int gre2890_vlan_pop(struct sk_buff *skb, const struct gre2890_tags *tags)
{
	unsigned int n;
	int err = 0;
	u16 tci;

	skb_reset_mac_header(skb);
	for (n = 0; n < tags->count && !err; n++)
		err = __skb_vlan_pop(skb, &tci);
	return err;
}

/**
 * gre2890_vlan_push() - add VLAN tags to a frame
 * @skb: the frame, skb->data at its Ethernet header
 * @tags: the tags
 *
 * Context: Any context.
 * Return: 0 or a negative error.
 */
int gre2890_vlan_push(struct sk_buff *skb, const struct gre2890_tags *tags)
{
	unsigned int n = tags->count;
	int err = 0;

	while (n-- && !err)
		err = __vlan_insert_tag(skb, tags->tag[n].proto,
					tags->tag[n].tci);
	return err;
}
