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
#include "pure/liveness_conf.h"
#include "pure/seq_conf.h"

struct net;
struct net_device;

/**
 * struct gre2890_conf - a tunnel's settings, immutable once published
 * @node: entry in gre2890_demux.tunnels; confs that differ in @link only are on the
 *	same list
 * @id: identity of the packets that the tunnel receives
 * @dev: the tunnel's device
 * @iflags: %GRE_CSUM and %GRE_SEQ if received packets must have them; %GRE_KEY if
 *	@id has a key
 * @mode: %GRE2890_MODE_IP or %GRE2890_MODE_ETHER
 * @state: enum gre2890_state; packets can match @id only while this is
 *	%GRE2890_STATE_OK
 * @oflags: GRE flags of sent packets, as on the wire
 * @df: %IP_DF or 0 (IPv4 underlay)
 * @okey: key of sent packets, 0 without %GRE_KEY in @oflags
 * @hlen: length of the GRE header of sent packets, in octets
 * @overhead: octets between the start of the outer network header and the inner
 *	one, Ethernet header and IPv6 options included
 * @ttl: outer TTL or hop limit, 0 to inherit the inner packet's
 * @tos: outer TOS or traffic class, ECN bits clear
 * @tos_inherit: use the inner packet's TOS or traffic class instead of @tos
 * @ignore_df: do not copy the inner DF (IPv4 underlay)
 * @flowlabel_inherit: use the inner packet's flow label instead of @flowlabel
 * @allow_local_remote: the remote may be an address of this host (IPv6)
 * @one_route: the route lookup depends on nothing in the packet
 * @group: the remote is a multicast address
 * @answers: the peer's loop-back requests are answered: @keepalive_answer, and the
 *	tunnel has both addresses and one peer
 * @reflect: enum gre2890_reflect; off unless the tunnel has both addresses and one peer
 * @asks: @liveness.interval is not 0
 * @encap_limit: tunnel encapsulation limit, negative for no such option (IPv6)
 * @flowlabel: flow label; 0 to let net.ipv6.auto_flowlabels decide (IPv6 underlay)
 * @routes: cache of the outer route if @one_route
 * @net: gre2890_tunnel.net
 * @link: ifindex of the underlay device; 0 if the tunnel may use any device, or if
 *	its device is absent
 * @local_dev: ifindex of the device whose address is @id.local, 0 if none or absent
 * @link_name: the alternative name of @link if the user gave that one; while the
 *	device is absent, the name by which it will return; otherwise NULL.
 *	Allocated, up to %ALTIFNAMSIZ.
 * @local_dev_name: the same for @local_dev
 * @l3dom: L3 domain of @link; equals @id.l3dom only in %GRE2890_STATE_OK
 * @fwmark: mark of the route lookup
 * @seq: how to treat received sequence numbers
 * @seq_mode: enum gre2890_seq_mode as configured
 * @keepalive_answer: answer the peer's loop-back requests, if the tunnel can
 * @liveness: how to ask the peer whether it is alive
 * @generation: generation of the receive flow; the flow restarts when it changes
 * @asker: in gre2890_demux.askers, if the answers to the tunnel's requests have
 *	another identity than @id
 * @sender: in gre2890_sender.confs if @sender_hashed
 * @sender_id: @id, but with the key of sent packets
 * @sender_hashed: the tunnel sends a different key from the one that it receives
 * @listener: a copy of this conf that packets to the multicast group find
 *	(group.c), NULL if not needed; freed with this conf
 * @rcu: for freeing
 *
 * A lookup reads the first cache line, and every packet needs the second.
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
	bool			answers;
	u8			reflect;
	bool			asks;
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
	bool			keepalive_answer;
	struct gre2890_liveness_conf liveness;
	u32			generation;
	char			*link_name;
	char			*local_dev_name;

	struct rhlist_head	asker;
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
 * gre2890_conf_carries() - check whether a tunnel carries a protocol type
 * @conf: the tunnel's settings
 * @proto: the type in the GRE header
 *
 * Both directions use this.  Like the kind "gre", mode ip carries every type but
 * ERSPAN's: some types, such as IS-IS over GRE (0x00fe), are no EtherType, and a
 * daemon may have a packet socket for any of them.
 *
 * Context: Any context.
 * Return: true if the tunnel carries the type.
 */
static inline bool gre2890_conf_carries(const struct gre2890_conf *conf,
					__be16 proto)
{
	if (conf->mode == GRE2890_MODE_ETHER)
		return proto == htons(ETH_P_TEB);
	return proto != htons(ETH_P_ERSPAN) && proto != htons(ETH_P_ERSPAN2);
}

/**
 * gre2890_conf_id_link() - return the device that is part of a tunnel's identity
 * @conf: the tunnel's settings; link and l3dom are set
 *
 * If the device is in a VRF, the VRF is part of the identity instead of the device.
 *
 * Context: Any context.
 * Return: its ifindex, 0 for none.
 */
static inline u32 gre2890_conf_id_link(const struct gre2890_conf *conf)
{
	return conf->l3dom ? 0 : conf->link;
}

/**
 * gre2890_conf_waits() - check whether the tunnel's underlay device is absent
 * @conf: the tunnel's settings
 *
 * Context: Any context.
 * Return: true if the tunnel has an underlay device and it is absent.
 */
static inline bool gre2890_conf_waits(const struct gre2890_conf *conf)
{
	return !conf->link && conf->link_name;
}

/**
 * gre2890_conf_has_local_dev() - check whether the local address is taken from a
 * device (local-dev)
 * @conf: the tunnel's settings
 *
 * Context: Any context.
 * Return: true even while that device is absent.
 */
static inline bool gre2890_conf_has_local_dev(const struct gre2890_conf *conf)
{
	return conf->local_dev || conf->local_dev_name;
}

#endif /* GRE2890_STATE_CONF_H */
