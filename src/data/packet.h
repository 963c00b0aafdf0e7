/* SPDX-License-Identifier: GPL-2.0 */
/* Read the headers of a GRE packet */
#ifndef GRE2890_PACKET_H
#define GRE2890_PACKET_H

#include <linux/skbuff.h>

struct gre2890_hdr;
struct gre2890_ident;

bool gre2890_packet_hdr(const struct sk_buff *skb, unsigned int off,
			struct gre2890_hdr *hdr);
void gre2890_packet_ident(struct gre2890_ident *id, const struct sk_buff *skb,
			  const void *iph, const struct gre2890_hdr *hdr,
			  bool received);

#endif /* GRE2890_PACKET_H */
