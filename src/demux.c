// SPDX-License-Identifier: GPL-2.0
#include <linux/jhash.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <net/ipv6.h>

#include "demux.h"
#include "tunnel.h"

/*
 * Over IPv4 three quarters of the addresses are 0.  What is added to the seed is
 * added to each word: it would take all of them to cancel it out.
 */
static u32 ident_hash(const void *data, u32 len, u32 seed)
{
	const struct gre2890_ident *id = data;

	if (id->family == AF_INET)
		return jhash_3words((__force u32)id->local.ip,
				    (__force u32)id->remote.ip,
				    (__force u32)id->key,
				    seed + id->l3dom + id->zone);
	return jhash2(data, offsetof(struct gre2890_ident, family) / sizeof(u32),
		      seed);
}

/* What is added to an identity has to be compared, and there are no holes. */
static_assert(sizeof(struct gre2890_ident) == 48);

static int differs(const struct gre2890_ident *a, const struct gre2890_ident *b)
{
	return a->key != b->key || a->has_key != b->has_key ||
	       a->family != b->family || a->l3dom != b->l3dom ||
	       a->zone != b->zone ||
	       !ipv6_addr_equal(&a->remote.in6, &b->remote.in6) ||
	       !ipv6_addr_equal(&a->local.in6, &b->local.in6);
}

static int tunnel_differs(struct rhashtable_compare_arg *arg, const void *obj)
{
	return differs(arg->key, &((const struct gre2890_conf *)obj)->id);
}

static const struct rhashtable_params tunnels_params = {
	.head_offset = offsetof(struct gre2890_conf, node),
	.key_offset = offsetof(struct gre2890_conf, id),
	.key_len = sizeof(struct gre2890_ident),
	.hashfn = ident_hash,
	.obj_cmpfn = tunnel_differs,
	.automatic_shrinking = true,
};

/**
 * struct gre2890_sender - tunnels that send alike
 * @node: in gre2890_demux.senders
 * @id: what their packets look like to an ICMP error
 * @confs: gre2890_conf.sender of each; read under RCU
 * @rcu: for freeing
 *
 * Any number of tunnels may differ in the key that they receive alone: a list,
 * which one leaves without a walk, and not an element each.
 */
struct gre2890_sender {
	struct rhash_head	node;
	struct gre2890_ident	id;
	struct list_head	confs;
	struct rcu_head		rcu;
};

static int sender_differs(struct rhashtable_compare_arg *arg, const void *obj)
{
	return differs(arg->key, &((const struct gre2890_sender *)obj)->id);
}

static const struct rhashtable_params senders_params = {
	.head_offset = offsetof(struct gre2890_sender, node),
	.key_offset = offsetof(struct gre2890_sender, id),
	.key_len = sizeof(struct gre2890_ident),
	.hashfn = ident_hash,
	.obj_cmpfn = sender_differs,
	.automatic_shrinking = true,
};

/**
 * gre2890_demux_init() - make an empty table
 * @demux: the table
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int gre2890_demux_init(struct gre2890_demux *demux)
{
	int err;

	err = rhashtable_init(&demux->tunnels, &tunnels_params);
	if (err)
		return err;
	err = rhashtable_init(&demux->senders, &senders_params);
	if (err)
		rhashtable_destroy(&demux->tunnels);
	return err;
}

/**
 * gre2890_demux_exit() - undo gre2890_demux_init()
 * @demux: the table, empty
 *
 * Context: process.
 */
void gre2890_demux_exit(struct gre2890_demux *demux)
{
	rhashtable_destroy(&demux->senders);
	rhashtable_destroy(&demux->tunnels);
}

static bool is_link_local(const struct in6_addr *addr)
{
	return (addr->s6_addr32[0] & htonl(0xffc00000)) == htonl(0xfe800000);
}

/**
 * gre2890_ident_link_local() - do the addresses mean something on one link only?
 * @id: the identity
 *
 * Context: any.
 * Return: true if one of them is an IPv6 link-local address.
 */
bool gre2890_ident_link_local(const struct gre2890_ident *id)
{
	return id->family == AF_INET6 &&
	       (is_link_local(&id->local.in6) ||
		is_link_local(&id->remote.in6));
}

/**
 * gre2890_ident_class() - which addresses are given
 * @id: the identity
 *
 * Context: any.
 * Return: the class.
 */
