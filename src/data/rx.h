/* SPDX-License-Identifier: GPL-2.0 */
/* The receive path */
#ifndef GRE2890_RX_H
#define GRE2890_RX_H

#include <linux/skbuff.h>

struct gre2890_conf;
struct gre2890_hdr;
struct gre2890_ident;
struct gre2890_lane;
struct gre2890_netns;

bool gre2890_hdr_get(const struct sk_buff *skb, unsigned int off,
		     struct gre2890_hdr *hdr);
void gre2890_ident_of(struct gre2890_ident *id, const struct sk_buff *skb,
		      const void *iph, const struct gre2890_hdr *hdr,
		      bool received);
void gre2890_rx_payload(const struct gre2890_conf *conf,
			const struct gre2890_hdr *hdr, struct sk_buff *skb,
			struct gre2890_lane *lane);
unsigned int gre2890_rx(struct gre2890_netns *gn, struct sk_buff *skb,
			unsigned int off);

#endif /* GRE2890_RX_H */
