// SPDX-License-Identifier: GPL-2.0
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <net/if.h>
#include <linux/if_tunnel.h>
#include <linux/ip6_tunnel.h>

#include "../defaults.h"
#include "addr.h"
#include "netns.h"
#include "order.h"
#include "place.h"
#include "plan.h"

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

/* Attributes that say nothing unless a flag in another one is as it must be */
static bool counts(const struct attrs *s, unsigned int type)
{
	switch (type) {
	case IFLA_GRE_IKEY:
		return attrs_number(s, IFLA_GRE_IFLAGS) & GRE_KEY;
	case IFLA_GRE_OKEY:
		return attrs_number(s, IFLA_GRE_OFLAGS) & GRE_KEY;
	case IFLA_GRE_ENCAP_LIMIT:
		return !(attrs_number(s, IFLA_GRE_FLAGS) &
			 IP6_TNL_F_IGN_ENCAP_LIMIT);
	case IFLA_GRE_LOCAL:
		return !attrs_has_local_dev(s);
	}
	return defaults_apply(s, type);
}

/* What the kernel does not report is not there, or 0 */
static bool differs(const struct attr *now, const struct attr *new)
{
	if (!now->len)
		return new->set && !attr_is_zero(new);
	return new->len && (new->len != now->len ||
			    memcmp(new->data, now->data, now->len));
}

/* A device's index and its name go together: an index alone forgets the name. */
static void change_device(const struct attrs *now, struct attrs *new,
			  unsigned int index, unsigned int name)
{
	bool same = !strcmp(attrs_name(now, name), attrs_name(new, name));

	new->attr[name].set = 0;
	if (same && !new->attr[index].set)
		return;
	new->attr[index].set = UINT32_MAX;
	new->attr[name].set = new->attr[name].len ? UINT32_MAX : 0;
}

static void change(const struct attrs *now, struct attrs *new, bool data)
{
	bool fixed = data && attrs_has_local_dev(now) &&
		     !attrs_has_local_dev(new);
	bool limited = data && !counts(now, IFLA_GRE_ENCAP_LIMIT) &&
		       counts(new, IFLA_GRE_ENCAP_LIMIT);
	unsigned int type;

	for (type = 0; type <= IFLA_GRE2890_MAX; type++) {
		struct attr *a = &new->attr[type];

		if (attrs_name(new, type))
			continue;
		if ((data && !counts(new, type)) ||
		    !differs(&now->attr[type], a))
			a->set = 0;
		else if (!a->set)
			a->set = UINT32_MAX;
	}
	if (data) {
		change_device(now, new, IFLA_GRE_LINK, IFLA_GRE2890_LINK_NAME);
		change_device(now, new, IFLA_GRE2890_LOCAL_DEV,
			      IFLA_GRE2890_LOCAL_DEV_NAME);
	}
	/* An address that was the device's is not kept when it is let go. */
	if (fixed)
		new->attr[IFLA_GRE_LOCAL].set = UINT32_MAX;
	/* Without a limit 0 is reported, which may be the one that is wanted. */
	if (limited)
		new->attr[IFLA_GRE_ENCAP_LIMIT].set = UINT32_MAX;
}

static void park(const struct step *step, struct attrs *data)
{
	__u16 flags = attrs_number(&step->have->link.data, IFLA_GRE_IFLAGS) |
		      GRE_KEY;

	attrs_load(data, IFLA_GRE_IFLAGS, &flags, sizeof(flags));
	attrs_load(data, IFLA_GRE_IKEY, &step->key, sizeof(step->key));
	data->attr[IFLA_GRE_IFLAGS].set = UINT32_MAX;
	data->attr[IFLA_GRE_IKEY].set = UINT32_MAX;
}

const char *step_change(const struct step *step, struct attrs *data,
			struct attrs *link)
{
	const char *alias = step->want->alias;

