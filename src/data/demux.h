/* SPDX-License-Identifier: GPL-2.0 */
/* From a packet's identity to the tunnel that it belongs to */
#ifndef GRE2890_DEMUX_H
#define GRE2890_DEMUX_H

#include <linux/rhashtable.h>

#include "pure/ident.h"

/* Tunnels that may share an element: each of them is looked at for a packet. */
#define GRE2890_SHARED_MAX	64

struct gre2890_conf;
struct net_device;

/**
 * struct gre2890_demux - the tunnels of an underlay namespace
 * @moves: how often one has changed its identity; written under rtnl
 * @tunnels: gre2890_conf.node by gre2890_conf.id.  Readers hold RCU.  Tunnels that
 *	differ only in the device that they are bound to share an element.
 * @senders: struct gre2890_sender by gre2890_conf.sender_id, for those that
 *	send with another key than they receive.  Readers hold RCU.
 * @count: tunnels of each class; written under rtnl, read at any time: a class
 *	without tunnels is not looked for
 * @groups: identities whose remote is a multicast address, likewise; not in @count
 */
struct gre2890_demux {
	unsigned int		moves;
	struct rhltable		tunnels;
	struct rhashtable	senders;
	unsigned int		count[GRE2890_CLASSES];
	unsigned int		groups;
};

int gre2890_demux_init(struct gre2890_demux *demux);
void gre2890_demux_exit(struct gre2890_demux *demux);

int gre2890_demux_add(struct gre2890_demux *demux, struct gre2890_conf *conf);
int gre2890_demux_replace(struct gre2890_demux *demux,
			  struct gre2890_conf *old, struct gre2890_conf *new);
void gre2890_demux_del(struct gre2890_demux *demux, struct gre2890_conf *conf);

struct gre2890_conf *gre2890_demux_holder(struct gre2890_demux *demux,
					  const struct gre2890_ident *id,
					  u32 bound);
bool gre2890_demux_is_crowded(struct gre2890_demux *demux,
			      const struct gre2890_ident *id);
struct gre2890_conf *gre2890_demux_find(struct gre2890_demux *demux,
					const struct gre2890_ident *id,
					const struct net_device *dev);
struct gre2890_conf *gre2890_demux_find_sender(struct gre2890_demux *demux,
					       const struct gre2890_ident *id,
					       const struct net_device *dev);

#endif /* GRE2890_DEMUX_H */
