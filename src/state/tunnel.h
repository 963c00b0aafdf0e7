/* SPDX-License-Identifier: GPL-2.0 */
/* A tunnel: its configuration, its state and who may touch them */
#ifndef GRE2890_TUNNEL_H
#define GRE2890_TUNNEL_H

#include <linux/atomic.h>
#include <linux/gre2890.h>
#include <linux/if_ether.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <net/dst_cache.h>

#include "control/follow.h"
#include "control/group.h"
#include "data/demux.h"
#include "data/flow.h"
#include "data/order.h"

/*
 * Lifetime and locking
 *
 * struct gre2890_tunnel is the private area of its net_device and lives as
 * long as that.  The device belongs to one network namespace (and may move);
 * the tunnel's underlay, gre2890_tunnel.net, is the one in which it was made
 * and never changes.  No reference is held on it: its exit deletes the tunnel
 * (netns.c), as does the exit of the namespace that the device is in.
 *
 * struct gre2890_conf is a tunnel's settings, and immutable once published.
 * Publishing is to enter it in the hash of the underlay namespace, where
 * receivers find it, and in gre2890_tunnel.conf, where transmitters do; both
 * are written under rtnl only (tunnel.c) and read under RCU.  A replaced or
 * withdrawn conf is freed after a grace period; so is its route cache, which
 * is a part of it lest a route found for the old settings outlive them.
 *
 * From a conf that was found under RCU conf->dev is safe to use for as long
 * as RCU is held: the conf leaves the hash in ndo_uninit, and the core waits
 * for a grace period between that and the freeing of the device.  A packet
 * that waits for softirq in a cell (cells.c) holds a reference on the device
 * instead.
 *
 *  what                    written by           guarded by      read by
 *  tunnel.conf             newlink, changelink, rtnl            RCU
 *                          ndo_uninit, VRF event
 *  demux.tunnels, senders  the same             rtnl, and the   RCU
 *                                               hash's locks
 *  demux.count, groups,    the same             rtnl            anyone
 *  moves
 *  netns.tunnels           newlink, ndo_uninit  rtnl            rtnl
 *  netns.leads             newlink, changelink, rtnl            RCU
 *                          ndo_uninit, exit,
 *                          device events
 *  netns.away, alts        the same             rtnl            rtnl
 *  tunnel.flow (pointer)   ndo_init, changelink rtnl, once      receive
 *  *tunnel.flow            receive, its timer,  flow.lock       the same, dumps
 *                          changelink, ndo_stop
 *  tunnel.joined           ndo_open, ndo_stop,  rtnl            rtnl
 *                          changelink, events
 *  tunnel.tx_seq           transmit, changelink atomic, and the transmit
 *                                               sender of order
 *  tunnel.order            transmit, tasklet    its queue.lock  the same
 *  tunnel.tx_noted, ...    transmit, changelink once            ICMP
 *  tunnel.err_count, _time ICMP, transmit       atomic, once    transmit
 *  tunnel.stats            anyone               atomic          anyone
 *
 * The flow is made before the first conf that needs it is published, and freed
 * with the device.  A packet waits in its buffer only while the device is
 * running: receivers look at that under RCU, ndo_stop comes a grace period after
 * it has ended, and takes the packets out.  They hold no reference on anything.
 *
 * rtnl is taken before everything else.  flow.lock is taken with softirqs
 * disabled, and only the lock of a cell's queue (cells.c) within it, and
 * netlink's where a resynchronisation is told (genl.c).  The lock of order.queue is
 * taken with softirqs disabled, and nothing within it: while a packet is handed to
 * the underlay, whatever locks that takes, none of ours is held (order.c).
 */

struct gre2890_local_addrs;

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

/**
 * struct gre2890_tunnel - what changes while packets flow
 * @conf: the settings in force
 * @dev: the device that this is the private area of
 * @net: the underlay's network namespace
 * @flow: receive state; NULL if the seq-mode has never been other than off
 * @err_count: ICMP errors not yet reported to an inner sender
 * @err_time: jiffies of the last of them
 * @id: index in gre2890_netns.tunnels, reserved until the tunnel is published;
 *	0: none yet, or none any more
 * @follower: the devices of the underlay that it follows
 * @joined: the multicast group that it is a member of
 * @stats: counters by enum gre2890_stat; for events, none for a packet that
 *	goes its way
 * @tx_seq: number of the next packet sent
 * @order: numbered packets on their way out
 * @tx_noted: a number sent at @tx_noted_at
 * @tx_oldest: ICMP errors about older numbers are not believed (quote.c)
 * @tx_noted_at: jiffies
 *
 * What every packet reads comes first, what every numbered one writes last, and
 * in between what next to none touches: so the two are in different cache lines.
 */
