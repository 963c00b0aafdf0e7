// SPDX-License-Identifier: GPL-2.0
#include <linux/rtnetlink.h>

#include "link.h"
#include "nl.h"
#include "plan.h"
#include "step.h"

static struct nlmsghdr *add(void *buf, const struct step *step, int underlay)
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

static struct nlmsghdr *change(void *buf, const struct step *step)
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

static struct nlmsghdr *address(void *buf, const struct step *step)
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
		return add(buf, step, underlay);
	case STEP_CHANGE:
		return change(buf, step);
	default:
		return address(buf, step);
	}
}
