// SPDX-License-Identifier: GPL-2.0
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "addr.h"
#include "event.h"
#include "known.h"
#include "link.h"

/**
 * struct known_link - a link that is known
 * @id: its number
 * @link: the link
 * @netns: what @link.netns points to
 * @addrs: its addresses
 * @listed: addresses listed since known_begin()
 * @next: the next deleted link, in known_end()
 * @is_listed: the link itself has been listed since
 * @listing: known_end() has not been called yet
 */
struct known_link {
	unsigned int id;
	struct link link;
	char *netns;
	struct addr_set addrs;
	struct addrs listed;
	struct known_link *next;
	bool is_listed;
	bool listing;
};

static int compare(const void *first, const void *second)
{
	const struct known_link *a = first, *b = second;

	return a->id < b->id ? -1 : a->id > b->id;
}

static struct known_link *find(const struct known *k, unsigned int id)
{
	struct known_link key = { .id = id }, **node;

	node = tfind(&key, &k->links, compare);
	return node ? *node : NULL;
}

static void keep(struct known_link *l, const struct link *link)
{
	char *netns = link->netns ? strdup(link->netns) : NULL;

	if (link->netns && !netns)
		abort();
	free(l->netns);
	l->link = *link;
	l->netns = netns;
	l->link.netns = netns;
}

static struct known_link *insert(struct known *k, unsigned int id,
				 const struct link *link)
{
	struct known_link *l = calloc(1, sizeof(*l));

	if (!l)
		abort();
	l->id = id;
	keep(l, link);
	if (!tsearch(l, &k->links, compare))
		abort();
	return l;
}

static void drop(void *link)
{
	struct known_link *l = link;

	addr_set_free(&l->addrs);
	free(l->listed.list);
	free(l->netns);
	free(l);
}

bool known_reports(const struct known *k, const char *name)
{
	return k->cli && (!k->name || !strcmp(k->name, name));
}

static void is_gone(struct known *k, struct known_link *l)
{
	if (known_reports(k, l->link.name))
		event_link(k->cli, &l->link, false);
	tdelete(l, &k->links, compare);
	drop(l);
}

void known_link(struct known *k, unsigned int id, const struct link *link)
{
	struct known_link *l = find(k, id);

	if (!l) {
		l = insert(k, id, link);
		if (known_reports(k, link->name))
			event_link(k->cli, link, true);
	} else if (known_reports(k, l->link.name) ||
		   known_reports(k, link->name)) {
		event_change(k->cli, &l->link, link);
	}
	keep(l, link);
	l->is_listed = true;
}

void known_link_gone(struct known *k, unsigned int id)
{
	struct known_link *l = find(k, id);

	if (l)
		is_gone(k, l);
}

void known_addr(struct known *k, unsigned int index, const struct addr *addr)
{
	struct known_link *l = find(k, index);

	if (l && l->listing)
		addrs_add(&l->listed, addr);
	else if (l && addr_set_add(&l->addrs, addr) &&
		 known_reports(k, l->link.name))
		event_addr(k->cli, &l->link, addr, true);
}

void known_addr_gone(struct known *k, unsigned int index,
		     const struct addr *addr)
{
	struct known_link *l = find(k, index);

	if (l && addr_set_remove(&l->addrs, addr) &&
	    known_reports(k, l->link.name))
		event_addr(k->cli, &l->link, addr, false);
}

static void begin_link(const void *node, VISIT which, void *k)
{
	struct known_link *l = *(struct known_link *const *)node;

	if (which != postorder && which != leaf)
		return;
	l->is_listed = false;
	l->listing = true;
	l->listed.count = 0;
}

void known_begin(struct known *k)
{
	twalk_r(k->links, begin_link, k);
}

/* A link that known_end() processes */
struct settling {
	const struct known *k;
	const struct known_link *link;
};

static void addr_is_gone(const struct addr *addr, void *ctx)
{
	const struct settling *s = ctx;

	event_addr(s->k->cli, &s->link->link, addr, false);
}

static void settle_addrs(const struct known *k, struct known_link *l)
{
	struct settling settling = { k, l };
	bool tells = known_reports(k, l->link.name);
	struct addr_set now = { NULL };
	size_t i, fresh = 0;

	/* Keep new addresses in the list, and deleted ones in the old set. */
	for (i = 0; i < l->listed.count; i++)
		if (addr_set_add(&now, &l->listed.list[i]) &&
		    !addr_set_remove(&l->addrs, &l->listed.list[i]))
			l->listed.list[fresh++] = l->listed.list[i];
	if (tells)
		addr_set_walk(&l->addrs, addr_is_gone, &settling);
	addr_set_free(&l->addrs);
	l->addrs = now;
	for (i = 0; i < fresh && tells; i++)
		event_addr(k->cli, &l->link, &l->listed.list[i], true);
}

/* Collect deleted links: the walk must not change the tree. */
struct ending {
	const struct known *k;
	struct known_link *gone;
};

static void end_link(const void *node, VISIT which, void *ctx)
{
	struct known_link *l = *(struct known_link *const *)node;
	struct ending *e = ctx;

	if (which != postorder && which != leaf)
		return;
	if (!l->is_listed) {
		l->next = e->gone;
		e->gone = l;
		return;
	}
	if (l->listing)
		settle_addrs(e->k, l);
	l->listing = false;
}

void known_end(struct known *k)
{
	struct ending ending = { k, NULL };
	struct known_link *l;

	twalk_r(k->links, end_link, &ending);
	while (ending.gone) {
		l = ending.gone;
		ending.gone = l->next;
		is_gone(k, l);
	}
}

void known_free(struct known *k)
{
	tdestroy(k->links, drop);
	k->links = NULL;
}
