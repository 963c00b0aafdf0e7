/* SPDX-License-Identifier: GPL-2.0 */
/* The module's per-netns data of an underlay */
#ifndef GRE2890_NETNS_H
#define GRE2890_NETNS_H

#include <linux/atomic.h>
#include <linux/gre2890.h>
#include <linux/ratelimit.h>
#include <linux/user_namespace.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

#include "state/demux.h"

struct gre2890_owner;

/**
 * struct gre2890_netns - an underlay's tunnels, and the data that they share
 * @demux: finds a tunnel by a packet's identity
 * @tunnels: all tunnels by gre2890_tunnel.id; written under RTNL
 * @count: number of tunnels; written under RTNL.  The receive hooks are
 *	registered while it is not 0.
 * @lowers: struct gre2890_lower by ifindex: devices that tunnels follow (lower.c)
 * @absent: struct gre2890_lower by name: devices that are absent; under RTNL
 * @absent_count: number of absent devices; under RTNL
 * @alts: absent devices whose name may be an alternative name; under RTNL
 * @follow: work that updates tunnels after the addresses of a device changed, or
 *	after an absent device returned by an alternative name
 * @net: the namespace
 * @next_id: where the search for a free id starts; under RTNL
 * @generation: changes when a tunnel is added or deleted; under RTNL
 * @reorder_used: octets of packets that wait in reorder buffers
 * @reorder_flows: number of tunnels with waiting packets
 * @reorder_memory: limit of @reorder_used
 * @owner: the tenant that owns the namespace, NULL if the host does (budget.c)
 * @answer_rate: how many requests and echo replies all tunnels answer in a second
 * @answer_rate_tunnel: likewise, each tunnel
 * @answers_due: state of the limit @answer_rate
 * @log_unknown: log packets that belong to no tunnel
 * @log_rate: rate limit for that log
 * @stats: counters of packets that belong to no tunnel, by enum gre2890_stat
 */
struct gre2890_netns {
	struct gre2890_demux	demux;
	struct xarray		tunnels;
	unsigned int		count;
	struct xarray		lowers;
	struct rhashtable	absent;
	unsigned int		absent_count;
	struct list_head	alts;
	struct work_struct	follow;
	struct net		*net;
	u32			next_id;
	unsigned int		generation;
	atomic_long_t		reorder_used;
	atomic_t		reorder_flows;
	u32			reorder_memory;
	struct gre2890_owner	*owner;
	u32			answer_rate;
	u32			answer_rate_tunnel;
	atomic64_t		answers_due;
	bool			log_unknown;
	struct ratelimit_state	log_rate;
	atomic64_t		stats[__GRE2890_STAT_MAX];
};

extern unsigned int gre2890_netns_id;

/**
 * gre2890_netns() - return the module's per-netns data
 * @net: the namespace
 *
 * Context: Any context.
 * Return: the data; NULL only before the setup of the namespace reaches this
 * module, or if it failed before.
 */
static inline struct gre2890_netns *gre2890_netns(const struct net *net)
{
	return net_generic(net, gre2890_netns_id);
}

/**
 * gre2890_netns_is_tenants() - check whether a namespace belongs to a tenant
 * @net: the namespace
 *
 * Context: Any context.
 * Return: false if the initial user namespace owns it.
 */
static inline bool gre2890_netns_is_tenants(const struct net *net)
{
	return net->user_ns != &init_user_ns;
}

struct gre2890_netns *gre2890_netns_if_any(const struct net *net);

#endif /* GRE2890_NETNS_H */
