// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <sys/random.h>
#include <net/if.h>
#include <linux/if_tunnel.h>

#include "../attrs.h"
#include "ident.h"
#include "json_file.h"
#include "order.h"
#include "plan.h"

#define NONE	((size_t)-1)

/**
 * struct held - an identity and its holder
 * @id: the identity
 * @want: the tunnel, as wanted
 * @have: or as it is
 * @step: number of the step that changes it, or NONE
 */
struct held {
	struct ident id;
	struct wanted *want;
	const struct present *have;
	size_t step;
};

/* Many of them, by identity */
struct table {
	struct held *list;
	size_t count;
};

/**
 * struct order - an order that is being made
 * @from: the steps that change tunnels, as they were, and @count of them
 * @to: the steps in the new order
 * @after: for each, the number of the step that has to come before it, or NONE
 * @done: for each, it is in the new order
 * @path: steps that wait for each other
 * @held: present identities
 * @wanted: wanted identities
 * @cycles: number of cycles
 */
struct order {
	const struct step *from;
	size_t count;
	struct plan to;
	size_t *after;
	bool *done;
	size_t *path;
	struct table held;
	struct table wanted;
	unsigned int cycles;
};

static void *alloc(size_t count, size_t size)
{
	void *list = calloc(count + 1, size);

	if (!list)
		abort();
	return list;
}

static int by_ident(const void *first, const void *second)
{
	const struct held *a = first, *b = second;

	return ident_compare(&a->id, &b->id);
}

/* Among tunnels with the same identity, the current holder or the first sorts first. */
static int by_ident_and_place(const void *first, const void *second)
{
	const struct wanted *a = ((const struct held *)first)->want;
	const struct wanted *b = ((const struct held *)second)->want;

	return by_ident(first, second) ?: b->settled - a->settled ?:
	       a->number < b->number ? -1 : a->number > b->number;
}

static void sort(struct table *t)
{
	qsort(t->list, t->count, sizeof(*t->list), by_ident);
}

static struct held *find(const struct table *t, const struct ident *id)
{
	struct held key = { .id = *id };

	return bsearch(&key, t->list, t->count, sizeof(key), by_ident);
}

/* Only the module knows the address of a device, or waits for a missing device. */
static bool has_ident(const struct wanted *t)
{
	return !t->wrong && !attrs_has_local_dev(&t->data) &&
	       !t->names[WANTED_DEV].why && !t->names[WANTED_LOCAL_DEV].why &&
	       (attrs_number(&t->data, IFLA_GRE_LINK) ||
		!attrs_has(&t->data, IFLA_GRE2890_LINK_NAME));
}

void order_check(const struct wanted_list *want)
{
	struct table t = { alloc(want->count, sizeof(*t.list)), 0 };
	struct held *h;
	size_t i;

	for (i = 0; i < want->count; i++) {
		struct wanted *w = &want->list[i];

		if (!w->name || !has_ident(w))
			continue;
		h = &t.list[t.count++];
		h->want = w;
		ident_load(&h->id, &w->data, w->family);
	}
	qsort(t.list, t.count, sizeof(*t.list), by_ident_and_place);
	for (i = 1; i < t.count; i++) {
		h = &t.list[i];
		if (by_ident(h - 1, h))
			continue;
		h->want->wrong = true;
		json_file_wrong(h->want->file, h->want->object,
				"'%s' has this local, remote and key too",
				h[-1].want->name);
	}
	free(t.list);
}

static void load_held(struct table *t, const struct present_list *have)
{
	struct held *h;
	size_t i;

	t->list = alloc(have->count, sizeof(*t->list));
	for (i = 0; i < have->count; i++) {
		const struct attrs *data = &have->list[i].link.data;

		/* Without a carrier it holds no identity. */
		if (attrs_number(data, IFLA_GRE2890_STATE))
			continue;
		h = &t->list[t->count++];
		h->have = &have->list[i];
		h->step = NONE;
		ident_load(&h->id, data, attrs_family(data));
	}
	sort(t);
}

