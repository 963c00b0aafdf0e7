// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <net/if.h>
#include <linux/if_tunnel.h>

#include "../escape.h"
#include "error.h"
#include "netns.h"
#include "netns_handle.h"
#include "present.h"
#include "tunnel.h"

/* Attempts to read lists that change during the dump */
#define TRIES	20

/* A namespace that is being read; its tunnels are @first to @end of the list */
struct reading {
	struct present_list *list;
	struct netns_handle *place;
	size_t first;
	size_t end;
	int underlay;
};

static char *copy(const char *netns)
{
	char *text = netns ? strdup(netns) : NULL;

	if (netns && !text)
		abort();
	return text;
}

static struct present *append(struct present_list *l)
{
	if (l->count == l->room) {
		l->room = 2 * l->room + 16;
		l->list = reallocarray(l->list, l->room, sizeof(*l->list));
		if (!l->list)
			abort();
	}
	return &l->list[l->count++];
}

static void on_link(const struct link *link, void *ctx)
{
	const struct reading *r = ctx;
	struct present *p;

	if (r->place->netns ? !link->data.foreign || link->netnsid != r->underlay :
			      link->data.foreign)
		return;
	p = append(r->list);
	*p = (struct present){
		.netns = copy(r->place->netns),
		.link = *link,
	};
	/* The underlay is the current namespace, so its devices are known here. */
	p->link.data.foreign = false;
}

static int by_index(const void *first, const void *second)
{
	const struct present *a = first, *b = second;

	return a->link.index < b->link.index ? -1 :
	       a->link.index > b->link.index;
}

/*
 * For an IPv4 tunnel without a local address, addrconf makes an address of each IPv4
 * address of the namespace, and unlike elsewhere does not mark it with IFA_PROTO.
 */
static bool is_of_addrconf(const struct addr *addr, const struct attrs *data)
{
	return addr_is_of_ipv4(addr) && attrs_family(data) == AF_INET &&
	       attr_is_zero(&data->attr[IFLA_GRE_LOCAL]) &&
	       attrs_number(data, IFLA_GRE2890_MODE) == GRE2890_MODE_IP;
}

static void on_addr(const struct addr *addr, unsigned int index, bool given,
		    void *ctx)
{
	const struct reading *r = ctx;
	const struct present key = { .link.index = index };
	struct present *p;

	if (!given)
		return;
	p = bsearch(&key, r->list->list + r->first, r->end - r->first,
		    sizeof(key), by_index);
	if (p && !is_of_addrconf(addr, &p->link.data))
		addrs_add(&p->addrs, addr);
}

struct master {
	unsigned int index;
	char name[IF_NAMESIZE];
};

static int compare_masters(const void *first, const void *second)
{
	const struct master *a = first, *b = second;

	return a->index < b->index ? -1 : a->index > b->index;
}

/* Ask once for each master: many tunnels may be ports of few. */
static const char *master_name(struct nl *nl, void **masters, unsigned int index)
{
	struct master *new = malloc(sizeof(*new)), **node;

	if (!new)
		abort();
	new->index = index;
	node = tsearch(new, masters, compare_masters);
	if (!node)
		abort();
	if (*node == new)
		link_name(nl, index, new->name);
	else
		free(new);
	return (*node)->name;
}

static void name_masters(const struct reading *r)
{
	void *masters = NULL;
	unsigned int index;
	size_t i;

	for (i = r->first; i < r->end; i++) {
		struct present *p = &r->list->list[i];

		index = attrs_number(&p->link.device, IFLA_MASTER);
		if (index)
			memcpy(p->master,
			       master_name(&r->place->nl, &masters, index),
			       sizeof(p->master));
	}
	tdestroy(masters, free);
}

static void drop(struct present_list *l, size_t from)
{
	while (l->count > from) {
		l->count--;
		free(l->list[l->count].netns);
		free(l->list[l->count].addrs.list);
	}
}

static int read_place(struct reading *r)
{
	struct nl *nl = &r->place->nl;
	int err;

	if (r->place->netns)
		r->underlay = netns_known_id(nl, r->place->underlay);
	err = link_dump(nl, on_link, r);
	r->end = r->list->count;
	if (err || r->end == r->first)
		return err;
	qsort(r->list->list + r->first, r->end - r->first,
	      sizeof(*r->list->list), by_index);
	name_masters(r);
	return addr_dump(nl, on_addr, r);
}

static const char *reason(const struct nl *nl, int err)
{
	return err == -EINTR ?
	       "they change faster than they can be listed; try again" :
	       nl_error(nl, err);
}

/* The user may lack permission, or the namespace has vanished. */
static int not_opened(const char *netns, bool skip)
{
	int error = errno;

	if (!skip || error == ENOMEM || error == EMFILE || error == ENFILE)
		return cli_refused(netns ?: "netlink", "%s", netns_error(error));
	put_line(stderr, "gre2890: warning: %s: left out: %s", netns,
		 netns_error(error));
	return CLI_DONE;
}

