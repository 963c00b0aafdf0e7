// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>

#include "cycle.h"
#include "genl.h"
#include "link.h"
#include "netns.h"
#include "place.h"
#include "plan.h"
#include "tunnel.h"

/* What a tunnel gets, and how it is said if it does not */
struct change {
	const struct step *step;
	struct attrs data;
	struct attrs link;
	const char *alias;
	void (*refuse)(const struct step *step, const char *reason);
};

static void send_by_id(const struct change *c)
{
	struct genl g;
	int err;

	if (genl_open(&g, step_name(c->step)))
		return;
	err = tunnel_set(&g, c->step->have->id, &c->data);
	if (err)
		c->refuse(c->step, nl_error(&g.nl, err));
	genl_close(&g);
}

static void send_change(const struct change *c)
{
	struct link_request request = {
		.index = c->step->have->link.index,
		.data = &c->data,
		.link = &c->link,
		.alias = c->alias,
	};
	char buf[NL_REQUEST_SIZE];
	struct place place;
	int err;

	if (c->step->have->closed) {
		send_by_id(c);
		return;
	}
	if (!place_open(&place, c->step->netns)) {
		c->refuse(c->step, netns_error(errno));
		return;
	}
	err = nl_talk(&place.nl, link_request(buf, &request), NULL, NULL);
	if (err)
		c->refuse(c->step, nl_error(&place.nl, err));
	place_close(&place);
}

static void undo(struct change *c, const struct step *step)
{
	c->step = step;
	c->alias = step_undo(step, &c->data, &c->link);
	send_change(c);
}

/*
 * Also steps that were refused: the kernel may have done a part of them.  The
 * first tunnel of the circle gets out of the way again.
 */
static void take_back(struct change *c, const struct step *steps, size_t count)
{
	size_t i;

	c->step = steps;
	c->alias = step_change(steps, &c->data, &c->link);
	send_change(c);
	for (i = count - 2; i; i--)
		undo(c, &steps[i]);
	undo(c, &steps[count - 1]);
}

void cycle_settle(const struct plan *plan,
		  void (*refuse)(const struct step *step, const char *reason))
{
	const struct step *step = plan->steps;
	struct change c = { .refuse = refuse };
	size_t first, end;
	bool all;

	for (first = 0; first < plan->count; first = end) {
		all = true;
		for (end = first; end < plan->count; end++) {
			if (step[end].cycle != step[first].cycle)
				break;
			all &= step[end].done;
		}
		if (step[first].park && step[first].done && !all)
			take_back(&c, &step[first], end - first);
	}
}
