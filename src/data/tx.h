/* SPDX-License-Identifier: GPL-2.0 */
/* The transmit path */
#ifndef GRE2890_TX_H
#define GRE2890_TX_H

#include <linux/gre2890.h>
#include <linux/netdevice.h>

struct gre2890_conf;

netdev_tx_t gre2890_xmit(struct sk_buff *skb, struct net_device *dev);
enum gre2890_stat gre2890_tx_own(struct gre2890_conf *conf,
				 struct sk_buff *skb);

/**
 * gre2890_tx_is_ours() - check whether a device is one of our tunnels
 * @dev: any device
 *
 * Context: Any context.
 * Return: true if netdev_priv(@dev) is a struct gre2890_tunnel.
 */
static inline bool gre2890_tx_is_ours(const struct net_device *dev)
{
	return dev->netdev_ops && dev->netdev_ops->ndo_start_xmit == gre2890_xmit;
}

#endif /* GRE2890_TX_H */
