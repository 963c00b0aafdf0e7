// SPDX-License-Identifier: GPL-2.0
/*
 * In form plain, the answers to a tunnel with a key have none.  So they have the
 * identity of another tunnel, or of none.
 */
#include <linux/rhashtable.h>
#include <linux/rtnetlink.h>

#include "data/asker.h"
#include "state/demux.h"
#include "state/tunnel.h"

static struct gre2890_ident ident_of(const struct gre2890_conf *conf)
{
	struct gre2890_ident id = conf->id;

	id.has_key = false;
	id.key = 0;
	return id;
}

static u32 hash_conf(const void *data, u32 len, u32 seed)
{
	const struct gre2890_ident id = ident_of(data);

	return gre2890_ident_hash(&id, sizeof(id), seed);
}

static int asker_differs(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct gre2890_ident id = ident_of(obj);

	return gre2890_ident_differs(arg->key, &id);
}

static const struct rhashtable_params askers_params = {
	.head_offset = offsetof(struct gre2890_conf, asker),
	.key_len = sizeof(struct gre2890_ident),
	.hashfn = gre2890_ident_hash,
	.obj_hashfn = hash_conf,
	.obj_cmpfn = asker_differs,
	.automatic_shrinking = true,
};

/**
 * gre2890_askers_init() - initialise an empty table
 * @askers: the table; rhltable_destroy() undoes this
 *
 * Context: Process context.
 * Return: 0 or -ENOMEM.
 */
int gre2890_askers_init(struct rhltable *askers)
{
	return rhltable_init(askers, &askers_params);
}

/**
 * gre2890_asker_is_hashed() - check whether the answers have another identity than
 *	the tunnel
 * @conf: the tunnel's settings
 *
 * Context: Any context.
 * Return: true if they have.
 */
bool gre2890_asker_is_hashed(const struct gre2890_conf *conf)
{
	return conf->asks && conf->id.has_key &&
	       conf->liveness.form == GRE2890_KEEPALIVE_FORM_PLAIN;
}

/**
 * gre2890_asker_add() - let answers find settings
 * @demux: the tables of the tunnel's underlay
 * @conf: the settings; nothing happens if gre2890_asker_is_hashed() is false
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0 or -ENOMEM.
 */
int gre2890_asker_add(struct gre2890_demux *demux, struct gre2890_conf *conf)
{
	const struct gre2890_ident id = ident_of(conf);
	int err;

	ASSERT_RTNL();
	if (!gre2890_asker_is_hashed(conf))
		return 0;
	err = rhltable_insert_key(&demux->askers, &id, &conf->asker,
				  askers_params);
	if (!err)
		WRITE_ONCE(demux->asking, demux->asking + 1);
	return err;
}

/**
 * gre2890_asker_del() - undo gre2890_asker_add()
 * @demux: the tables of the tunnel's underlay
 * @conf: the settings; readers may use them for another grace period
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_asker_del(struct gre2890_demux *demux, struct gre2890_conf *conf)
{
	ASSERT_RTNL();
	if (!gre2890_asker_is_hashed(conf))
		return;
	rhltable_remove(&demux->askers, &conf->asker, askers_params);
	WRITE_ONCE(demux->asking, demux->asking - 1);
}

/**
 * gre2890_asker_find() - find the tunnel that an answer without a key belongs to, if
 *	its answers have another identity than the tunnel
 * @demux: the tables of the namespace that the answer arrived in
 * @id: the answer's identity
 *
 * Context: Any context.  Caller must hold RCU.
 * Return: the settings, valid under RCU, or NULL.
 */
struct gre2890_conf *gre2890_asker_find(struct gre2890_demux *demux,
					const struct gre2890_ident *id)
{
	struct rhlist_head *list;

	lockdep_assert_in_rcu_reader();
	list = rhltable_lookup(&demux->askers, id, askers_params);
	return list ? container_of(list, struct gre2890_conf, asker) : NULL;
}