static int read_netns(struct present_list *l, const char *netns, bool skip)
{
	struct netns_handle place;
	struct reading r = { .list = l, .place = &place, .first = l->count };
	int err, tries = TRIES;

	do {
		drop(l, r.first);
		if (!netns_handle_open(&place, netns))
			return not_opened(netns, skip);
		err = read_place(&r);
		netns_handle_close(&place);
	} while (err == -EINTR && --tries);
	return err ? cli_refused(netns ?: "links", "%s", reason(&place.nl, err)) :
		     CLI_DONE;
}

int present_read(struct present_list *l, const char *netns)
{
	return read_netns(l, netns, false);
}

static bool on_netns(const char *name, void *ctx)
{
	return read_netns(ctx, name, true) == CLI_DONE;
}

static int read_named(struct present_list *l)
{
	int status = present_read(l, NULL);

	if (!status && !netns_walk(on_netns, l))
		status = CLI_REFUSED;
	return status;
}

static void on_tunnel(const struct tunnel *t, void *ctx)
{
	*append(ctx) = (struct present){
		.inode = t->inode,
		.id = t->id,
		.link = t->link,
	};
}

static int by_inode(const void *first, const void *second)
{
	const struct present *a = first, *b = second;

	if (a->inode != b->inode)
		return a->inode < b->inode ? -1 : 1;
	return by_index(a, b);
}

/* Leaves the list sorted by namespace and index. */
static void name_netns(struct present_list *l)
{
	char text[NETNS_TEXT_SIZE];
	const char *name = NULL;
	size_t i;

	if (l->count)
		qsort(l->list, l->count, sizeof(*l->list), by_inode);
	for (i = 0; i < l->count; i++) {
		struct present *p = &l->list[i];

		if (!i || p->inode != p[-1].inode)
			name = netns_by_inode(p->inode, text);
		p->netns = copy(name);
		p->closed = netns_is_unnamed(name);
	}
}

static int list_all(struct present_list *l)
{
	int err, tries = TRIES;
	struct genl g;

	do {
		drop(l, 0);
		/* Without the module there are no tunnels. */
		if (genl_open(&g, NULL))
			return read_named(l);
		err = tunnel_dump(&g, on_tunnel, l);
		genl_close(&g);
	} while (err == -EINTR && --tries);
	if (err == -EPERM || err == -EOPNOTSUPP) {
		cli_refused("network namespaces without a name",
			    "their tunnels are not listed: %s",
			    nl_error(&g.nl, err));
		drop(l, 0);
		return read_named(l);
	}
	if (err)
		return cli_refused("tunnels", "%s", reason(&g.nl, err));
	name_netns(l);
	return CLI_DONE;
}

int present_list_all(struct present_list *l)
{
	int status = list_all(l);

	present_sort(l);
	return status;
}

static int read_addrs(struct reading *r)
{
	size_t i;

	for (i = r->first; i < r->end; i++)
		r->list->list[i].addrs.count = 0;
	name_masters(r);
	return addr_dump(&r->place->nl, on_addr, r);
}

/*
 * A tenant that keeps changing its addresses must not prevent tunnels from being
 * listed and deleted, so go on without the addresses.
 */
static int read_group(struct present_list *l, size_t first, size_t end)
{
	const char *netns = l->list[first].netns;
	struct netns_handle place;
	struct reading r = {
		.list = l, .place = &place, .first = first, .end = end,
	};
	int err, tries = TRIES;
	const char *why;

	do {
		if (!netns_handle_open(&place, netns)) {
			err = -errno;
			why = netns_error(errno);
			break;
		}
		err = read_addrs(&r);
		why = reason(&place.nl, err);
		netns_handle_close(&place);
	} while (err == -EINTR && --tries);
	if (!err)
		return CLI_DONE;
	cli_refused(netns ?: "addresses", "%s", why);
	if (!netns)
		return CLI_REFUSED;
	l->partial = true;
	for (; first < end; first++)
		l->list[first].closed = true;
	return CLI_DONE;
}

/* A crash may leave a stale file behind. */
static void warn_stale(const char *name, void *ctx)
{
	int fd = netns_open(name);

	if (fd < 0)
		put_line(stderr, "gre2890: warning: %s: left out: %s", name,
			 netns_error(errno));
	else
		close(fd);
}

int present_read_all(struct present_list *l)
{
	size_t i, end;
	int status = list_all(l);

	netns_list(warn_stale, NULL);
	for (i = 0; i < l->count && !status; i = end) {
		const struct present *p = &l->list[i];

		for (end = i + 1; end < l->count; end++)
			if (l->list[end].inode != p->inode)
				break;
		if (p->inode && !p->closed)
			status = read_group(l, i, end);
	}
	present_sort(l);
	return status;
}

int present_compare(const void *first, const void *second)
{
	const struct present *a = first, *b = second;

	return netns_compare(a->netns, b->netns) ?:
	       strcmp(a->link.name, b->link.name);
}

void present_sort(struct present_list *l)
{
	if (l->count)
		qsort(l->list, l->count, sizeof(*l->list), present_compare);
}

void present_free(struct present_list *l)
{
	drop(l, 0);
	free(l->list);
	*l = (struct present_list){ .count = 0 };
}
