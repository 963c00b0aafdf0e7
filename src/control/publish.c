// SPDX-License-Identifier: GPL-2.0
#include <linux/bitmap.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "control/follow.h"
#include "control/group.h"
#include "control/publish.h"
#include "data/demux.h"
#include "data/flow.h"
#include "data/hook.h"
#include "data/keepalive.h"
#include "state/keepalive.h"
#include "state/netns.h"
#include "state/tunnel.h"

/**
 * gre2890_tunnel_number() - allocate the id of a new tunnel
 * @tunnel: the tunnel; its underlay is set
 *
 * gre2890_tunnel_discard() frees the id.  Ids are below 2^31, so that a dump on a
 * 32-bit host can resume at the next one.
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0 or a negative error.
 */
int gre2890_tunnel_number(struct gre2890_tunnel *tunnel)
{
	struct gre2890_netns *gn = gre2890_netns(tunnel->net);
	int err;

	ASSERT_RTNL();
	err = xa_alloc_cyclic(&gn->tunnels, &tunnel->id, NULL, xa_limit_31b,
			      &gn->next_id, GFP_KERNEL);
	return min(err, 0);
}

static bool published(const struct gre2890_tunnel *tunnel)
{
	return xa_load(&gre2890_netns(tunnel->net)->tunnels, tunnel->id);
}

/* The receive hooks are registered while a namespace has tunnels. */
static int join_netns(struct gre2890_tunnel *tunnel)
{
	struct gre2890_netns *gn = gre2890_netns(tunnel->net);
	int err;

	if (!gn->count) {
		err = gre2890_hook_attach(tunnel->net);
		if (err)
			return err;
	}
	WRITE_ONCE(gn->count, gn->count + 1);
	gn->generation++;
	/* The id is reserved, so this allocates nothing. */
	xa_store(&gn->tunnels, tunnel->id, tunnel, GFP_KERNEL);
	return 0;
}

static void leave_netns(struct gre2890_tunnel *tunnel)
{
	struct gre2890_netns *gn = gre2890_netns(tunnel->net);

	xa_store(&gn->tunnels, tunnel->id, NULL, GFP_KERNEL);
	gn->generation++;
	WRITE_ONCE(gn->count, gn->count - 1);
	if (!gn->count)
		gre2890_hook_detach(tunnel->net);
}

/*
 * RFC 2890 2.2: remote and key define a flow.  Switching seq-mode on starts a new
 * one, too.
 */
static bool same_flow(const struct gre2890_conf *old,
		      const struct gre2890_conf *new)
{
	return !memcmp(&old->id.remote, &new->id.remote,
		       sizeof(old->id.remote)) &&
	       old->id.has_key == new->id.has_key &&
	       old->id.key == new->id.key &&
	       (old->seq.mode != GRE2890_SEQ_MODE_OFF ||
		new->seq.mode == GRE2890_SEQ_MODE_OFF);
}

static void restart_tx(struct gre2890_tunnel *tunnel,
		       const struct gre2890_conf *old,
		       const struct gre2890_conf *new)
{
	if (memcmp(&old->id.remote, &new->id.remote, sizeof(old->id.remote)) ||
	    old->okey != new->okey ||
	    (new->oflags & ~old->oflags & (GRE_SEQ | GRE_KEY))) {
		WRITE_ONCE(tunnel->tx_noted, 0);
		WRITE_ONCE(tunnel->tx_oldest, 0);
		atomic_set(&tunnel->tx_seq, 0);
	}
}

/* Is it still the same peer, and the same test? */
static bool same_peer(const struct gre2890_conf *old,
		      const struct gre2890_conf *new)
{
	return !memcmp(&old->id, &new->id, sizeof(old->id)) &&
	       old->okey == new->okey &&
	       !((old->oflags ^ new->oflags) & GRE_KEY) &&
	       old->liveness.form == new->liveness.form;
}

static int prepare_keepalive(struct gre2890_tunnel *tunnel,
			     const struct gre2890_conf *conf)
{
	if (!conf->asks || tunnel->keepalive)
		return 0;
	tunnel->keepalive = gre2890_keepalive_alloc(tunnel);
	return tunnel->keepalive ? 0 : -ENOMEM;
}

/* Let the requests go on undisturbed by a change that has nothing to do with them. */
static void set_keepalive(struct gre2890_tunnel *tunnel,
			  const struct gre2890_conf *old,
			  const struct gre2890_conf *new)
{
	bool restart = !same_peer(old, new);

	if (restart || old->state != new->state ||
	    memcmp(&old->liveness, &new->liveness, sizeof(old->liveness)))
		gre2890_keepalive_set(tunnel, restart);
}

/* Allocate what gre2890_flow_set() needs. */
static int prepare_flow(struct gre2890_tunnel *tunnel,
			const struct gre2890_conf *conf, unsigned long **ring)
{
	*ring = NULL;
	if (conf->seq.mode == GRE2890_SEQ_MODE_OFF)
		return 0;
	if (!tunnel->flow)
		tunnel->flow = gre2890_flow_alloc(tunnel->dev);
	if (!tunnel->flow)
		return -ENOMEM;
	return gre2890_flow_ring_alloc(&conf->seq, ring);
}

/**
 * gre2890_tunnel_init_state() - make the state that a new tunnel's settings need
 * @tunnel: the tunnel; its settings are not published yet
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0 or -ENOMEM.
 */
int gre2890_tunnel_init_state(struct gre2890_tunnel *tunnel)
{
	struct gre2890_conf *conf = gre2890_conf_rtnl(tunnel);
	unsigned long *ring;
	int err;

	ASSERT_RTNL();
	err = prepare_keepalive(tunnel, conf);
	if (!err)
		err = prepare_flow(tunnel, conf, &ring);
	if (err)
		gre2890_tunnel_exit_state(tunnel);
	else if (tunnel->flow)
		gre2890_flow_set(tunnel->flow, conf, ring);
	return err;
}

