/* SPDX-License-Identifier: GPL-2.0 */
/* From a packet's identity to the tunnel that it belongs to */
#ifndef GRE2890_DEMUX_H
#define GRE2890_DEMUX_H

#include <linux/netfilter.h>
#include <linux/rhashtable.h>

struct gre2890_conf;

/**
 * struct gre2890_ident - identity of a tunnel, and of a received packet
 * @local: our address, all zero for any; IPv4 in the first four octets
 * @remote: the peer's address, likewise
 * @key: key, 0 if not @has_key
 * @l3dom: ifindex of the VRF of the underlay, 0 for none
 * @zone: ifindex of the link if one of the addresses is link-local, else 0
 * @family: AF_INET or AF_INET6
 * @has_key: key 0 differs from no key, RFC 2890 2.1
 * @pad: 0: settings are compared by memcmp()
 */
struct gre2890_ident {
	union nf_inet_addr	local;
	union nf_inet_addr	remote;
	__be32			key;
	u32			l3dom;
	u32			zone;
	u8			family;
	u8			has_key;
	u8			pad[2];
};

/* An L3 domain that no packet is in: ifindexes are positive */
#define GRE2890_NO_L3DOM	(~0U)

/**
 * enum gre2890_class - which addresses of an identity are given
 * @GRE2890_EXACT: both
 * @GRE2890_ANY_LOCAL: remote only
 * @GRE2890_ANY_REMOTE: local only
 * @GRE2890_ANY: none
 * @GRE2890_CLASSES: how many there are
 *
 * In the order in which they are tried, that of ip_gre.
 */
enum gre2890_class {
	GRE2890_EXACT,
	GRE2890_ANY_LOCAL,
	GRE2890_ANY_REMOTE,
	GRE2890_ANY,
	GRE2890_CLASSES,
};

/**
 * struct gre2890_demux - the tunnels of an underlay namespace
 * @moves: how often one has changed its identity; written under rtnl
 * @tunnels: gre2890_conf.node by gre2890_conf.id.  Readers hold RCU.
 * @senders: struct gre2890_sender by gre2890_conf.sender_id, for those that
 *	send with another key than they receive.  Readers hold RCU.
 * @count: tunnels of each class; written under rtnl, read at any time: a class
 *	without tunnels is not looked for
 */
struct gre2890_demux {
	unsigned int		moves;
	struct rhashtable	tunnels;
	struct rhashtable	senders;
	unsigned int		count[GRE2890_CLASSES];
};

int gre2890_demux_init(struct gre2890_demux *demux);
void gre2890_demux_exit(struct gre2890_demux *demux);

bool gre2890_ident_link_local(const struct gre2890_ident *id);
enum gre2890_class gre2890_ident_class(const struct gre2890_ident *id);

int gre2890_demux_add(struct gre2890_demux *demux, struct gre2890_conf *conf);
int gre2890_demux_replace(struct gre2890_demux *demux,
			  struct gre2890_conf *old, struct gre2890_conf *new);
void gre2890_demux_del(struct gre2890_demux *demux, struct gre2890_conf *conf);

struct gre2890_conf *gre2890_demux_holder(struct gre2890_demux *demux,
					  const struct gre2890_ident *id);
struct gre2890_conf *gre2890_demux_find(struct gre2890_demux *demux,
					const struct gre2890_ident *id);
struct gre2890_conf *gre2890_demux_find_sender(struct gre2890_demux *demux,
					       const struct gre2890_ident *id);

#endif /* GRE2890_DEMUX_H */
