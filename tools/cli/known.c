// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "addr.h"
#include "event.h"
#include "known.h"
#include "link.h"

/**
 * struct known_link - a link that is known
 * @link: the link
 * @addrs: its addresses
 * @told: those told since known_begin()
 * @is_told: the link itself was
 * @telling: known_end() is still to come
 */
struct known_link {
	struct link link;
	struct addrs addrs;
	struct addrs told;
	bool is_told;
	bool telling;
};

/* Where a link is in the list, or would be; new ones have the highest number */
static size_t position(const struct known *k, unsigned int index)
{
	size_t low = 0, high = k->count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (k->list[middle]->link.index < index)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct known_link *find(const struct known *k, unsigned int index)
{
	size_t i = position(k, index);

	return i < k->count && k->list[i]->link.index == index ? k->list[i] :
								 NULL;
}

static struct known_link *insert(struct known *k, const struct link *link)
{
	size_t i = position(k, link->index);
	struct known_link *l = calloc(1, sizeof(*l));

	if (k->count == k->room) {
		k->room = 2 * k->room + 16;
		k->list = reallocarray(k->list, k->room, sizeof(*k->list));
	}
	if (!l || !k->list)
		abort();
	memmove(&k->list[i + 1], &k->list[i],
		(k->count - i) * sizeof(*k->list));
	k->list[i] = l;
	k->count++;
	l->link = *link;
	return l;
}

static void drop(struct known_link *l)
{
	free(l->addrs.list);
	free(l->told.list);
	free(l);
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
	size_t i = position(k, index);

	if (!l)
		return;
	if (k->cli)
		event_link(k->cli, &l->link, false);
	drop(l);
	k->count--;
	memmove(&k->list[i], &k->list[i + 1],
		(k->count - i) * sizeof(*k->list));
}

static void add_addr(const struct known *k, struct known_link *l,
		     const struct addr *addr)
{
	if (addrs_has(&l->addrs, addr))
		return;
	addrs_add(&l->addrs, addr);
	if (k->cli)
		event_addr(k->cli, &l->link, addr, true);
}

void known_addr(struct known *k, unsigned int index, const struct addr *addr)
{
	struct known_link *l = find(k, index);

	if (l && l->telling)
		addrs_add(&l->told, addr);
	else if (l)
		add_addr(k, l, addr);
}

static void remove_addr(const struct known *k, struct known_link *l,
			const struct addr *addr)
{
	struct addr gone = *addr;

	if (!addrs_remove(&l->addrs, addr))
		return;
	if (k->cli)
		event_addr(k->cli, &l->link, &gone, false);
}

void known_addr_gone(struct known *k, unsigned int index,
		     const struct addr *addr)
{
	struct known_link *l = find(k, index);

	if (l)
		remove_addr(k, l, addr);
}

void known_begin(struct known *k)
{
	size_t i;

	for (i = 0; i < k->count; i++) {
		k->list[i]->is_told = false;
		k->list[i]->telling = true;
		k->list[i]->told.count = 0;
	}
}

static void settle_addrs(const struct known *k, struct known_link *l)
{
	size_t i;

	for (i = l->addrs.count; i > 0; i--)
		if (!addrs_has(&l->told, &l->addrs.list[i - 1]))
			remove_addr(k, l, &l->addrs.list[i - 1]);
	for (i = 0; i < l->told.count; i++)
		add_addr(k, l, &l->told.list[i]);
}

void known_end(struct known *k)
{
	struct known_link *l;
	size_t i, kept = 0;

	for (i = 0; i < k->count; i++) {
		l = k->list[i];
		if (!l->is_told) {
			if (k->cli)
				event_link(k->cli, &l->link, false);
			drop(l);
			continue;
		}
		if (l->telling)
			settle_addrs(k, l);
		l->telling = false;
		k->list[kept++] = l;
	}
	k->count = kept;
}

void known_free(struct known *k)
{
	while (k->count)
		drop(k->list[--k->count]);
	free(k->list);
}
