/* SPDX-License-Identifier: GPL-2.0 */
/* Decapsulation */
#ifndef GRE2890_DECAP_H
#define GRE2890_DECAP_H

#include <linux/skbuff.h>

struct gre2890_conf;
struct gre2890_hdr;
struct gre2890_lane;

void gre2890_decap(struct gre2890_conf *conf,
		   const struct gre2890_hdr *hdr, struct sk_buff *skb,
		   struct gre2890_lane *lane);

#endif /* GRE2890_DECAP_H */
