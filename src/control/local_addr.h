/* SPDX-License-Identifier: GPL-2.0 */
/* The local address of a tunnel that has a "local-dev" */
#ifndef GRE2890_LOCAL_ADDR_H
#define GRE2890_LOCAL_ADDR_H

#include <linux/netfilter.h>

struct gre2890_conf;
struct inet6_ifaddr;
struct net;

/**
 * struct gre2890_local_addrs - the addresses that tunnels can take from a device
 * @ip4: primary IPv4 address
 * @ip6: IPv6 address that is not link-local
 * @link_local: IPv6 link-local address
 *
 * An address is all zero if the device has none.
 */
struct gre2890_local_addrs {
	union nf_inet_addr	ip4;
	union nf_inet_addr	ip6;
	union nf_inet_addr	link_local;
};

bool gre2890_local_addr_counts(const struct inet6_ifaddr *ifp);
void gre2890_local_addrs_read(struct gre2890_local_addrs *addrs,
			      struct net *net, u32 ifindex);
const union nf_inet_addr *
gre2890_local_addr_of(const struct gre2890_local_addrs *addrs,
		      const struct gre2890_conf *conf);
void gre2890_local_addr_set(struct gre2890_conf *conf,
			    const union nf_inet_addr *addr);
void gre2890_local_addr_resolve(struct gre2890_conf *conf);

#endif /* GRE2890_LOCAL_ADDR_H */
