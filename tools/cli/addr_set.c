// SPDX-License-Identifier: GPL-2.0
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "addr_set.h"

static int compare(const void *first, const void *second)
{
	return memcmp(first, second, sizeof(struct addr));
}

struct addr_set addr_set_of(const struct addrs *addrs)
{
	struct addr_set set = { NULL };
	size_t i;

	for (i = 0; i < addrs->count; i++)
		addr_set_add(&set, &addrs->list[i]);
	return set;
}

bool addr_set_has(const struct addr_set *set, const struct addr *addr)
{
	return tfind(addr, &set->root, compare);
}

bool addr_set_add(struct addr_set *set, const struct addr *addr)
{
	struct addr *copy = malloc(sizeof(*copy));
	struct addr **node;

	if (!copy)
		abort();
	*copy = *addr;
	node = tsearch(copy, &set->root, compare);
	if (!node)
		abort();
	if (*node == copy)
		return true;
	free(copy);
	return false;
}

bool addr_set_remove(struct addr_set *set, const struct addr *addr)
{
	struct addr **node = tfind(addr, &set->root, compare);
	struct addr *copy = node ? *node : NULL;

	if (!copy)
		return false;
	tdelete(addr, &set->root, compare);
	free(copy);
	return true;
}

struct walk {
	void (*visit)(const struct addr *addr, void *ctx);
	void *ctx;
};

static void step(const void *node, VISIT which, void *ctx)
{
	const struct walk *w = ctx;

	if (which == postorder || which == leaf)
		w->visit(*(struct addr *const *)node, w->ctx);
}

void addr_set_walk(const struct addr_set *set,
		   void (*visit)(const struct addr *addr, void *ctx), void *ctx)
{
	struct walk walk = { visit, ctx };

	twalk_r(set->root, step, &walk);
}

void addr_set_free(struct addr_set *set)
{
	tdestroy(set->root, free);
	set->root = NULL;
}
