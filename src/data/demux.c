// SPDX-License-Identifier: GPL-2.0
#include <net/ipv6.h>

#include "data/asker.h"
#include "data/demux.h"
#include "data/demux_params.h"
#include "data/sender.h"
#include "state/demux.h"
#include "state/tunnel.h"

/* Tunnels that may differ in their device only.  A lookup may walk all of them. */
#define GRE2890_SHARED_MAX	64

/**
 * gre2890_demux_init() - initialise an empty table
 * @demux: the table
 *
 * Context: Process context.
 * Return: 0 or -ENOMEM.
 */
int gre2890_demux_init(struct gre2890_demux *demux)
{
	int err;

	err = rhltable_init(&demux->tunnels, &tunnels_params);
	if (err)
		return err;
	err = gre2890_senders_init(&demux->senders);
	if (err)
		goto destroy_tunnels;
	err = gre2890_askers_init(&demux->askers);
	if (err)
		goto destroy_senders;
	return 0;

destroy_senders:
	rhashtable_destroy(&demux->senders);
destroy_tunnels:
	rhltable_destroy(&demux->tunnels);
	return err;
}

/**
 * gre2890_demux_exit() - undo gre2890_demux_init()
 * @demux: the table, empty
 *
 * Context: Process context.
 */
void gre2890_demux_exit(struct gre2890_demux *demux)
{
	rhltable_destroy(&demux->askers);
	rhashtable_destroy(&demux->senders);
	rhltable_destroy(&demux->tunnels);
}

static void count_class(struct gre2890_demux *demux,
			const struct gre2890_conf *conf, int add)
{
	unsigned int *count = gre2890_ident_is_group(&conf->id) ?
			      &demux->groups :
			      &demux->count[gre2890_ident_class(&conf->id)];

	WRITE_ONCE(*count, *count + add);
}

/* A conf is found by the identity of its listener too, if it has one. */
static void remove(struct gre2890_demux *demux, struct gre2890_conf *conf)
{
	for (; conf; conf = conf->listener) {
		rhltable_remove(&demux->tunnels, &conf->node, tunnels_params);
		count_class(demux, conf, -1);
	}
}

static int enter(struct gre2890_demux *demux, struct gre2890_conf *conf)
{
	int err;

	err = rhltable_insert(&demux->tunnels, &conf->node, tunnels_params);
	if (!err)
		count_class(demux, conf, 1);
	return err;
}

static int enter_all(struct gre2890_demux *demux, struct gre2890_conf *conf)
{
	int err;

	err = enter(demux, conf);
	if (err || !conf->listener)
		return err;
	err = enter(demux, conf->listener);
	if (err) {
		rhltable_remove(&demux->tunnels, &conf->node, tunnels_params);
		count_class(demux, conf, -1);
	}
	return err;
}

static int insert(struct gre2890_demux *demux, struct gre2890_conf *conf)
{
	struct gre2890_sender *sender;
	int err;

	sender = gre2890_sender_get(&demux->senders, conf);
	if (IS_ERR(sender))
		return PTR_ERR(sender);
	err = gre2890_asker_add(demux, conf);
	if (err)
		goto put_sender;
	err = enter_all(demux, conf);
	if (err)
		goto del_asker;
	gre2890_sender_join(sender, conf);
	return 0;

del_asker:
	gre2890_asker_del(demux, conf);
put_sender:
	gre2890_sender_put(&demux->senders, sender);
	return err;
}

static bool is_taken(struct gre2890_demux *demux,
		     const struct gre2890_conf *conf)
{
	bool taken;

	rcu_read_lock();
	taken = gre2890_demux_holder(demux, &conf->id,
				     gre2890_conf_id_link(conf));
	rcu_read_unlock();
	return taken;
}

/**
 * gre2890_demux_add() - let packets find a tunnel
 * @demux: the table of its underlay namespace
 * @conf: the tunnel's settings
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0; -EEXIST if another tunnel has the identity; or -ENOMEM.  On an error,
 * packets do not find the tunnel.
 */
