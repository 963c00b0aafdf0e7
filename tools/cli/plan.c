// SPDX-License-Identifier: GPL-2.0
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <net/if.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>

#include "addr.h"
#include "netns.h"
#include "netns_handle.h"
#include "order.h"
#include "plan.h"
#include "step.h"

struct step *plan_add(struct plan *plan, const struct step *step)
{
	if (plan->count == plan->room) {
		plan->room = 2 * plan->room + 16;
		plan->steps = reallocarray(plan->steps, plan->room,
					   sizeof(*plan->steps));
		if (!plan->steps)
			abort();
	}
	plan->steps[plan->count] = *step;
	return &plan->steps[plan->count++];
}

void plan_replace(struct plan *plan, size_t first, size_t end,
		  const struct plan *by)
{
	struct plan new = { .count = 0 };
	size_t i;

	for (i = 0; i < first; i++)
		plan_add(&new, &plan->steps[i]);
	for (i = 0; i < by->count; i++)
		plan_add(&new, &by->steps[i]);
	for (i = end; i < plan->count; i++)
		plan_add(&new, &plan->steps[i]);
	plan_free(plan);
	*plan = new;
}

/* Does the tunnel differ in settings that are fixed at creation? */
static bool is_another(const struct wanted *want, const struct attrs *have)
{
	const struct attr *remote = &want->data.attr[IFLA_GRE_REMOTE];
	__u32 mode = attrs_number(&want->data, IFLA_GRE2890_MODE);

	return want->family != attrs_family(have) ||
	       mode != attrs_number(have, IFLA_GRE2890_MODE) ||
	       (mode == GRE2890_MODE_IP &&
		attr_is_multicast(remote) !=
		attr_is_multicast(&have->attr[IFLA_GRE_REMOTE])) ||
	       attr_is_zero(remote) !=
	       attr_is_zero(&have->attr[IFLA_GRE_REMOTE]);
}

/* Deleting an IPv4 address may delete others of its subnet, so add all again. */
static void add_addrs(struct plan *plan, struct step step)
{
	const struct addrs *have = &step.have->addrs;
	const struct addrs *want = &step.want->addrs;
	struct addr_set have_set = addr_set_of(have);
	struct addr_set want_set = addr_set_of(want);
	bool again = false;
	size_t i;

	step.type = STEP_DEL_ADDR;
	for (i = 0; i < have->count; i++) {
		step.addr = &have->list[i];
		if (addr_set_has(&want_set, step.addr))
			continue;
		plan_add(plan, &step);
		again |= step.addr->family == AF_INET;
	}
	step.type = STEP_ADD_ADDR;
	for (i = 0; i < want->count; i++) {
		step.addr = &want->list[i];
		if (!addr_set_has(&have_set, step.addr) ||
		    (again && step.addr->family == AF_INET))
			plan_add(plan, &step);
	}
	addr_set_free(&have_set);
	addr_set_free(&want_set);
}

/* Only a tunnel's own options can be changed without entering its namespace. */
static bool must_enter(const struct step *step)
{
	struct attrs data, link;

	if (!step->have)
		return netns_is_unnamed(step->netns);
	return step->have->closed &&
	       (step->want->has_addrs ||
		is_another(step->want, &step->have->link.data) ||
		step_change(step, &data, &link) || attrs_any(&link));
}

/* A new device would lose them: no request creates a device with them. */
static bool has_altnames(const struct step *step)
{
	struct netns_handle place;
	struct link link;
	bool has;

	if (!netns_handle_open(&place, step->netns))
		return false;
	has = !link_find_index(&place.nl, step->have->link.index, &link) &&
	      link.altnames;
	netns_handle_close(&place);
	return has;
}

static bool is_replaced(const struct step *step)
{
	return step->have && is_another(step->want, &step->have->link.data);
}

