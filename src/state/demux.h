/* SPDX-License-Identifier: GPL-2.0 */
/* The tunnels of an underlay, by the identity of packets */
#ifndef GRE2890_STATE_DEMUX_H
#define GRE2890_STATE_DEMUX_H

#include <linux/rhashtable-types.h>

#include "pure/ident.h"

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

#endif /* GRE2890_STATE_DEMUX_H */