/**
 * gre2890_tunnel_exit_state() - undo gre2890_tunnel_init_state()
 * @tunnel: the tunnel; nothing refers to it any more
 *
 * Context: Process context.
 */
void gre2890_tunnel_exit_state(struct gre2890_tunnel *tunnel)
{
	kfree(tunnel->keepalive);
	tunnel->keepalive = NULL;
	gre2890_flow_free(tunnel->flow);
	tunnel->flow = NULL;
}

static bool same_seq_conf(const struct gre2890_conf *old,
			  const struct gre2890_conf *new)
{
	return old->generation == new->generation &&
	       !memcmp(&old->seq, &new->seq, sizeof(old->seq));
}

static int replace(struct gre2890_tunnel *tunnel, struct gre2890_conf *old,
		   struct gre2890_conf *conf)
{
	struct gre2890_demux *demux = &gre2890_netns(tunnel->net)->demux;
	struct gre2890_membership joined;
	unsigned long *ring;
	int err;

	err = gre2890_follow_prepare(gre2890_netns(tunnel->net), conf);
	if (!err)
		err = gre2890_group_listen(conf);
	if (!err)
		err = prepare_keepalive(tunnel, conf);
	if (!err)
		err = gre2890_group_join(tunnel, conf, &joined);
	if (err)
		return err;
	err = prepare_flow(tunnel, conf, &ring);
	if (err)
		goto abort_group;
	conf->generation = old->generation + !same_flow(old, conf);
	err = gre2890_demux_replace(demux, old, conf);
	if (err)
		goto free_ring;

	if (tunnel->flow && !same_seq_conf(old, conf))
		gre2890_flow_set(tunnel->flow, conf, ring);
	else
		bitmap_free(ring);
	restart_tx(tunnel, old, conf);
	gre2890_follow(tunnel, conf);
	gre2890_group_settle(tunnel, &joined);
	rcu_assign_pointer(tunnel->conf, conf);
	set_keepalive(tunnel, old, conf);
	call_rcu(&old->rcu, gre2890_conf_free_rcu);
	return 0;

free_ring:
	bitmap_free(ring);
abort_group:
	gre2890_group_abort(tunnel, &joined);
	return err;
}

/**
 * gre2890_tunnel_publish() - publish the settings of a tunnel
 * @tunnel: the tunnel; its device is registered
 * @conf: the first settings, which gre2890_tunnel.conf has already, or new ones; on
 *	success the tunnel owns these
 *
 * A packet sees either all old settings or all new ones, except that the receive
 * flow has its own copy of the sequence settings (struct gre2890_flow).
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0, or a negative error with the old settings still in force: -EEXIST if
 * another tunnel has the identity, -EADDRNOTAVAIL if there is no route to the
 * group, -ENOMEM, or the error of registering the hooks.
 */
int gre2890_tunnel_publish(struct gre2890_tunnel *tunnel,
			   struct gre2890_conf *conf)
{
	struct gre2890_demux *demux = &gre2890_netns(tunnel->net)->demux;
	struct gre2890_conf *old = gre2890_conf_rtnl(tunnel);
	int err;

	ASSERT_RTNL();
	if (old != conf)
		return replace(tunnel, old, conf);
	err = gre2890_follow_prepare(gre2890_netns(tunnel->net), conf);
	if (!err)
		err = gre2890_group_listen(conf);
	if (!err)
		err = join_netns(tunnel);
	if (err)
		return err;
	err = gre2890_demux_add(demux, conf);
	if (err)
		leave_netns(tunnel);
	else
		gre2890_follow(tunnel, conf);
	return err;
}

/**
 * gre2890_tunnel_withdraw() - hide a published tunnel from packets, and discard it
 * @tunnel: the tunnel, published or not; its device is down
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_tunnel_withdraw(struct gre2890_tunnel *tunnel)
{
	struct gre2890_demux *demux = &gre2890_netns(tunnel->net)->demux;

	ASSERT_RTNL();
	if (!published(tunnel))
		return;
	gre2890_demux_del(demux, gre2890_conf_rtnl(tunnel));
	gre2890_follow(tunnel, NULL);
	leave_netns(tunnel);
	gre2890_tunnel_discard(tunnel);
}

/**
 * gre2890_tunnel_discard() - free the settings and the id of a tunnel
 * @tunnel: the tunnel, withdrawn or never published
 *
 * Readers under RCU may still use the settings until a grace period has passed.
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_tunnel_discard(struct gre2890_tunnel *tunnel)
{
	struct gre2890_conf *conf = gre2890_conf_rtnl(tunnel);

	ASSERT_RTNL();
	RCU_INIT_POINTER(tunnel->conf, NULL);
	if (conf)
		call_rcu(&conf->rcu, gre2890_conf_free_rcu);
	if (tunnel->id)
		xa_erase(&gre2890_netns(tunnel->net)->tunnels, tunnel->id);
	tunnel->id = 0;
}

/**
 * gre2890_tunnel_notify() - notify listeners of new settings
 * @tunnel: the tunnel
 *
 * netdev_state_change() does nothing for a device that is down.
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_tunnel_notify(struct gre2890_tunnel *tunnel)
{
	ASSERT_RTNL();
	if (tunnel->dev->flags & IFF_UP)
		netdev_state_change(tunnel->dev);
	else
		call_netdevice_notifiers(NETDEV_CHANGEINFODATA, tunnel->dev);
}
