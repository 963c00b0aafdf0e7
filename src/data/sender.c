// SPDX-License-Identifier: GPL-2.0
#include <linux/rculist.h>
#include <linux/slab.h>

#include "data/sender.h"
#include "state/tunnel.h"

/**
 * struct gre2890_sender - tunnels whose sent packets have the same identity
 * @node: in gre2890_demux.senders
 * @id: identity of their packets as quoted by an ICMP error
 * @confs: list of gre2890_conf.sender; read under RCU
 * @rcu: for freeing
 *
 * Any number of tunnels may differ only in the key that they receive.  So the hash
 * table has one element for all of them, with a list that each leaves without a
 * walk.  The last tunnel frees the element.
 */
struct gre2890_sender {
	struct rhash_head	node;
	struct gre2890_ident	id;
	struct list_head	confs;
	struct rcu_head		rcu;
};

static int sender_differs(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct gre2890_sender *sender = obj;

	return gre2890_ident_differs(arg->key, &sender->id);
}

static const struct rhashtable_params senders_params = {
	.head_offset = offsetof(struct gre2890_sender, node),
	.key_offset = offsetof(struct gre2890_sender, id),
	.key_len = sizeof(struct gre2890_ident),
	.hashfn = gre2890_ident_hash,
	.obj_cmpfn = sender_differs,
	.automatic_shrinking = true,
};

/**
 * gre2890_senders_init() - initialise an empty table
 * @senders: the table; rhashtable_destroy() undoes this
 *
 * Context: Process context.
 * Return: 0 or -ENOMEM.
 */
int gre2890_senders_init(struct rhashtable *senders)
{
	return rhashtable_init(senders, &senders_params);
}

static struct gre2890_sender *find(struct rhashtable *senders,
				   const struct gre2890_ident *id)
{
	return rhashtable_lookup_fast(senders, id, senders_params);
}

/**
 * gre2890_sender_get() - find or create the sender that settings belong to
 * @senders: the table
 * @conf: the settings
 *
 * Readers find the settings as soon as they join the sender.
 *
 * Context: Process context.  Caller must hold RTNL until it calls
 *	gre2890_sender_join() or gre2890_sender_put().
 * Return: the sender, NULL if the two keys are equal and no sender is needed, or
 * an ERR_PTR().
 */
struct gre2890_sender *gre2890_sender_get(struct rhashtable *senders,
					  const struct gre2890_conf *conf)
{
	struct gre2890_sender *sender;
	int err;

	ASSERT_RTNL();
	if (!conf->sender_hashed)
		return NULL;
	sender = find(senders, &conf->sender_id);
	if (sender)
		return sender;
	sender = kzalloc(sizeof(*sender), GFP_KERNEL_ACCOUNT);
	if (!sender)
		return ERR_PTR(-ENOMEM);
	sender->id = conf->sender_id;
	INIT_LIST_HEAD(&sender->confs);
	err = rhashtable_insert_fast(senders, &sender->node, senders_params);
	if (!err)
		return sender;
	kfree(sender);
	return ERR_PTR(err);
}

/**
 * gre2890_sender_put() - free a sender that has no settings
 * @senders: the table
 * @sender: the sender, or NULL
 *
 * A sender that still has settings stays.
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_sender_put(struct rhashtable *senders,
			struct gre2890_sender *sender)
{
	ASSERT_RTNL();
	if (!sender || !list_empty(&sender->confs))
		return;
	rhashtable_remove_fast(senders, &sender->node, senders_params);
	kfree_rcu(sender, rcu);
}

/**
 * gre2890_sender_join() - let ICMP errors find settings
 * @sender: returned by gre2890_sender_get() for these settings
 * @conf: the settings
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_sender_join(struct gre2890_sender *sender,
			 struct gre2890_conf *conf)
{
	ASSERT_RTNL();
	if (sender)
		list_add_rcu(&conf->sender, &sender->confs);
}

/**
 * gre2890_sender_leave() - undo gre2890_sender_join()
 * @senders: the table
 * @conf: the settings; readers may use them for another grace period
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_sender_leave(struct rhashtable *senders,
			  struct gre2890_conf *conf)
{
	ASSERT_RTNL();
	if (!conf->sender_hashed)
		return;
	list_del_rcu(&conf->sender);
	gre2890_sender_put(senders, find(senders, &conf->sender_id));
}

/**
 * gre2890_sender_find() - find settings that a packet was sent with
 * @senders: the table
 * @id: the sent packet's identity; @id.local is its source
 *
 * Context: Any context.  Caller must hold RCU.
 * Return: one of the settings with this identity, valid under RCU, or NULL.
 */
struct gre2890_conf *gre2890_sender_find(struct rhashtable *senders,
					 const struct gre2890_ident *id)
{
	struct gre2890_sender *sender;

	lockdep_assert_in_rcu_reader();
	sender = rhashtable_lookup(senders, id, senders_params);
	return sender ? list_first_or_null_rcu(&sender->confs,
					       struct gre2890_conf, sender) :
			NULL;
}
