// SPDX-License-Identifier: GPL-2.0
/* No two tunnels may receive the same packets. */
#include <linux/rtnetlink.h>

#include "control/attr_ends.h"
#include "control/identity.h"
#include "data/asker.h"
#include "data/demux.h"
#include "state/netns.h"
#include "state/tunnel.h"

/* @id is the identity of @conf, or that of packets to its group. */
static int check_ident(const struct gre2890_conf *conf,
		       const struct gre2890_ident *id,
		       struct netlink_ext_ack *extack)
{
	struct gre2890_demux *demux = &gre2890_netns(conf->net)->demux;
	bool listener = memcmp(id, &conf->id, sizeof(*id));
	const struct gre2890_conf *holder;

	holder = gre2890_demux_holder(demux, id, gre2890_conf_id_link(conf));
	if (holder && holder->dev != conf->dev) {
		NL_SET_ERR_MSG_ATTR_FMT(extack, NULL, "%s has this %s and key",
					netdev_name(holder->dev),
					listener ? "group" : "local, remote");
		return -EEXIST;
	}
	if (!holder && gre2890_demux_is_crowded(demux, id)) {
		NL_SET_ERR_MSG(extack,
			       "Too many tunnels differ from this one in dev only");
		return -ENOSPC;
	}
	return 0;
}

/* Return another tunnel that gets the answers of identity @id too, or NULL. */
static const struct gre2890_conf *rival(const struct gre2890_conf *conf,
					const struct gre2890_ident *id)
{
	struct gre2890_demux *demux = &gre2890_netns(conf->net)->demux;
	const struct gre2890_conf *other;

	other = gre2890_asker_find(demux, id);
	if (other && other->dev != conf->dev)
		return other;
	return conf->id.has_key ?
	       gre2890_demux_other_asker(demux, id, conf->dev) : NULL;
}

/*
 * Answers in form plain have no key.  Two tunnels of the same addresses that get such
 * answers could not tell whose they are.
 */
static int check_answers(const struct gre2890_conf *conf,
			 const struct gre2890_ident *ident,
			 struct netlink_ext_ack *extack)
{
	const struct gre2890_conf *other;
	struct gre2890_ident id = *ident;

	if (!conf->asks || (id.has_key && !gre2890_asker_is_hashed(conf)))
		return 0;
	id.has_key = false;
	id.key = 0;
	other = rival(conf, &id);
	if (!other)
		return 0;
	if (ident->has_key)
		NL_SET_ERR_MSG_ATTR_FMT(extack, NULL,
					"%s asks and has the same answers: use keepalive-form key or auth",
					netdev_name(other->dev));
	else
		NL_SET_ERR_MSG_ATTR_FMT(extack, NULL,
					"%s asks and has the same answers: set a key, or change its form",
					netdev_name(other->dev));
	return -EEXIST;
}

/**
 * gre2890_tunnel_check_free() - check that no other tunnel has the identity of some
 * settings, or the same answers
 * @tunnel: the tunnel
 * @conf: its future settings
 * @extack: takes an error message; may be NULL
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0; -EEXIST if another tunnel has it, or the same answers to its requests;
 * -ENOSPC if too many other tunnels differ from this one in dev only.
 */
int gre2890_tunnel_check_free(struct gre2890_tunnel *tunnel,
			      const struct gre2890_conf *conf,
			      struct netlink_ext_ack *extack)
{
	struct gre2890_ident id = conf->id;
	int err;

	ASSERT_RTNL();
	rcu_read_lock();
	err = check_ident(conf, &id, extack);
	if (!err && gre2890_ident_to_group(&id))
		err = check_ident(conf, &id, extack);
	if (!err)
		err = check_answers(conf, &conf->id, extack);
	rcu_read_unlock();
	return err;
}

/**
 * gre2890_tunnel_is_taken() - check whether another tunnel has the identity that
 * settings would have in state OK, or the same answers
 * @conf: the settings
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: true if one has.
 */
bool gre2890_tunnel_is_taken(const struct gre2890_conf *conf)
{
	struct gre2890_demux *demux = &gre2890_netns(conf->net)->demux;
	u32 link = gre2890_conf_id_link(conf);
	struct gre2890_ident id, ident;
	bool taken;

	ASSERT_RTNL();
	gre2890_conf_ident(conf, &ident);
	id = ident;
	rcu_read_lock();
	taken = gre2890_demux_holder(demux, &id, link);
	if (!taken && gre2890_ident_to_group(&id))
		taken = gre2890_demux_holder(demux, &id, link);
	if (!taken)
		taken = check_answers(conf, &ident, NULL);
	rcu_read_unlock();
	return taken;
}