enum gre2890_class gre2890_ident_class(const struct gre2890_ident *id)
{
	bool local = !ipv6_addr_any(&id->local.in6);
	bool remote = !ipv6_addr_any(&id->remote.in6);

	if (remote)
		return local ? GRE2890_EXACT : GRE2890_ANY_LOCAL;
	return local ? GRE2890_ANY_REMOTE : GRE2890_ANY;
}

static struct gre2890_sender *find_sender(struct gre2890_demux *demux,
					  const struct gre2890_ident *id)
{
	return rhashtable_lookup_fast(&demux->senders, id, senders_params);
}

/* Make add_sender() sure to succeed: what it adds is found at once. */
static int need_sender(struct gre2890_demux *demux,
		       const struct gre2890_conf *conf)
{
	struct gre2890_sender *sender;
	int err;

	if (!conf->sender_hashed || find_sender(demux, &conf->sender_id))
		return 0;
	sender = kzalloc(sizeof(*sender), GFP_KERNEL);
	if (!sender)
		return -ENOMEM;
	sender->id = conf->sender_id;
	INIT_LIST_HEAD(&sender->confs);
	err = rhashtable_insert_fast(&demux->senders, &sender->node,
				     senders_params);
	if (err)
		kfree(sender);
	return err;
}

static void release_sender(struct gre2890_demux *demux,
			   const struct gre2890_conf *conf)
{
	struct gre2890_sender *sender;

	if (!conf->sender_hashed)
		return;
	sender = find_sender(demux, &conf->sender_id);
	if (!list_empty(&sender->confs))
		return;
	rhashtable_remove_fast(&demux->senders, &sender->node, senders_params);
	kfree_rcu(sender, rcu);
}

static void add_sender(struct gre2890_demux *demux, struct gre2890_conf *conf)
{
	if (conf->sender_hashed)
		list_add_rcu(&conf->sender,
			     &find_sender(demux, &conf->sender_id)->confs);
}

static void del_sender(struct gre2890_demux *demux, struct gre2890_conf *conf)
{
	if (conf->sender_hashed)
		list_del_rcu(&conf->sender);
	release_sender(demux, conf);
}

static void count_class(struct gre2890_demux *demux,
			const struct gre2890_conf *conf, int add)
{
	unsigned int *count = &demux->count[gre2890_ident_class(&conf->id)];

	WRITE_ONCE(*count, *count + add);
}

/**
 * gre2890_demux_add() - let packets find a tunnel
 * @demux: the table of its underlay namespace
 * @conf: the tunnel's settings
 *
 * Context: process, rtnl is held.
 * Return: 0, or with no packet having found the tunnel -EEXIST if another has
 * the identity, -ENOMEM.
 */
int gre2890_demux_add(struct gre2890_demux *demux, struct gre2890_conf *conf)
{
	int err;

	err = need_sender(demux, conf);
	if (err)
		return err;
	err = rhashtable_lookup_insert_fast(&demux->tunnels, &conf->node,
					    tunnels_params);
	if (err) {
		release_sender(demux, conf);
		return err;
	}
	add_sender(demux, conf);
	count_class(demux, conf, 1);
	return 0;
}

/**
 * gre2890_demux_replace() - exchange a tunnel's settings
 * @demux: the table of its underlay namespace
 * @old: what is there
 * @new: what packets find afterwards
 *
 * At no time does a packet find neither of the two.
 *
 * Context: process, rtnl is held.
 * Return: 0, or as gre2890_demux_add() with nothing changed.
 */
int gre2890_demux_replace(struct gre2890_demux *demux,
			  struct gre2890_conf *old, struct gre2890_conf *new)
{
	int err;

	if (memcmp(&old->id, &new->id, sizeof(old->id))) {
		err = gre2890_demux_add(demux, new);
		if (err)
			return err;
		/* Seen after @new, by gre2890_demux_find() */
		smp_store_release(&demux->moves, demux->moves + 1);
		/* And before @old is gone */
		smp_wmb();
		gre2890_demux_del(demux, old);
		return 0;
	}

	err = need_sender(demux, new);
	if (err)
		return err;
	err = rhashtable_replace_fast(&demux->tunnels, &old->node, &new->node,
				      tunnels_params);
	if (err) {
		release_sender(demux, new);
		return err;
	}
	add_sender(demux, new);
	del_sender(demux, old);
	return 0;
}

