// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/random.h>
#include <linux/rtnetlink.h>

#include "../escape.h"
#include "error.h"
#include "genl.h"
#include "json_file.h"
#include "link.h"
#include "netns.h"
#include "netns_handle.h"
#include "nl.h"
#include "plan.h"
#include "send.h"
#include "step.h"
#include "tunnel.h"

/* State of the plan that is being sent, for the callbacks */
static struct sending *now;

/* Report a refusal once, even if it is tried again. */
static void refuse_entry(struct wanted *t, const char *reason)
{
	if (t->refusal && !strcmp(t->refusal, reason))
		return;
	free(t->refusal);
	t->refusal = strdup(reason);
	if (!t->refusal)
		abort();
	json_file_say(t->file, t->object, "%s: %s", t->name, reason);
}

static void refuse(const struct step *step, const char *reason)
{
	struct wanted *t = step->want;

	now->status = CLI_REFUSED;
	if (t) {
		t->refused = true;
		refuse_entry(t, reason);
	} else {
		cli_refused(step_name(step), "%s", reason);
	}
}

static const char *why(const struct step *step, int error, const struct nl *nl)
{
	if (error == -EOPNOTSUPP && step->type == STEP_ADD && !now->loaded)
		return genl_not_loaded;
	return nl_error(nl, error);
}

/* An identity that is in use may be free in the next round. */
static void answered(void *about, int error, struct nl *nl)
{
	struct step *step = about;

	if (error == -EEXIST && step->type <= STEP_CHANGE && !now->last) {
		now->more = true;
		return;
	}
	if (error == -EEXIST && step->type == STEP_ADD_ADDR)
		error = 0;
	/* The kernel deletes secondary addresses with their primary. */
	if (error == -EADDRNOTAVAIL && step->type == STEP_DEL_ADDR)
		error = 0;
	if (error == -ENODEV && step->type == STEP_DELETE)
		error = 0;
	/* The kernel explains a duplicate identity, but not a duplicate name. */
	if (error == -EEXIST && step->type == STEP_ADD && !*nl->message) {
		step->name_taken = true;
		now->status = CLI_REFUSED;
		return;
	}
	if (error) {
		refuse(step, why(step, error, nl));
		return;
	}
	step->done = true;
	now->done++;
	now->more |= step->type == STEP_ADD;
	now->added |= step->type == STEP_ADD;
}

/*
 * Deleting a link waits for an RCU grace period, deleting a group of links only for
 * one.  So put them into a group with a random number that nobody else uses.
 */
static int delete_together(struct netns_handle *place, struct step *steps,
			   size_t count)
{
	char buf[NL_REQUEST_SIZE];
	struct batch batch;
	unsigned int group;
	int err = 0;
	size_t i;

	if (getrandom(&group, sizeof(group), 0) != sizeof(group))
		return -errno;
	group = (group & INT32_MAX) | 1 << 30;
	batch_init(&batch, &place->nl, answered);
	for (i = 0; i < count && !err; i++)
		err = batch_add(&batch,
				link_group_request(buf, steps[i].have->link.index,
						   group), &steps[i]);
	err = err ?: batch_send(&batch);
	return err ?: nl_talk(&place->nl, link_group_delete_request(buf, group),
			      NULL, NULL);
}

static bool go_on(void)
{
	return !now->status || now->keep_going;
}

static int delete_tunnels(struct genl *g, const struct step *steps,
			  size_t count)
{
	__u32 ids[BATCH_MAX];
	size_t i;
	int err;

	for (i = 0; i < count; i++)
		ids[i] = steps[i].have->id;
	err = tunnel_delete(g, ids, count);
	if (!err)
		now->done += count;
	return err;
}

static void change_tunnels(struct genl *g, struct step *steps, size_t count)
{
	struct attrs data, link;
	size_t i;

	for (i = 0; i < count && go_on(); i++) {
		step_change(&steps[i], &data, &link);
		answered(&steps[i], tunnel_set(g, steps[i].have->id, &data),
			 &g->nl);
	}
}

/* Send through the underlay, without entering the device's namespace. */
static void send_by_id(struct step *steps, size_t count)
{
	struct genl g;
	int err = 0;

	if (genl_open(&g, step_name(steps))) {
		now->status = CLI_REFUSED;
		return;
	}
	if (steps->type == STEP_DELETE)
		err = delete_tunnels(&g, steps, count);
	else
		change_tunnels(&g, steps, count);
	if (err)
		refuse(steps, nl_error(&g.nl, err));
	genl_close(&g);
}

