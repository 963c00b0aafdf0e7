/* SPDX-License-Identifier: GPL-2.0 */
/* The network device of a tunnel */
#ifndef GRE2890_NETDEV_H
#define GRE2890_NETDEV_H

#include <linux/netdevice.h>

struct gre2890_conf;

void gre2890_netdev_setup(struct net_device *dev);
void gre2890_netdev_set_mode(struct net_device *dev,
			     const struct gre2890_conf *conf);
void gre2890_netdev_set_addrs(struct net_device *dev,
			      const struct gre2890_conf *conf);
void gre2890_netdev_set_max_mtu(struct net_device *dev,
				const struct gre2890_conf *conf);
void gre2890_netdev_underlay(const struct gre2890_conf *conf,
			     unsigned int *mtu, unsigned int *headroom);

#endif /* GRE2890_NETDEV_H */
