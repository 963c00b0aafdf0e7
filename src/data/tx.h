/* SPDX-License-Identifier: GPL-2.0 */
/* The transmit path */
#ifndef GRE2890_TX_H
#define GRE2890_TX_H

#include <linux/netdevice.h>

netdev_tx_t gre2890_xmit(struct sk_buff *skb, struct net_device *dev);

#endif /* GRE2890_TX_H */
