/* SPDX-License-Identifier: GPL-2.0 */
/* Count events, and drop packets with a reason */
#ifndef GRE2890_DROP_H
#define GRE2890_DROP_H

#include <linux/gre2890.h>
#include <linux/netdevice.h>

struct gre2890_netns;

void gre2890_count(struct net_device *dev, enum gre2890_stat stat);
void gre2890_count_netns(struct gre2890_netns *gn, enum gre2890_stat stat);
void gre2890_drop(struct net_device *dev, struct sk_buff *skb,
		  enum gre2890_stat stat);

#endif /* GRE2890_DROP_H */
