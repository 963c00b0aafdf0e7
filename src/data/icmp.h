/* SPDX-License-Identifier: GPL-2.0 */
/* ICMP and ICMPv6 errors about packets that we sent */
#ifndef GRE2890_ICMP_H
#define GRE2890_ICMP_H

#include <linux/skbuff.h>

struct gre2890_netns;
struct gre2890_tunnel;

void gre2890_icmp4(struct gre2890_netns *gn, struct sk_buff *skb,
		   unsigned int off);
void gre2890_icmp6(struct gre2890_netns *gn, struct sk_buff *skb,
		   unsigned int off);
void gre2890_icmp_report(struct gre2890_tunnel *tunnel, struct sk_buff *skb);

#endif /* GRE2890_ICMP_H */
