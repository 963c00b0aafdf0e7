/* SPDX-License-Identifier: GPL-2.0 */
/* Route and outer header of an IPv4 or IPv6 underlay */
#ifndef GRE2890_UNDERLAY_H
#define GRE2890_UNDERLAY_H

#include <linux/gre2890.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/dst_cache.h>
#include <net/route.h>

#include "state/conf.h"

struct net;

/**
 * struct gre2890_encap_limit - destination options before GRE, RFC 2473 4.1.1
 * @hdr: the extension header
 * @type: %IPV6_TLV_TNL_ENCAP_LIMIT
 * @len: 1
 * @limit: how many more tunnels the packet may enter
 * @pad: PadN, up to 8 octets
 */
struct gre2890_encap_limit {
	struct ipv6_opt_hdr	hdr;
	u8			type;
	u8			len;
	u8			limit;
	u8			pad[3];
};

/**
 * struct gre2890_outer - fields of the outer header of a packet
 * @src: source, all zero to let the route choose it
 * @dst: destination
 * @tos: TOS or traffic class, ECN included
 * @ttl: TTL or hop limit, 0 for the route's
 * @fragment: allow fragmentation of the outer packet, even with @df
 * @df: %IP_DF or 0 (IPv4)
 * @proto: protocol type in the GRE header
 * @encap_limit: tunnel encapsulation limit, negative for no such option (IPv6)
 * @flowlabel: flow label, 0 for the namespace's default (IPv6)
 */
struct gre2890_outer {
	union nf_inet_addr	src;
	union nf_inet_addr	dst;
	u8			tos;
	u8			ttl;
	bool			fragment;
	__be16			df;
	__be16			proto;
	s16			encap_limit;
	__be32			flowlabel;
};

/**
 * gre2890_underlay_hlen() - return the length of the outer header
 * @conf: the tunnel's settings
 * @encap_limit: tunnel encapsulation limit of a packet, negative for no such option
 *	(IPv6)
 *
 * Context: Any context.
 * Return: octets, IPv6 options included.
 */
static inline unsigned int
gre2890_underlay_hlen(const struct gre2890_conf *conf, int encap_limit)
{
	if (conf->id.family == AF_INET)
		return sizeof(struct iphdr);
	return sizeof(struct ipv6hdr) + (encap_limit < 0 ? 0 :
					 sizeof(struct gre2890_encap_limit));
}

int gre2890_underlay_oif4(const struct gre2890_conf *conf);
struct dst_entry *gre2890_underlay_route(const struct gre2890_conf *conf,
					 struct gre2890_outer *outer);
struct dst_entry *gre2890_underlay_route_packet(const struct gre2890_conf *conf,
						const struct sk_buff *skb);
enum gre2890_stat gre2890_underlay_new_route(struct gre2890_conf *conf,
					     struct gre2890_outer *outer,
					     struct dst_entry **dst);
void gre2890_underlay_wrap(const struct gre2890_conf *conf,
			   const struct gre2890_outer *outer,
			   struct dst_entry *dst, struct sk_buff *skb);
int gre2890_underlay_output(struct net *net, struct sk_buff *skb);
void gre2890_underlay_emit(struct net_device *dev, struct net *net,
			   struct sk_buff *skb);

/**
 * gre2890_underlay_find_route() - find a route for a packet, cached or new
 * @conf: the tunnel's settings
 * @outer: fields of the outer header; sets an unset @outer->src from the route
 * @dst: takes the route, with a reference
 *
 * Context: Softirqs disabled.  Caller must hold RCU.  Inline for the fast path.
 * Return: the reason to drop the packet, %GRE2890_STAT_UNSPEC if there is a route.
 */
static inline enum gre2890_stat
gre2890_underlay_find_route(struct gre2890_conf *conf,
			    struct gre2890_outer *outer, struct dst_entry **dst)
{
	struct rtable *rt;

	if (likely(conf->one_route)) {
		if (conf->id.family == AF_INET) {
			rt = dst_cache_get_ip4(&conf->routes, &outer->src.ip);
			*dst = rt ? &rt->dst : NULL;
		} else {
			*dst = dst_cache_get_ip6(&conf->routes,
						 &outer->src.in6);
		}
		if (likely(*dst))
			return GRE2890_STAT_UNSPEC;
	}
	return gre2890_underlay_new_route(conf, outer, dst);
}

#endif /* GRE2890_UNDERLAY_H */
