/* SPDX-License-Identifier: GPL-2.0 */
/* Packets that are too big for the path: RFC 7676 3.3, RFC 7588 */
#ifndef GRE2890_PMTU_H
#define GRE2890_PMTU_H

#include <linux/skbuff.h>
#include <net/dst.h>

struct gre2890_conf;
struct gre2890_outer;

bool gre2890_pmtu_was_routed(struct net_device *dev, const struct sk_buff *skb);
bool gre2890_pmtu_pass(const struct gre2890_conf *conf,
		       struct gre2890_outer *outer, struct dst_entry *dst,
		       struct sk_buff *skb);

#endif /* GRE2890_PMTU_H */