/**
 * gre2890_demux_del() - let packets no longer find a tunnel
 * @demux: the table of its underlay namespace
 * @conf: the tunnel's settings
 *
 * Receivers may use @conf until a grace period has passed.
 *
 * Context: process, rtnl is held.
 */
void gre2890_demux_del(struct gre2890_demux *demux, struct gre2890_conf *conf)
{
	rhashtable_remove_fast(&demux->tunnels, &conf->node, tunnels_params);
	del_sender(demux, conf);
	count_class(demux, conf, -1);
}

/**
 * gre2890_demux_holder() - who has precisely this identity?
 * @demux: the table of an underlay namespace
 * @id: the identity
 *
 * Context: any, under RCU.
 * Return: the settings found, valid under RCU, or NULL.
 */
struct gre2890_conf *gre2890_demux_holder(struct gre2890_demux *demux,
					  const struct gre2890_ident *id)
{
	return rhashtable_lookup(&demux->tunnels, id, tunnels_params);
}

/* A wildcard stands for a unicast address: packets to a group are not ours. */
static bool is_group(const struct gre2890_ident *id)
{
	if (id->family == AF_INET)
		return ipv4_is_multicast(id->local.ip) ||
		       ipv4_is_lbcast(id->local.ip);
	return ipv6_addr_is_multicast(&id->local.in6);
}

static struct gre2890_conf *find_wild(struct gre2890_demux *demux,
				      const struct gre2890_ident *id)
{
	static const union nf_inet_addr any;
	enum gre2890_class class;
	struct gre2890_conf *conf;
	struct gre2890_ident wild;

	for (class = GRE2890_ANY_LOCAL; class < GRE2890_CLASSES; class++) {
		if (!READ_ONCE(demux->count[class]))
			continue;
		wild = *id;
		if (class != GRE2890_ANY_REMOTE) {
			if (is_group(id))
				continue;
			wild.local = any;
		}
		if (class != GRE2890_ANY_LOCAL)
			wild.remote = any;
		conf = gre2890_demux_holder(demux, &wild);
		if (conf)
			return conf;
	}
	return NULL;
}

/**
 * gre2890_demux_find() - which tunnel does a received packet belong to?
 * @demux: the table of the namespace that it arrived in
 * @id: the packet's identity, both addresses given
 *
 * The exact identity wins over wildcards; key and L3 domain are always exact.
 * Where nothing was found, a tunnel may have gone meanwhile from where it had
 * not been looked for yet to where it had: then all is looked for again.
 *
 * Context: any, under RCU.
 * Return: the settings found, valid under RCU, or NULL.
 */
struct gre2890_conf *gre2890_demux_find(struct gre2890_demux *demux,
					const struct gre2890_ident *id)
{
	struct gre2890_conf *conf;
	unsigned int moves;

	do {
		/* Pairs with the release in gre2890_demux_replace(). */
		moves = smp_load_acquire(&demux->moves);
		conf = rhashtable_lookup(&demux->tunnels, id, tunnels_params);
		if (likely(conf))
			return conf;
		conf = find_wild(demux, id);
		/* Pairs with smp_wmb() there. */
		smp_rmb();
	} while (!conf && unlikely(READ_ONCE(demux->moves) != moves));
	return conf;
}

/**
 * gre2890_demux_find_sender() - which tunnel sent a packet?
 * @demux: the table of the namespace that it was sent in
 * @id: what was sent, seen from the sender: @local is the source
 *
 * Tunnels that send with the key that they receive are found as receivers.
 * Others are found only if both of their addresses are given; where several
 * send alike, it is one of them.
 *
 * Context: any, under RCU.
 * Return: the settings found, valid under RCU, or NULL.
 */
struct gre2890_conf *gre2890_demux_find_sender(struct gre2890_demux *demux,
					       const struct gre2890_ident *id)
{
	struct gre2890_conf *conf = gre2890_demux_holder(demux, id);
	struct gre2890_sender *sender;

	if (conf && !conf->sender_hashed)
		return conf;
	sender = rhashtable_lookup(&demux->senders, id, senders_params);
	conf = sender ? list_first_or_null_rcu(&sender->confs,
					       struct gre2890_conf, sender) :
			NULL;
	if (conf)
		return conf;
	conf = gre2890_demux_find(demux, id);
	return conf && !conf->sender_hashed ? conf : NULL;
}
