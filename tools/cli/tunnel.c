// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>
#include <linux/genetlink.h>
#include <linux/gre2890.h>
#include <linux/rtnetlink.h>

#include "genl.h"
#include "link.h"
#include "nl.h"
#include "tunnel.h"

struct visit {
	void (*visit)(const struct tunnel *t, void *ctx);
	void *ctx;
};

/* A tunnel, and the nest that is read last */
struct answer {
	struct tunnel tunnel;
	const struct nlattr *nest;
};

static const struct nl_field tunnel_fields[] = {
	NL_NUMBER(GRE2890_A_TUNNEL_ID, tunnel, id),
	NL_NUMBER(GRE2890_A_NETNS_INODE, tunnel, inode),
	NL_NUMBER(GRE2890_A_NETNSID, tunnel, nsid),
	NL_NUMBER(GRE2890_A_IFINDEX, tunnel, link.index),
	NL_TEXT(GRE2890_A_IFNAME, tunnel, link.name),
	NL_NUMBER(GRE2890_A_FLAGS, tunnel, link.flags),
	{ }
};

static int take_tunnel(const struct nlattr *attr, void *ctx)
{
	struct answer *a = ctx;

	if (mnl_attr_get_type(attr) == GRE2890_A_LINK)
		a->nest = attr;
	else
		nl_attr_store(attr, tunnel_fields, &a->tunnel);
	return MNL_CB_OK;
}

static int on_tunnel(const struct nlmsghdr *nlh, void *ctx)
{
	const struct visit *v = ctx;
	struct answer a = { .tunnel.nsid = -1 };

	genl_parse(nlh, take_tunnel, &a);
	if (a.nest)
		link_load_nest(&a.tunnel.link, a.nest);
	if (a.tunnel.id)
		v->visit(&a.tunnel, v->ctx);
	return MNL_CB_OK;
}

int tunnel_dump(struct genl *g,
		void (*visit)(const struct tunnel *t, void *ctx), void *ctx)
{
	char buf[NL_REQUEST_SIZE];
	struct nlmsghdr *nlh = genl_request(g, buf, GRE2890_CMD_TUNNEL_GET);
	struct visit v = { visit, ctx };

	nlh->nlmsg_flags |= NLM_F_DUMP;
	return nl_talk(&g->nl, nlh, on_tunnel, &v);
}

struct search {
	__u32 inode;
	const char *name;
	__u32 id;
};

static void compare(const struct tunnel *t, void *ctx)
{
	struct search *s = ctx;

	if (t->inode == s->inode && !strcmp(t->link.name, s->name))
		s->id = t->id;
}

int tunnel_find(struct genl *g, __u32 inode, const char *name, __u32 *id)
{
	struct search s = { inode, name };
	int err = tunnel_dump(g, compare, &s);

	*id = s.id;
	return err ?: s.id ? 0 : -ENODEV;
}

int tunnel_set(struct genl *g, __u32 id, const struct attrs *data)
{
	char buf[NL_REQUEST_SIZE];
	struct nlmsghdr *nlh = genl_request(g, buf, GRE2890_CMD_TUNNEL_SET);
	struct nlattr *nest;

	mnl_attr_put_u32(nlh, GRE2890_A_TUNNEL_ID, id);
	nest = mnl_attr_nest_start(nlh, GRE2890_A_LINK);
	link_put_info(nlh, data);
	mnl_attr_nest_end(nlh, nest);
	return nl_talk(&g->nl, nlh, NULL, NULL);
}

static int delete(struct genl *g, const __u32 *ids, size_t count)
{
	char buf[NL_REQUEST_SIZE];
	struct nlmsghdr *nlh = genl_request(g, buf, GRE2890_CMD_TUNNEL_DEL);
	size_t i;

	for (i = 0; i < count; i++)
		mnl_attr_put_u32(nlh, GRE2890_A_TUNNEL_ID, ids[i]);
	return nl_talk(&g->nl, nlh, NULL, NULL);
}

/*
 * The kernel deletes all tunnels of a message at once, which is fast, or none if one
 * does not exist.  A tenant may delete its own at any time, so fall back to one by one.
 */
int tunnel_delete(struct genl *g, const __u32 *ids, size_t count)
{
	int err = delete(g, ids, count);
	size_t i;

	if (err != -ENOENT)
		return err;
	err = 0;
	for (i = 0; i < count && count > 1 && !err; i++) {
		err = delete(g, &ids[i], 1);
		if (err == -ENOENT)
			err = 0;
	}
	return err;
}

bool events_join(struct nl *nl)
{
	struct genl g;

	if (genl_open(&g, NULL))
		return true;
	genl_close(&g);
	return mnl_socket_setsockopt(nl->socket, NETLINK_ADD_MEMBERSHIP,
				     &g.events, sizeof(g.events)) >= 0;
}

static const struct nl_field resync_fields[] = {
	NL_NUMBER(GRE2890_A_IFINDEX, resync, index),
	NL_TEXT(GRE2890_A_IFNAME, resync, name),
	NL_NUMBER(GRE2890_A_RESYNC_LAST, resync, last),
	NL_NUMBER(GRE2890_A_RESYNC_NUMBER, resync, number),
	NL_NUMBER(GRE2890_A_RESYNC_COUNT, resync, count),
	{ }
};

static const struct nl_field state_change_fields[] = {
	NL_NUMBER(GRE2890_A_IFINDEX, state_change, index),
	NL_TEXT(GRE2890_A_IFNAME, state_change, name),
	NL_NUMBER(GRE2890_A_STATE, state_change, state),
	{ }
};

static bool is_event(const struct nlmsghdr *nlh, unsigned int cmd)
{
	const struct genlmsghdr *genl = nl_payload(nlh, sizeof(*genl));

	return genl && genl->cmd == cmd;
}

static int take_resync(const struct nlattr *attr, void *resync)
{
	nl_attr_store(attr, resync_fields, resync);
	return MNL_CB_OK;
}

bool resync_load(struct resync *resync, const struct nlmsghdr *nlh)
{
	*resync = (struct resync){ .index = 0 };
	if (!is_event(nlh, GRE2890_CMD_RESYNC_NTF))
		return false;
	genl_parse(nlh, take_resync, resync);
	return true;
}

static int take_state_change(const struct nlattr *attr, void *change)
{
	nl_attr_store(attr, state_change_fields, change);
	return MNL_CB_OK;
}

bool state_change_load(struct state_change *change, const struct nlmsghdr *nlh)
{
	*change = (struct state_change){ .index = 0 };
	if (!is_event(nlh, GRE2890_CMD_STATE_NTF))
		return false;
	genl_parse(nlh, take_state_change, change);
	return true;
}
