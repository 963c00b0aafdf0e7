// SPDX-License-Identifier: GPL-2.0
#include <net/ipv6.h>

#include "data/demux.h"
#include "data/demux_params.h"
#include "data/sender.h"
#include "state/demux.h"
#include "state/tunnel.h"

/*
 * Find the tunnel of device @ifindex, else the tunnel without a device, else the
 * one with the lowest device index: with asymmetric routes, packets arrive on
 * another device.  If @sends, skip tunnels that send another key than they receive.
 */
static struct gre2890_conf *best(struct rhlist_head *list, u32 ifindex,
				 bool sends)
{
	struct gre2890_conf *conf, *found = NULL;
	struct rhlist_head *at;
	u32 link;

	rhl_for_each_entry_rcu(conf, at, list, node) {
		if (sends && conf->sender_hashed)
			continue;
		link = gre2890_conf_id_link(conf);
		if (link == ifindex)
			return conf;
		if (!found || link < gre2890_conf_id_link(found))
			found = conf;
	}
	return found;
}

/* Almost every identity has one tunnel, which is found whatever its device. */
static struct gre2890_conf *lookup(struct gre2890_demux *demux,
				   const struct gre2890_ident *id,
				   const struct net_device *dev)
{
	struct rhlist_head *list;

	list = rhltable_lookup(&demux->tunnels, id, tunnels_params);
	if (likely(!list || !rcu_access_pointer(list->next)))
		return list ? container_of(list, struct gre2890_conf, node) :
			      NULL;
	return best(list, dev->ifindex, false);
}

/* Wildcards match unicast addresses only. */
static bool is_group(const struct gre2890_ident *id)
{
	if (id->family == AF_INET)
		return ipv4_is_multicast(id->local.ip) ||
		       ipv4_is_lbcast(id->local.ip);
	return ipv6_addr_is_multicast(&id->local.in6);
}

/* Packets to a group, from any sender, belong to the tunnel that sends to it. */
static struct gre2890_conf *find_listener(struct gre2890_demux *demux,
					  const struct gre2890_ident *id,
					  const struct net_device *dev)
{
	struct gre2890_ident group = *id;

	if (!READ_ONCE(demux->groups))
		return NULL;
	group.remote = id->local;
	memset(&group.local, 0, sizeof(group.local));
	if (!gre2890_ident_link_local(&group))
		group.zone = 0;
	return lookup(demux, &group, dev);
}

static struct gre2890_conf *find_wild(struct gre2890_demux *demux,
				      const struct gre2890_ident *id,
				      const struct net_device *dev)
{
	static const union nf_inet_addr any;
	enum gre2890_class class;
	struct gre2890_conf *conf;
	struct gre2890_ident wild;

	if (is_group(id))
		return find_listener(demux, id, dev);
	for (class = GRE2890_ANY_LOCAL; class < GRE2890_CLASSES; class++) {
		if (!READ_ONCE(demux->count[class]))
			continue;
		wild = *id;
		if (class != GRE2890_ANY_REMOTE)
			wild.local = any;
		if (class != GRE2890_ANY_LOCAL)
			wild.remote = any;
		conf = lookup(demux, &wild, dev);
		if (conf)
			return conf;
	}
	return NULL;
}

/**
 * gre2890_demux_find() - find the tunnel that a received packet belongs to
 * @demux: the table of the namespace that it arrived in
 * @id: the packet's identity, both addresses set
 * @dev: the device that it arrived on
 *
 * The exact identity wins over wildcards.  Key and L3 domain are always exact.
 * Among tunnels that differ only in their device, the one of @dev wins.
 *
 * A tunnel may change its identity during the search and be missed.  Then search
 * again.
 *
 * Context: Any context.  Caller must hold RCU.
 * Return: the settings found, valid under RCU, or NULL.
 */
struct gre2890_conf *gre2890_demux_find(struct gre2890_demux *demux,
					const struct gre2890_ident *id,
					const struct net_device *dev)
{
	struct gre2890_conf *conf;
	unsigned int moves;

	lockdep_assert_in_rcu_reader();
	do {
		/* Pairs with the release in gre2890_demux_replace(). */
		moves = smp_load_acquire(&demux->moves);
		conf = lookup(demux, id, dev);
		if (likely(conf))
			return conf;
		conf = find_wild(demux, id, dev);
		/* Pairs with smp_wmb() there. */
		smp_rmb();
	} while (!conf && unlikely(READ_ONCE(demux->moves) != moves));
	return conf;
}

/**
 * gre2890_demux_find_sender() - find the tunnel that sent a packet
 * @demux: the table of the namespace that it was sent in
 * @id: the sent packet's identity; @id.local is its source
 * @dev: the device on which an error about it arrived; prefer the tunnel of @dev
 *
 * Tunnels that send and receive the same key are found like the receiver of a
 * packet.  Others are found only if both of their addresses are set.  If packets
 * sent by several of these have the same identity, return any of them.
 *
 * Context: Any context.  Caller must hold RCU.
 * Return: the settings found, valid under RCU, or NULL.
 */
struct gre2890_conf *gre2890_demux_find_sender(struct gre2890_demux *demux,
					       const struct gre2890_ident *id,
					       const struct net_device *dev)
{
	struct gre2890_conf *conf;
	struct rhlist_head *list;

	lockdep_assert_in_rcu_reader();
	list = rhltable_lookup(&demux->tunnels, id, tunnels_params);
	conf = best(list, dev->ifindex, true);
	if (conf)
		return conf;
	conf = gre2890_sender_find(&demux->senders, id);
	if (conf)
		return conf;
	conf = gre2890_demux_find(demux, id, dev);
	return conf && !conf->sender_hashed ? conf : NULL;
}