int gre2890_demux_add(struct gre2890_demux *demux, struct gre2890_conf *conf)
{
	ASSERT_RTNL();
	return is_taken(demux, conf) ? -EEXIST : insert(demux, conf);
}

/**
 * gre2890_demux_replace() - replace a tunnel's settings
 * @demux: the table of its underlay namespace
 * @old: the current settings
 * @new: the settings that packets find afterwards
 *
 * At any time a packet finds one of the two.
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0, or an error as for gre2890_demux_add() with nothing changed.
 */
int gre2890_demux_replace(struct gre2890_demux *demux,
			  struct gre2890_conf *old, struct gre2890_conf *new)
{
	bool moves = memcmp(&old->id, &new->id, sizeof(old->id));
	int err;

	ASSERT_RTNL();
	if ((moves || gre2890_conf_id_link(old) != gre2890_conf_id_link(new)) &&
	    is_taken(demux, new))
		return -EEXIST;
	err = insert(demux, new);
	if (err)
		return err;
	/* If gre2890_demux_find() sees this change, it also sees @new. */
	smp_store_release(&demux->moves, demux->moves + moves);
	/* If it no longer sees @old, it also sees that change. */
	smp_wmb();
	gre2890_demux_del(demux, old);
	return 0;
}

/**
 * gre2890_demux_del() - stop packets from finding a tunnel
 * @demux: the table of its underlay namespace
 * @conf: the tunnel's settings
 *
 * Receivers may use @conf for another grace period.
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_demux_del(struct gre2890_demux *demux, struct gre2890_conf *conf)
{
	ASSERT_RTNL();
	remove(demux, conf);
	gre2890_asker_del(demux, conf);
	gre2890_sender_leave(&demux->senders, conf);
}

/**
 * gre2890_demux_holder() - find the tunnel with exactly this identity
 * @demux: the table of an underlay namespace
 * @id: the identity
 * @link: ifindex of the device in the identity, 0 for none
 *
 * Context: Any context.  Caller must hold RCU.
 * Return: the settings found, valid under RCU, or NULL.
 */
struct gre2890_conf *gre2890_demux_holder(struct gre2890_demux *demux,
					  const struct gre2890_ident *id,
					  u32 link)
{
	struct rhlist_head *list, *at;
	struct gre2890_conf *conf;

	lockdep_assert_in_rcu_reader();
	list = rhltable_lookup(&demux->tunnels, id, tunnels_params);
	rhl_for_each_entry_rcu(conf, at, list, node)
		if (gre2890_conf_id_link(conf) == link)
			return conf;
	return NULL;
}

/**
 * gre2890_demux_other_asker() - find another tunnel that asks under an identity
 * @demux: the table of an underlay namespace
 * @id: the identity, whatever the device in it
 * @dev: the device of the tunnel that does not count
 *
 * Context: Any context.  Caller must hold RCU.
 * Return: the settings found, valid under RCU, or NULL.
 */
struct gre2890_conf *gre2890_demux_other_asker(struct gre2890_demux *demux,
					       const struct gre2890_ident *id,
					       const struct net_device *dev)
{
	struct rhlist_head *list, *at;
	struct gre2890_conf *conf;

	lockdep_assert_in_rcu_reader();
	list = rhltable_lookup(&demux->tunnels, id, tunnels_params);
	rhl_for_each_entry_rcu(conf, at, list, node)
		if (conf->asks && conf->dev != dev)
			return conf;
	return NULL;
}

/**
 * gre2890_demux_is_crowded() - check whether no more tunnels may share an identity
 * @demux: the table of an underlay namespace
 * @id: the identity without the device
 *
 * Context: Any context.  Caller must hold RCU.
 * Return: true if no more tunnels may have it.
 */
bool gre2890_demux_is_crowded(struct gre2890_demux *demux,
			      const struct gre2890_ident *id)
{
	struct rhlist_head *list, *at;
	unsigned int count = 0;

	lockdep_assert_in_rcu_reader();
	list = rhltable_lookup(&demux->tunnels, id, tunnels_params);
	rhl_for_each_rcu(at, list)
		count++;
	return count >= GRE2890_SHARED_MAX;
}