bool order_conflicts(const struct wanted_list *want,
		     const struct present_list *have)
{
	struct table t = { .count = 0 };
	bool found = false;
	struct ident id;
	struct held *h;
	size_t i;

	load_held(&t, have);
	for (i = 0; i < want->count; i++) {
		const struct wanted *w = &want->list[i];

		if (!has_ident(w))
			continue;
		ident_load(&id, &w->data, w->family);
		h = find(&t, &id);
		if (!h || wanted_find(want, h->have->netns, h->have->link.name))
			continue;
		found = true;
		json_file_say(w->file, w->object,
			      "%s: %s has this local, remote and key", w->name,
			      h->have->link.name);
	}
	free(t.list);
	return found;
}

static void load_wanted(struct order *o)
{
	size_t i;

	o->wanted.list = alloc(o->count, sizeof(*o->wanted.list));
	for (i = 0; i < o->count; i++) {
		struct wanted *want = o->from[i].want;
		struct held *h = &o->wanted.list[o->wanted.count];

		if (!has_ident(want))
			continue;
		o->wanted.count++;
		h->want = want;
		h->step = i;
		ident_load(&h->id, &want->data, want->family);
	}
	sort(&o->wanted);
}

/* Note the steps that give an identity away */
static void find_givers(struct order *o)
{
	struct ident now;
	struct held *h;
	size_t i;

	for (i = 0; i < o->count; i++) {
		const struct present *have = o->from[i].have;

		ident_load(&now, &have->link.data,
			   attrs_family(&have->link.data));
		h = find(&o->held, &now);
		if (h && h->have == have)
			h->step = i;
		o->after[i] = NONE;
	}
}

static void find_takers(struct order *o)
{
	const struct held *h;
	size_t i;

	for (i = 0; i < o->wanted.count; i++) {
		const struct held *w = &o->wanted.list[i];

		h = find(&o->held, &w->id);
		if (h && h->step != w->step)
			o->after[w->step] = h->step;
	}
}

static struct step *add(struct order *o, size_t step)
{
	struct step *s = plan_add(&o->to, &o->from[step]);

	o->done[step] = true;
	return s;
}

/* A key that no tunnel between the same ends has or gets */
static __u32 unused_key(const struct order *o, const struct present *have)
{
	struct ident id;

	ident_load(&id, &have->link.data, attrs_family(&have->link.data));
	id.has_key = true;
	do {
		if (getrandom(&id.key, sizeof(id.key), 0) != sizeof(id.key))
			abort();
	} while (find(&o->held, &id) || find(&o->wanted, &id));
	return id.key;
}

/* The last step of a path waits for no other, or for the first one. */
static void add_path(struct order *o, size_t length, bool circle)
{
	unsigned int cycle = circle ? ++o->cycles : 0;
	struct step *s;

	if (circle) {
		s = plan_add(&o->to, &o->from[o->path[0]]);
		s->key = unused_key(o, s->have);
		s->park = true;
		s->cycle = cycle;
	}
	while (length--)
		add(o, o->path[length])->cycle = cycle;
}

static void put_in_order(struct order *o)
{
	size_t i, next, length;

	for (i = 0; i < o->count; i++) {
		if (o->done[i])
			continue;
		length = 0;
		next = i;
		do {
			o->path[length++] = next;
			next = o->after[next];
		} while (next != NONE && next != i && !o->done[next] &&
			 length < o->count);
		add_path(o, length, next == i);
	}
}

void order_changes(struct plan *plan, const struct present_list *have)
{
	size_t first = 0, end;
	struct order o = { .cycles = 0 };

	while (first < plan->count && plan->steps[first].type < STEP_CHANGE)
		first++;
	for (end = first; end < plan->count; end++)
		if (plan->steps[end].type != STEP_CHANGE)
			break;
	o.from = plan->steps + first;
	o.count = end - first;
	if (!o.count)
		return;
	o.after = alloc(o.count, sizeof(*o.after));
	o.done = alloc(o.count, sizeof(*o.done));
	o.path = alloc(o.count, sizeof(*o.path));
	load_held(&o.held, have);
	load_wanted(&o);
	find_givers(&o);
	find_takers(&o);
	put_in_order(&o);
	plan_replace(plan, first, end, &o.to);
	plan_free(&o.to);
	free(o.after);
	free(o.done);
	free(o.path);
	free(o.held.list);
	free(o.wanted.list);
}