struct gre2890_tunnel {
	struct gre2890_conf __rcu *conf;
	struct net_device	*dev;
	struct net		*net;
	struct gre2890_flow	*flow;
	atomic_t		err_count;
	unsigned long		err_time;
	u32			id;
	struct gre2890_follower	follower;
	struct gre2890_membership joined;
	atomic64_t		stats[__GRE2890_STAT_MAX];

	atomic_t		tx_seq;
	struct gre2890_order	order;
	u32			tx_noted;
	u32			tx_oldest;
	unsigned long		tx_noted_at;
};

struct gre2890_conf *gre2890_conf_alloc(struct net_device *dev,
					const struct gre2890_conf *old);
void gre2890_conf_free(struct gre2890_conf *conf);

int gre2890_tunnel_number(struct gre2890_tunnel *tunnel);
int gre2890_tunnel_publish(struct gre2890_tunnel *tunnel,
			   struct gre2890_conf *conf);
int gre2890_tunnel_check_free(struct gre2890_tunnel *tunnel,
			      const struct gre2890_conf *conf,
			      struct netlink_ext_ack *extack);
int gre2890_tunnel_init_flow(struct gre2890_tunnel *tunnel);
void gre2890_tunnel_exit_flow(struct gre2890_tunnel *tunnel);
void gre2890_tunnel_withdraw(struct gre2890_tunnel *tunnel);
void gre2890_tunnel_discard(struct gre2890_tunnel *tunnel);
void gre2890_tunnel_notify(struct gre2890_tunnel *tunnel);
void gre2890_tunnel_show_state(struct gre2890_tunnel *tunnel);
void gre2890_tunnel_follow_l3dom(struct gre2890_tunnel *tunnel, u32 l3dom);
void gre2890_tunnel_follow_away(struct gre2890_tunnel *tunnel,
				const struct net_device *dev);
void gre2890_tunnel_follow_back(struct gre2890_tunnel *tunnel,
				const struct net_device *dev);
bool gre2890_tunnel_follow_address(struct gre2890_tunnel *tunnel,
				   const struct gre2890_local_addrs *addrs);

/**
 * gre2890_conf_carries() - does a tunnel carry payload of a protocol type?
 * @conf: the tunnel's settings
 * @proto: the type in the GRE header
 *
 * Both directions ask here.  As with the kind "gre", mode ip carries every type
 * but ERSPAN's: IS-IS over GRE (0x00fe) and others are no EtherType, and a daemon
 * may have a packet socket for any.
 *
 * Context: any.
 */
static inline bool gre2890_conf_carries(const struct gre2890_conf *conf,
					__be16 proto)
{
	if (conf->mode == GRE2890_MODE_ETHER)
		return proto == htons(ETH_P_TEB);
	return proto != htons(ETH_P_ERSPAN) && proto != htons(ETH_P_ERSPAN2);
}

/**
 * gre2890_conf_bound() - the device that a tunnel's identity names
 * @conf: the tunnel's settings; link and l3dom are set
 *
 * In a VRF it is none, because a device there stands for the VRF.
 *
 * Context: any.
 * Return: its ifindex, 0 for none.
 */
static inline u32 gre2890_conf_bound(const struct gre2890_conf *conf)
{
	return conf->l3dom ? 0 : conf->link;
}

/**
 * gre2890_conf_waits() - is the device that the tunnel is bound to away?
 * @conf: the tunnel's settings
 *
 * Context: any.
 */
static inline bool gre2890_conf_waits(const struct gre2890_conf *conf)
{
	return !conf->link && conf->link_name;
}

/**
 * gre2890_conf_has_local_dev() - is the local address that of a device?
 * @conf: the tunnel's settings
 *
 * Context: any.
 * Return: true also while that device is away.
 */
static inline bool gre2890_conf_has_local_dev(const struct gre2890_conf *conf)
{
	return conf->local_dev || conf->local_dev_name;
}

/**
 * gre2890_conf_rtnl() - a tunnel's settings for those who hold rtnl
 * @tunnel: the tunnel
 *
 * Context: rtnl is held.
 * Return: the settings in force, NULL in a device that is being deleted.
 */
static inline struct gre2890_conf *
gre2890_conf_rtnl(const struct gre2890_tunnel *tunnel)
{
	return rtnl_dereference(tunnel->conf);
}

#endif /* GRE2890_TUNNEL_H */
