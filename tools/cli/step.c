// SPDX-License-Identifier: GPL-2.0
#include <stdint.h>
#include <string.h>
#include <net/if.h>
#include <linux/if_tunnel.h>
#include <linux/ip6_tunnel.h>
#include <linux/rtnetlink.h>

#include "../defaults.h"
#include "link.h"
#include "netns.h"
#include "nl.h"
#include "step.h"

const char *step_name(const struct step *step)
{
	return step->have ? step->have->link.name : step->want->name;
}

/* Does an attribute count, given the flags in others? */
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

/* Attributes that the kernel does not report are absent or 0. */
static bool differs(const struct attr *now, const struct attr *new)
{
	if (!now->len)
		return new->set && !attr_is_zero(new);
	return new->len && (new->len != now->len ||
			    memcmp(new->data, now->data, now->len));
}

/* Send a device's index and name together: an index alone clears the name. */
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
	/* The module does not keep the address of a device that is released. */
	if (fixed)
		new->attr[IFLA_GRE_LOCAL].set = UINT32_MAX;
	/* Without a limit the kernel reports 0, which may be the wanted limit. */
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
	/* It may have been parked with another key. */
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

const char *step_refusal(const struct step *step)
{
	if (netns_is_unnamed(step->netns))
		return NETNS_UNNAMED_HELP;
	if (step->have->closed)
		return "its network namespace can't be read";
	return "this needs a new device, which would lose its alternative names; delete them first";
}

static struct nlmsghdr *add_request(void *buf, const struct step *step, int underlay)
{
	struct attrs link = step->want->link;
	struct link_request request = {
		.name = step->want->name,
		.data = &step->want->data,
		.link = &link,
		.alias = step->want->alias,
	};
	struct attr *a = &link.attr[IFLA_LINK_NETNSID];

	if (step->netns) {
		attrs_load(&link, IFLA_LINK_NETNSID, &underlay, sizeof(underlay));
		a->set = true;
	}
	return link_request(buf, &request);
}

static struct nlmsghdr *change_request(void *buf, const struct step *step)
{
	struct attrs data, link;
	struct link_request request = {
		.index = step->have->link.index,
		.data = &data,
		.link = &link,
		.alias = step_change(step, &data, &link),
	};

	return link_request(buf, &request);
}

static struct nlmsghdr *addr_request(void *buf, const struct step *step)
{
	bool is_new = step->type == STEP_ADD_ADDR;
	struct nlmsghdr *nlh = nl_request(buf, is_new ? RTM_NEWADDR : RTM_DELADDR,
					  is_new ? NLM_F_CREATE | NLM_F_EXCL : 0);

	addr_put(nlh, step->addr, step->have->link.index);
	return nlh;
}

struct nlmsghdr *step_request(void *buf, const struct step *step, int underlay)
{
	switch (step->type) {
	case STEP_DELETE:
		return link_delete_request(buf, step->have->link.index);
	case STEP_ADD:
		return add_request(buf, step, underlay);
	case STEP_CHANGE:
		return change_request(buf, step);
	default:
		return addr_request(buf, step);
	}
}
