// SPDX-License-Identifier: GPL-2.0
#include <search.h>
#include <stdlib.h>

#include "addr_set.h"
#include "event.h"
#include "known.h"
#include "link.h"

/**
 * struct known_link - a link that is known
 * @link: the link
 * @addrs: its addresses
 * @told: those told since known_begin()
 * @next: of those that known_end() finds to be gone
 * @is_told: the link itself was
 * @telling: known_end() is still to come
 */
struct known_link {
	struct link link;
	struct addr_set addrs;
	struct addrs told;
	struct known_link *next;
	bool is_told;
	bool telling;
};

static int compare(const void *first, const void *second)
{
	const struct known_link *a = first, *b = second;

	return a->link.index < b->link.index ? -1 :
	       a->link.index > b->link.index;
}

static struct known_link *find(const struct known *k, unsigned int index)
{
	struct known_link key = { .link.index = index }, **node;

	node = tfind(&key, &k->links, compare);
	return node ? *node : NULL;
}

static struct known_link *insert(struct known *k, const struct link *link)
{
	struct known_link *l = calloc(1, sizeof(*l));

	if (!l)
		abort();
	l->link = *link;
	if (!tsearch(l, &k->links, compare))
		abort();
	return l;
}

static void drop(void *link)
{
	struct known_link *l = link;

	addr_set_free(&l->addrs);
	free(l->told.list);
	free(l);
}

static void is_gone(struct known *k, struct known_link *l)
{
	if (k->cli)
		event_link(k->cli, &l->link, false);
	tdelete(l, &k->links, compare);
	drop(l);
}

void known_link(struct known *k, const struct link *link)
{
	struct known_link *l = find(k, link->index);

	if (!l) {
		l = insert(k, link);
		if (k->cli)
			event_link(k->cli, link, true);
	} else if (k->cli) {
		event_change(k->cli, &l->link, link);
	}
	l->link = *link;
	l->is_told = true;
}

void known_link_gone(struct known *k, unsigned int index)
{
	struct known_link *l = find(k, index);

	if (l)
		is_gone(k, l);
}

void known_addr(struct known *k, unsigned int index, const struct addr *addr)
{
	struct known_link *l = find(k, index);

	if (l && l->telling)
		addrs_add(&l->told, addr);
	else if (l && addr_set_add(&l->addrs, addr) && k->cli)
		event_addr(k->cli, &l->link, addr, true);
}

void known_addr_gone(struct known *k, unsigned int index,
		     const struct addr *addr)
{
	struct known_link *l = find(k, index);

	if (l && addr_set_remove(&l->addrs, addr) && k->cli)
		event_addr(k->cli, &l->link, addr, false);
}

static void begin_link(const void *node, VISIT which, void *k)
{
	struct known_link *l = *(struct known_link *const *)node;

	if (which != postorder && which != leaf)
		return;
	l->is_told = false;
	l->telling = true;
	l->told.count = 0;
}

void known_begin(struct known *k)
{
	twalk_r(k->links, begin_link, k);
}

/* One link on its way through known_end() */
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
	struct addr_set now = { NULL };
	size_t i, fresh = 0;

	/* Leave in the list those that are new, and in the old set those that went. */
	for (i = 0; i < l->told.count; i++)
		if (addr_set_add(&now, &l->told.list[i]) &&
		    !addr_set_remove(&l->addrs, &l->told.list[i]))
			l->told.list[fresh++] = l->told.list[i];
	if (k->cli)
		addr_set_walk(&l->addrs, addr_is_gone, &settling);
	addr_set_free(&l->addrs);
	l->addrs = now;
	for (i = 0; i < fresh && k->cli; i++)
		event_addr(k->cli, &l->link, &l->told.list[i], true);
}

/* The tree must not change while it is walked through. */
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
	if (!l->is_told) {
		l->next = e->gone;
		e->gone = l;
		return;
	}
	if (l->telling)
		settle_addrs(e->k, l);
	l->telling = false;
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