static void keep_attr(struct wanted *t, const struct attrs *have, unsigned int type)
{
	struct attr *a = &t->link.attr[type];

	if (a->set || attr_is_zero(&have->attr[type]))
		return;
	*a = have->attr[type];
	a->set = type == IFLA_UNSPEC ? IFF_UP : UINT32_MAX;
}

static char *copy(const char *text)
{
	char *new = strdup(text);

	if (!new)
		abort();
	return new;
}

static bool is_ether(const struct attrs *data)
{
	return attrs_number(data, IFLA_GRE2890_MODE) == GRE2890_MODE_ETHER;
}

/* Keep the replaced device's settings that the file does not mention. */
static void keep_device(struct wanted *t, const struct present *have)
{
	const struct attrs *device = &have->link.device;
	bool master = t->link.attr[IFLA_MASTER].set;
	size_t i;

	keep_attr(t, device, IFLA_UNSPEC);
	keep_attr(t, device, IFLA_MTU);
	keep_attr(t, device, IFLA_GROUP);
	keep_attr(t, device, IFLA_MASTER);
	if (is_ether(&t->data) && is_ether(&have->link.data))
		keep_attr(t, device, IFLA_ADDRESS);
	if (!master && *have->master && !t->kept_master)
		t->kept_master = copy(have->master);
	if (!t->alias && *have->link.alias) {
		t->kept_alias = copy(have->link.alias);
		t->alias = t->kept_alias;
	}
	if (t->has_addrs)
		return;
	t->has_addrs = true;
	for (i = 0; i < have->addrs.count; i++)
		addrs_add(&t->addrs, &have->addrs.list[i]);
}

static void add_tunnel(struct plan *plan, struct step step)
{
	struct attrs data, link;
	const char *alias;

	if (must_enter(&step) || (is_replaced(&step) && has_altnames(&step))) {
		step.type = STEP_REFUSE;
		plan_add(plan, &step);
		return;
	}
	if (is_replaced(&step)) {
		keep_device(step.want, step.have);
		step.type = STEP_DELETE;
		plan_add(plan, &step);
		step.have = NULL;
	}
	if (!step.have) {
		step.type = STEP_ADD;
		plan_add(plan, &step);
		return;
	}
	step.type = STEP_CHANGE;
	alias = step_change(&step, &data, &link);
	if (alias || attrs_any(&data) || attrs_any(&link))
		plan_add(plan, &step);
	if (step.want->has_addrs)
		add_addrs(plan, step);
}

static int compare(const struct wanted *want, const struct present *have)
{
	return netns_compare(want->netns, have->netns) ?:
	       strcmp(want->name ?: "", have->link.name);
}

static int in_order(const void *first, const void *second)
{
	const struct step *a = first, *b = second;

	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	return netns_compare(a->netns, b->netns) ?:
	       strcmp(step_name(a), step_name(b)) ?:
	       (a->addr > b->addr) - (a->addr < b->addr);
}

void plan_make(struct plan *plan, const struct wanted_list *want,
	       const struct present_list *have, bool prune)
{
	size_t w = 0, h = 0;

	*plan = (struct plan){ .count = 0 };
	while (w < want->count || h < have->count) {
		struct wanted *t = w < want->count ? &want->list[w] : NULL;
		const struct present *p = h < have->count ? &have->list[h] : NULL;
		int order = !t ? 1 : !p ? -1 : compare(t, p);
		struct step step = {
			.type = STEP_DELETE,
			.netns = order > 0 ? p->netns : t->netns,
		};

		step.want = order <= 0 ? t : NULL;
		step.have = order >= 0 ? p : NULL;
		w += !!step.want;
		h += !!step.have;
		if (step.want && wanted_is_due(step.want))
			add_tunnel(plan, step);
		else if (!step.want && prune)
			plan_add(plan, &step);
	}
	if (plan->count)
		qsort(plan->steps, plan->count, sizeof(*plan->steps), in_order);
	order_changes(plan, have);
}

void plan_free(struct plan *plan)
{
	free(plan->steps);
}
