// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <net/if.h>
#include <linux/if_tunnel.h>

#include "cli.h"
#include "netns.h"
#include "place.h"
#include "present.h"

/* Times that lists which change while they are read are read again */
#define TRIES	20

/* One namespace on its way into the list */
struct reading {
	struct present_list *list;
	struct place *place;
	size_t first;
	int underlay;
};

static void on_link(const struct link *link, void *ctx)
{
	const struct reading *r = ctx;
	struct present_list *l = r->list;
	struct present *p;

	if (r->place->netns ? !link->data.foreign || link->netnsid != r->underlay :
			      link->data.foreign)
		return;
	if (l->count == l->room) {
		l->room = 2 * l->room + 16;
		l->list = reallocarray(l->list, l->room, sizeof(*l->list));
		if (!l->list)
			abort();
	}
	p = &l->list[l->count++];
	*p = (struct present){
		.netns = r->place->netns ? strdup(r->place->netns) : NULL,
		.link = *link,
	};
	/* the underlay's devices are those of the namespace that reads */
	p->link.data.foreign = false;
}

static int by_index(const void *first, const void *second)
{
	const struct present *a = first, *b = second;

	return a->link.index < b->link.index ? -1 :
	       a->link.index > b->link.index;
}

/*
 * A tunnel over IPv4 without a local address has nothing that addrconf makes an
 * interface identifier of.  It gives it one for each of the namespace's IPv4
 * addresses, and does not say that it did, as it does elsewhere.
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
	p = bsearch(&key, r->list->list + r->first, r->list->count - r->first,
		    sizeof(key), by_index);
	if (p && !is_of_addrconf(addr, &p->link.data))
		addrs_add(&p->addrs, addr);
}

static void name_masters(const struct reading *r)
{
	unsigned int index, last = 0;
	char name[IF_NAMESIZE] = "";
	size_t i;

	for (i = r->first; i < r->list->count; i++) {
		struct present *p = &r->list->list[i];

		index = attrs_number(&p->link.device, IFLA_MASTER);
		if (!index)
			continue;
		if (index != last)
			link_name(&r->place->nl, index, name);
		last = index;
		memcpy(p->master, name, sizeof(name));
	}
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
	if (err || r->list->count == r->first)
		return err;
	qsort(r->list->list + r->first, r->list->count - r->first,
	      sizeof(*r->list->list), by_index);
	name_masters(r);
	return addr_dump(nl, on_addr, r);
}

int present_read(struct present_list *l, const char *netns)
{
	struct place place;
	struct reading r = { .list = l, .place = &place, .first = l->count };
	int err, tries = TRIES;

	do {
		drop(l, r.first);
		if (!place_open(&place, netns))
			return cli_refused(netns ?: "netlink", "%s",
					   netns_error(errno));
		err = read_place(&r);
		place_close(&place);
	} while (err == -EINTR && --tries);
	if (!err)
		return CLI_DONE;
	return cli_refused(netns ?: "links", "%s",
			   err == -EINTR ? "they change faster than they can be listed; try again" :
					  nl_error(&place.nl, err));
}

static bool on_netns(const char *name, void *ctx)
{
	return present_read(ctx, name) == CLI_DONE;
}

int present_read_all(struct present_list *l)
{
	int status = present_read(l, NULL);

	if (!status && !netns_walk(on_netns, l))
		status = CLI_REFUSED;
	present_sort(l);
	return status;
}

static int by_name(const void *first, const void *second)
{
	const struct present *a = first, *b = second;

	return place_compare(a->netns, b->netns) ?:
	       strcmp(a->link.name, b->link.name);
}

void present_sort(struct present_list *l)
{
	if (l->count)
		qsort(l->list, l->count, sizeof(*l->list), by_name);
}

void present_free(struct present_list *l)
{
	drop(l, 0);
	free(l->list);
	*l = (struct present_list){ .count = 0 };
}
