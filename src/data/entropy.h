/* SPDX-License-Identifier: GPL-2.0 */
/* Flow hashes: routers on the path tell inner flows apart by them */
#ifndef GRE2890_ENTROPY_H
#define GRE2890_ENTROPY_H

#include <linux/skbuff.h>

void gre2890_entropy_init(void);
void gre2890_entropy_hash(struct sk_buff *skb);
void gre2890_entropy_one(struct sk_buff *skb, const struct net_device *dev);

#endif /* GRE2890_ENTROPY_H */