/* Steps of one namespace, which follow each other in the plan */
static int send_steps(struct netns_handle *place, struct step *steps, size_t count)
{
	char buf[NL_REQUEST_SIZE];
	struct batch batch;
	int underlay = 0, err = 0;
	size_t i;

	if (place->netns)
		underlay = netns_id(&place->nl, place->underlay);
	if (underlay < 0)
		return underlay;
	batch_init(&batch, &place->nl, answered);
	for (i = 0; i < count && !err && go_on(); i++)
		err = batch_add(&batch, step_request(buf, &steps[i], underlay),
				&steps[i]);
	return err ?: go_on() ? batch_send(&batch) : 0;
}

/* The kernel creates a tenant's device in the underlay's namespace, then moves it. */
static void refuse_name(const struct step *step)
{
	int netns = step->netns ? netns_open(step->netns) : -1;
	char text[LINK_TAKEN_SIZE];

	refuse(step, link_taken(netns, step->want->name, text) ?:
		     strerror(EEXIST));
	if (netns >= 0)
		close(netns);
}

static void send_to(struct step *steps, size_t count)
{
	const struct present *have = steps->have;
	struct netns_handle place;
	size_t i;
	int err;

	if (have && have->id && (steps->type == STEP_DELETE || have->closed)) {
		send_by_id(steps, count);
		return;
	}
	if (!netns_handle_open(&place, steps->netns)) {
		refuse(steps, netns_error(errno));
		return;
	}
	if (steps->type == STEP_DELETE && count > 1)
		err = delete_together(&place, steps, count);
	else
		err = send_steps(&place, steps, count);
	if (err)
		refuse(steps, nl_error(&place.nl, err));
	netns_handle_close(&place);
	for (i = 0; i < count; i++)
		if (steps[i].name_taken)
			refuse_name(&steps[i]);
}

/* A change that completes or undoes a step */
struct change {
	const struct step *step;
	struct attrs data;
	struct attrs link;
	const char *alias;
};

static void set_by_id(const struct change *c)
{
	struct genl g;
	int err;

	if (genl_open(&g, step_name(c->step)))
		return;
	err = tunnel_set(&g, c->step->have->id, &c->data);
	if (err)
		refuse(c->step, nl_error(&g.nl, err));
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
	struct netns_handle place;
	int err;

	if (c->step->have->closed) {
		set_by_id(c);
		return;
	}
	if (!netns_handle_open(&place, c->step->netns)) {
		refuse(c->step, netns_error(errno));
		return;
	}
	err = nl_talk(&place.nl, link_request(buf, &request), NULL, NULL);
	if (err)
		refuse(c->step, nl_error(&place.nl, err));
	netns_handle_close(&place);
}

static void undo(struct change *c, const struct step *step)
{
	c->step = step;
	c->alias = step_undo(step, &c->data, &c->link);
	send_change(c);
}

/*
 * Include refused steps: the kernel may have done part of them.  Park the first tunnel
 * of the cycle again.
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

/* Undo cycles of identities that were not completed. */
static void settle_cycles(const struct plan *plan)
{
	const struct step *step = plan->steps;
	struct change c;
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

/* The next line, or an error, overwrites this one. */
static void progress(size_t done, size_t count)
{
	if (!isatty(STDERR_FILENO))
		return;
	put_text(stderr, "gre2890: %zu of %zu requests", done, count);
	put_verbatim(stderr, done < count ? "\r" : "\n");
}

size_t send_refusals(struct sending *s, struct plan *plan)
{
	size_t i;

	now = s;
	for (i = 0; i < plan->count && plan->steps[i].type == STEP_REFUSE; i++)
		refuse(&plan->steps[i], step_refusal(&plan->steps[i]));
	return i;
}

void send_plan(struct sending *s, struct plan *plan)
{
	size_t i, n, first;

	first = send_refusals(s, plan);
	for (i = first; i < plan->count && go_on(); i += n) {
		const struct step *step = &plan->steps[i];

		progress(i, plan->count);
		for (n = 1; i + n < plan->count && n < BATCH_MAX; n++)
			if (step->type != step[n].type ||
			    netns_compare(step->netns, step[n].netns))
				break;
		send_to(&plan->steps[i], n);
	}
	if (i > first)
		progress(i, plan->count);
	settle_cycles(plan);
}