	if (step->park) {
		*data = (struct attrs){ };
		*link = (struct attrs){ };
		park(step, data);
		return NULL;
	}
	*data = step->want->data;
	*link = step->want->link;
	change(&step->have->link.data, data, true);
	/* It may have had another key for a moment. */
	if (step->cycle) {
		data->attr[IFLA_GRE_IFLAGS].set = UINT32_MAX;
		data->attr[IFLA_GRE_IKEY].set = UINT32_MAX;
	}
	change(&step->have->link.device, link, false);
	return alias && strcmp(alias, step->have->link.alias) ? alias : NULL;
}

static void undo(struct attrs *new, const struct attrs *now)
{
	unsigned int type;

	if (new->attr[IFLA_GRE_LINK].set)
		attrs_set_name(new, IFLA_GRE2890_LINK_NAME, now->link_name, true);
	if (new->attr[IFLA_GRE2890_LOCAL_DEV].set)
		attrs_set_name(new, IFLA_GRE2890_LOCAL_DEV_NAME,
			       now->local_dev_name, true);
	for (type = 0; type <= IFLA_GRE2890_MAX; type++) {
		struct attr *a = &new->attr[type];
		const struct attr *old = &now->attr[type];

		if (!a->set || attrs_name(now, type))
			continue;
		memset(a->data, 0, sizeof(a->data));
		memcpy(a->data, old->data, old->len);
		a->len = old->len ?: a->len;
	}
}

const char *step_undo(const struct step *step, struct attrs *data,
		      struct attrs *link)
{
	const char *alias = step_change(step, data, link);

	undo(data, &step->have->link.data);
	undo(link, &step->have->link.device);
	return alias ? step->have->link.alias : NULL;
}

/* What is fixed when a tunnel is made */
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

/* With an IPv4 address may go others of its subnet, so all are given again */
static void plan_addrs(struct plan *plan, struct step step)
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

/* Without entering the namespace, a tunnel's own options can be changed, and no more */
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

/* Alternative names would be lost: no request makes a device with them. */
static bool has_altnames(const struct step *step)
{
	struct place place;
	struct link link;
	bool has;

	if (!place_open(&place, step->netns))
		return false;
	has = !link_find_index(&place.nl, step->have->link.index, &link) &&
	      link.altnames;
	place_close(&place);
	return has;
}

static bool is_replaced(const struct step *step)
{
	return step->have && is_another(step->want, &step->have->link.data);
}

static void plan_tunnel(struct plan *plan, struct step step)
{
	struct attrs data, link;
	const char *alias;

	if (must_enter(&step) || (is_replaced(&step) && has_altnames(&step))) {
		step.type = STEP_REFUSE;
		plan_add(plan, &step);
		return;
	}
	if (is_replaced(&step)) {
		wanted_keep(step.want, step.have);
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
		plan_addrs(plan, step);
}

static int compare(const struct wanted *want, const struct present *have)
{
	return place_compare(want->netns, have->netns) ?:
	       strcmp(want->name ?: "", have->link.name);
}

const char *step_name(const struct step *step)
{
	return step->have ? step->have->link.name : step->want->name;
}

static int in_order(const void *first, const void *second)
{
	const struct step *a = first, *b = second;

	if (a->type != b->type)
		return a->type < b->type ? -1 : 1;
	return place_compare(a->netns, b->netns) ?:
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
			plan_tunnel(plan, step);
		else if (!step.want && prune)
			plan_add(plan, &step);
	}
	if (plan->count)
		qsort(plan->steps, plan->count, sizeof(*plan->steps), in_order);
	order_changes(plan, have);
}

const char *step_refusal(const struct step *step)
{
	if (netns_is_unnamed(step->netns))
		return NETNS_UNNAMED_HELP;
	if (step->have->closed)
		return "its network namespace can't be read";
	return "this needs a new device, which would lose its alternative names; delete them first";
}

void plan_free(struct plan *plan)
{
	free(plan->steps);
}
