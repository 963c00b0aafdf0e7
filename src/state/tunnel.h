/* SPDX-License-Identifier: GPL-2.0 */
/* A tunnel: its settings, its state and their locking */
#ifndef GRE2890_TUNNEL_H
#define GRE2890_TUNNEL_H

#include <linux/atomic.h>
#include <linux/gre2890.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "state/carrier.h"
#include "state/conf.h"
#include "state/follower.h"
#include "state/membership.h"
#include "state/order.h"

struct gre2890_flow;
struct gre2890_keepalive;

/*
 * Lifetime and locking
 *
 * struct gre2890_tunnel is the private area of its net_device and lives as long as
 * that.  The device is in one network namespace, and may move to another.  The
 * tunnel's underlay, gre2890_tunnel.net, never changes: it is the namespace given
 * as link-netns, else the one in which the tunnel was made.  The tunnel holds no
 * reference on it: the tunnel is deleted when the underlay exits (control/pernet.c)
 * or the device's namespace does (the core).
 *
 * struct gre2890_conf holds the settings of a tunnel and is immutable once
 * published.  It is published under RTNL by control/publish.c: in the hash of the
 * underlay, where receivers find it, and in gre2890_tunnel.conf, where transmitters
 * do.  Both read it under RCU.  A replaced or withdrawn conf is freed after a grace
 * period, together with its route cache: no cached route outlives the settings that
 * it was looked up for.
 *
 * The device of a conf found under RCU, conf->dev, exists for as long as RCU is
 * held: ndo_uninit removes the conf from the hash, and the core waits for a grace
 * period before it frees the device.  A packet that waits for softirq in a cell
 * (data/cells.c) holds a reference on the device instead.
 *
 *  field                   written by           guarded by      read by
 *  tunnel.conf             newlink, changelink, RTNL            RCU
 *                          ndo_uninit, events
 *                          of lower devices
 *  demux.tunnels, senders  the same             RTNL, and the   RCU
 *                                               hash's locks
 *  demux.askers            the same             RTNL, and the   RCU
 *                                               hash's locks
 *  demux.count, groups,    the same             RTNL            anyone
 *  moves, asking
 *  netns.tunnels           newlink, ndo_uninit  RTNL            RTNL
 *  netns.lowers            newlink, changelink, RTNL            RCU
 *                          ndo_uninit, exit,
 *                          device events
 *  netns.absent, alts      the same             RTNL            RTNL
 *  tunnel.flow (pointer)   ndo_init, changelink RTNL, set once  receive
 *  *tunnel.flow            receive, its timer,  flow.lock       the same, dumps
 *                          changelink, ndo_stop,
 *                          ndo_uninit
 *  tunnel.carrier          RTNL, its timer,     carrier.lock    dumps
 *                          receive
 *  tunnel.keepalive (ptr)  ndo_init, changelink RTNL, set once  receive, ICMP
 *  *tunnel.keepalive       its timer, receive,  carrier.lock    the same, dumps
 *                          ICMP, changelink,
 *                          ndo_open, ndo_stop
 *  tunnel.joined           ndo_open, ndo_stop,  RTNL            RTNL
 *                          changelink, events
 *  tunnel.tx_seq           transmit, changelink atomic, and the transmit, ICMP
 *                                               sender of order
 *  tunnel.order            transmit, tasklet    its queue.lock  the same
 *  tunnel.tx_noted, ...    transmit, changelink READ_ONCE       ICMP
 *  tunnel.err_count, _time ICMP, transmit       atomic,         transmit
 *                                               READ_ONCE
 *  tunnel.stats            anyone               atomic          anyone
 *
 * The flow is made before the first conf that needs it is published, and freed with
 * the device.  Packets wait in its buffer only while the device is running:
 * receivers check that under RCU, and ndo_stop, which runs a grace period after the
 * device stopped running, drops the packets.  When a device is deleted, that grace
 * period may be missing, so ndo_uninit drops packets again.  The packets hold no
 * reference on the device.
 *
 * Lock order: RTNL comes first.  flow.lock is taken with softirqs disabled; inside it,
 * only the lock of a cell's queue (data/cells.c) and netlink's, for events
 * (data/event.c), may be taken.  carrier.lock is taken with softirqs disabled; inside
 * it, only netlink's lock for events and those of link watch and timers may be taken.
 * No packet is sent while it is held.  order.queue.lock is taken with softirqs disabled, and
 * no lock is taken inside it.  While a packet is handed to the underlay, none of our
 * locks is held (data/order.c).
 */

/**
 * struct gre2890_tunnel - a tunnel's state
 * @conf: the current settings
 * @dev: the device that this is the private area of
 * @net: the underlay's network namespace
 * @flow: receive state; NULL if the seq-mode has always been off
 * @err_count: ICMP errors not yet reported to an inner sender
 * @err_time: jiffies of the last of them
 * @carrier: why the carrier is on or off
 * @keepalive: requests to the peer; NULL if the tunnel has never asked
 * @answers_due: state of the limit gre2890_netns.answer_rate_tunnel
 * @id: index in gre2890_netns.tunnels; reserved before the tunnel is published,
 *	freed after it is withdrawn; 0 while there is none
 * @follower: its entries in the lists of the underlay devices that it follows
 * @joined: the multicast group that it is a member of
 * @stats: event counters by enum gre2890_stat; a packet that passes without an
 *	event increments none
 * @tx_seq: number of the next packet sent
 * @order: numbered packets on their way out
 * @tx_noted: a number sent at @tx_noted_at
 * @tx_oldest: ICMP errors about older numbers are ignored (quote.c)
 * @tx_noted_at: jiffies when @tx_noted was sent
 *
 * Fields that every packet reads come first, fields that every numbered packet
 * writes come last, and rarely used ones lie in between.  So reads and writes hit
 * different cache lines.
 */
struct gre2890_tunnel {
	struct gre2890_conf __rcu *conf;
	struct net_device	*dev;
	struct net		*net;
	struct gre2890_flow	*flow;
	atomic_t		err_count;
	unsigned long		err_time;
	struct gre2890_carrier	carrier;
	struct gre2890_keepalive *keepalive;
	atomic64_t		answers_due;
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

/**
 * gre2890_conf_rtnl() - return a tunnel's settings under RTNL
 * @tunnel: the tunnel
 *
 * Context: Caller must hold RTNL.
 * Return: the current settings, NULL in a device that is being deleted.
 */
static inline struct gre2890_conf *
gre2890_conf_rtnl(const struct gre2890_tunnel *tunnel)
{
	return rtnl_dereference(tunnel->conf);
}

#endif /* GRE2890_TUNNEL_H */
