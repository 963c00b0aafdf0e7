/* SPDX-License-Identifier: GPL-2.0 */
/* The receive path */
#ifndef GRE2890_RX_H
#define GRE2890_RX_H

#include <linux/skbuff.h>

struct gre2890_netns;

unsigned int gre2890_rx(struct gre2890_netns *gn, struct sk_buff *skb,
			unsigned int off);

#endif /* GRE2890_RX_H */
