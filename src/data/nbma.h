/* SPDX-License-Identifier: GPL-2.0 */
/* Tunnels without a remote: the neighbour entry is the outer destination */
#ifndef GRE2890_NBMA_H
#define GRE2890_NBMA_H

#include <linux/netdevice.h>
#include <linux/netfilter.h>

extern const struct header_ops gre2890_nbma4_ops;
extern const struct header_ops gre2890_nbma6_ops;

/**
 * gre2890_nbma_dev() - check whether a device's link layer header is the outer one
 * @dev: one of our devices
 *
 * Context: Any context.
 * Return: true for a tunnel without a remote in mode ip.
 */
static inline bool gre2890_nbma_dev(const struct net_device *dev)
{
	return dev->header_ops == &gre2890_nbma4_ops ||
	       dev->header_ops == &gre2890_nbma6_ops;
}

__be16 gre2890_nbma_protocol(const struct sk_buff *skb, unsigned int off);
enum skb_drop_reason gre2890_nbma_pull(struct sk_buff *skb,
				       const struct net_device *dev,
				       union nf_inet_addr *dst);

#endif /* GRE2890_NBMA_H */
