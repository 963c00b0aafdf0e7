/* SPDX-License-Identifier: GPL-2.0 */
/* A tunnel's settings */
#ifndef GRE2890_STATE_CONF_H
#define GRE2890_STATE_CONF_H

#include <linux/gre2890.h>
#include <linux/if_ether.h>
#include <linux/rhashtable-types.h>
#include <linux/types.h>
#include <net/dst_cache.h>

#include "pure/ident.h"
#include "pure/seq_conf.h"

struct net;
struct net_device;

/**
 * struct gre2890_conf - a tunnel's settings, immutable once published
 * @node: in gre2890_demux.tunnels, beside those that differ in @link only
 * @id: whose packets the tunnel receives
 * @dev: the tunnel's device
 * @iflags: %GRE_CSUM and %GRE_SEQ: what a received packet must have; %GRE_KEY
 * @mode: payload
 * @state: enum gre2890_state; in others than OK no packet has @id
 * @oflags: what a sent packet has; wire format
 * @df: %IP_DF or 0 (IPv4 underlay)
 * @okey: key of sent packets, 0 without %GRE_KEY in @oflags
 * @hlen: octets of GRE header on sent packets
 * @overhead: octets that a sent packet grows by, from the inner network header
 *	down to the outer one; Ethernet header and IPv6 options included
 * @ttl: outer TTL or hop limit, 0: the inner packet's
 * @tos: outer TOS or traffic class, ECN bits clear
 * @tos_inherit: the inner packet's instead
 * @ignore_df: do not copy the inner DF (IPv4 underlay)
 * @flowlabel_inherit: the inner packet's instead
 * @allow_local_remote: the remote may be an address of this host (IPv6)
 * @one_route: no packet chooses a part of the route look-up
 * @group: the remote is a multicast address
 * @encap_limit: tunnel encapsulation limit, negative: no such option (IPv6)
 * @flowlabel: flow label, 0: by net.ipv6.auto_flowlabels (IPv6 underlay)
 * @routes: the outer route, kept if @one_route
 * @net: gre2890_tunnel.net
 * @link: ifindex of the underlay device, 0: any, or away
 * @local_dev: ifindex of the device whose address @id.local is, 0: none, or away
 * @link_name: what @link is called: its alternative name if it was chosen by that,
 *	its name while it is away, else NULL; of ours, up to %ALTIFNAMSIZ
 * @local_dev_name: likewise of @local_dev
 * @l3dom: L3 domain of @link; that of @id only if @state is %GRE2890_STATE_OK
 * @fwmark: mark of the route look-up
 * @seq: what becomes of packets that carry a number
 * @seq_mode: enum gre2890_seq_mode, as it was asked for
 * @generation: of the flow that is received; another one begins anew
 * @sender: in gre2890_sender.confs if @sender_hashed
 * @sender_id: @id with the key that is sent
 * @sender_hashed: the two keys differ
 * @listener: a copy that packets to @group find (group.c), NULL if not needed;
 *	freed with these settings
 * @rcu: for freeing
 *
 * The first cache line is what a look-up reads, the second what packets need.
 */
struct gre2890_conf {
	struct rhlist_head	node;
	struct gre2890_ident	id;

	struct net_device	*dev;
	__be16			iflags;
	u8			mode;
	u8			state;
	__be16			oflags;
	__be16			df;
	__be32			okey;
	u8			hlen;
	u8			overhead;
	u8			ttl;
	u8			tos;
	bool			tos_inherit;
	bool			ignore_df;
	bool			flowlabel_inherit;
	bool			allow_local_remote;
	bool			one_route;
	bool			group;
	s16			encap_limit;
	__be32			flowlabel;
	struct dst_cache	routes;
	struct net		*net;

	u32			link;
	u32			local_dev;
	u32			l3dom;
	u32			fwmark;
	struct gre2890_seq_conf	seq;
	u8			seq_mode;
	u32			generation;
	char			*link_name;
	char			*local_dev_name;

	struct list_head	sender;
	struct gre2890_ident	sender_id;
	bool			sender_hashed;
	struct gre2890_conf	*listener;
	struct rcu_head		rcu;
};

struct gre2890_conf *gre2890_conf_alloc(struct net_device *dev,
					const struct gre2890_conf *old);
void gre2890_conf_free(struct gre2890_conf *conf);
void gre2890_conf_free_rcu(struct rcu_head *rcu);

/**
 * gre2890_conf_carries() - does a tunnel carry payload of a protocol type?
 * @conf: the tunnel's settings
 * @proto: the type in the GRE header
 *
 * Both directions ask here.  As with the kind "gre", mode ip carries every type
 * but ERSPAN's: IS-IS over GRE (0x00fe) and others are no EtherType, and a daemon
 * may have a packet socket for any.
 *
 * Context: Any context.
 */
static inline bool gre2890_conf_carries(const struct gre2890_conf *conf,
					__be16 proto)
{
	if (conf->mode == GRE2890_MODE_ETHER)
		return proto == htons(ETH_P_TEB);
	return proto != htons(ETH_P_ERSPAN) && proto != htons(ETH_P_ERSPAN2);
}

/**
 * gre2890_conf_id_link() - the device that a tunnel's identity names
 * @conf: the tunnel's settings; link and l3dom are set
 *
 * In a VRF it is none, because a device there stands for the VRF.
 *
 * Context: Any context.
 * Return: its ifindex, 0 for none.
 */
static inline u32 gre2890_conf_id_link(const struct gre2890_conf *conf)
{
	return conf->l3dom ? 0 : conf->link;
}

/**
 * gre2890_conf_waits() - is the device that the tunnel is bound to away?
 * @conf: the tunnel's settings
 *
 * Context: Any context.
 */
static inline bool gre2890_conf_waits(const struct gre2890_conf *conf)
{
	return !conf->link && conf->link_name;
}

/**
 * gre2890_conf_has_local_dev() - is the local address that of a device?
 * @conf: the tunnel's settings
 *
 * Context: Any context.
 * Return: true also while that device is away.
 */
static inline bool gre2890_conf_has_local_dev(const struct gre2890_conf *conf)
{
	return conf->local_dev || conf->local_dev_name;
}

#endif /* GRE2890_STATE_CONF_H */
