/* SPDX-License-Identifier: GPL-2.0 */
/* VLAN tags in the frames of mode ether: 802.1Q and 802.1ad */
#ifndef GRE2890_VLAN_H
#define GRE2890_VLAN_H

#include <linux/if_vlan.h>
#include <linux/skbuff.h>

/* Provider and customer tag.  A frame with more tags has an unknown protocol. */
#define GRE2890_TAGS_MAX	2

/**
 * struct gre2890_tags - the VLAN tags of a frame
 * @count: number of tags, up to %GRE2890_TAGS_MAX
 * @tag: outermost first
 * @tag.proto: EtherType of the tag
 * @tag.tci: priority and VLAN
 */
struct gre2890_tags {
	unsigned int	count;
	struct {
		__be16	proto;
		u16	tci;
	} tag[GRE2890_TAGS_MAX];
};

__be16 gre2890_vlan_skip(const struct sk_buff *skb, int *off, __be16 proto);
void gre2890_vlan_look_behind(struct sk_buff *skb);
void gre2890_vlan_read(const struct sk_buff *skb, struct gre2890_tags *tags);
int gre2890_vlan_pop(struct sk_buff *skb, const struct gre2890_tags *tags);
int gre2890_vlan_push(struct sk_buff *skb, const struct gre2890_tags *tags);

#endif /* GRE2890_VLAN_H */
