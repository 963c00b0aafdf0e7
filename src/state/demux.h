/* SPDX-License-Identifier: GPL-2.0 */
/* The tunnels of an underlay, by the identity of their packets */
#ifndef GRE2890_STATE_DEMUX_H
#define GRE2890_STATE_DEMUX_H

#include <linux/rhashtable-types.h>

#include "pure/ident.h"

/**
 * struct gre2890_demux - the tunnels of an underlay namespace
 * @moves: how often a tunnel has changed its identity; written under RTNL
 * @tunnels: gre2890_conf.node by gre2890_conf.id.  Readers hold RCU.  Tunnels that
 *	differ in their underlay device only share a hash table element.
 * @senders: struct gre2890_sender by gre2890_conf.sender_id, for tunnels that send
 *	another key than they receive.  Readers hold RCU.
 * @askers: gre2890_conf.asker, for tunnels that get answers to their requests under
 *	another identity than their own.  Readers hold RCU.
 * @asking: number of entries in @askers; locked like @count.  Most namespaces have
 *	none, and skip the lookup.
 * @count: tunnels of each class; written under RTNL, read without a lock.  A lookup
 *	skips classes without tunnels.
 * @groups: identities whose remote is a multicast address; locked like @count and
 *	not included in it
 */
struct gre2890_demux {
	unsigned int		moves;
	unsigned int		asking;
	struct rhltable		tunnels;
	struct rhashtable	senders;
	struct rhltable		askers;
	unsigned int		count[GRE2890_CLASSES];
	unsigned int		groups;
};

#endif /* GRE2890_STATE_DEMUX_H */
