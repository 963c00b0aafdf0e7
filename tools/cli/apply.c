// SPDX-License-Identifier: GPL-2.0
/*
 * The verb "apply".  It reads what there is, compares it with what is wanted, and
 * sends the difference.  That is done again as long as there is more to do: a new
 * device's addresses need its number, and its alias is not taken before it is
 * there; and a new tunnel may want an identity that is free only later.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/random.h>
#include <linux/rtnetlink.h>

#include "../escape.h"
#include "batch.h"
#include "cli.h"
#include "cycle.h"
#include "genl.h"
#include "json_file.h"
#include "link_request.h"
#include "link_taken.h"
#include "netns.h"
#include "order.h"
#include "place.h"
#include "plan.h"
#include "plan_print.h"
#include "step_request.h"
#include "trial.h"
#include "tunnel.h"

/* Rounds; one or two are enough unless somebody else changes tunnels too */
#define ROUNDS	16

/**
 * struct run - one call of "apply"
 * @cli: the command
 * @want: what is wanted
 * @loaded: the module was loaded at the start
 * @done: requests that were granted, in this round
 * @more: another round is due
 * @partial: not all that there is could be read
 * @last: it will not be, so that every refusal is for good
 * @status: exit status
 */
static struct run {
	const struct cli *cli;
	struct wanted_list want;
	bool loaded;
	size_t done;
	bool more;
	bool partial;
	bool last;
	int status;
} run;

static void refuse(const struct step *step, const char *reason)
{
	struct wanted *t = step->want;

	run.status = CLI_REFUSED;
	if (t) {
		t->refused = true;
		json_file_say(t->file, t->object, "%s: %s", t->name, reason);
	} else {
		cli_refused(step_name(step), "%s", reason);
	}
}

static const char *why(const struct step *step, int error, const struct nl *nl)
{
	if (error == -EOPNOTSUPP && step->type == STEP_ADD && !run.loaded)
		return genl_not_loaded;
	return nl_error(nl, error);
}

/* An identity that another tunnel still has may be free in the next round */
static void answered(void *about, int error, struct nl *nl)
{
	struct step *step = about;

	if (error == -EEXIST && step->type <= STEP_CHANGE && !run.last) {
		run.more = true;
		return;
	}
	if (error == -EEXIST && step->type == STEP_ADD_ADDR)
		error = 0;
	/* The kernel takes secondary addresses with the primary one. */
	if (error == -EADDRNOTAVAIL && step->type == STEP_DEL_ADDR)
		error = 0;
	if (error == -ENODEV && step->type == STEP_DELETE)
		error = 0;
	/* The kernel has words for an identity, but none for a name. */
	if (error == -EEXIST && step->type == STEP_ADD && !*nl->message) {
		step->name_taken = true;
		run.status = CLI_REFUSED;
		return;
	}
	if (error) {
		refuse(step, why(step, error, nl));
		return;
	}
	step->done = true;
	run.done++;
	run.more |= step->type == STEP_ADD;
}

/*
 * The kernel waits for all processors with each link that is deleted, but only
 * once for a group.  So they go into a group by themselves: at random, lest
 * somebody's own group be deleted.
 */
static int delete_together(struct place *place, struct step *steps,
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
	return !run.status || run.cli->keep_going;
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
		run.done += count;
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

/* Through the underlay, so that the device's namespace need not be entered */
static void send_by_id(struct step *steps, size_t count)
{
	struct genl g;
	int err = 0;

	if (genl_open(&g, step_name(steps))) {
		run.status = CLI_REFUSED;
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
static int send_steps(struct place *place, struct step *steps, size_t count)
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

/* A tenant's device is made in the underlay's namespace, and moved from there. */
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
	struct place place;
	size_t i;
	int err;

	if (have && have->id && (steps->type == STEP_DELETE || have->closed)) {
		send_by_id(steps, count);
		return;
	}
	if (!place_open(&place, steps->netns)) {
		refuse(steps, netns_error(errno));
		return;
	}
	if (steps->type == STEP_DELETE && count > 1)
		err = delete_together(&place, steps, count);
	else
		err = send_steps(&place, steps, count);
	if (err)
		refuse(steps, nl_error(&place.nl, err));
	place_close(&place);
	for (i = 0; i < count; i++)
		if (steps[i].name_taken)
			refuse_name(&steps[i]);
}

/* On a line that the next one, or an error, takes the place of */
static void progress(size_t done, size_t count)
{
	if (!isatty(STDERR_FILENO))
		return;
	put_text(stderr, "gre2890: %zu of %zu requests", done, count);
	put_verbatim(stderr, done < count ? "\r" : "\n");
}

static size_t refuse_steps(struct plan *plan)
{
	size_t i;

	for (i = 0; i < plan->count && plan->steps[i].type == STEP_REFUSE; i++)
		refuse(&plan->steps[i], step_refusal(&plan->steps[i]));
	return i;
}

static void send_plan(struct plan *plan, size_t first)
{
	size_t i, n;

	for (i = first; i < plan->count && go_on(); i += n) {
		const struct step *step = &plan->steps[i];

		progress(i, plan->count);
		for (n = 1; i + n < plan->count && n < BATCH_MAX; n++)
			if (step->type != step[n].type ||
			    place_compare(step->netns, step[n].netns))
				break;
		send_to(&plan->steps[i], n);
	}
	if (i > first)
		progress(i, plan->count);
	cycle_settle(plan, refuse);
}

/* Have all tunnels to be listed to find those that the files name? */
static bool needs_all(void)
{
	size_t i;

	for (i = 0; i < run.want.count; i++)
		if (netns_is_unnamed(run.want.list[i].netns))
			return true;
	return run.cli->prune;
}

/* The namespaces that the files name or, if need be, all */
static int read_present(struct present_list *have)
{
	const char *last = NULL;
	int status;
	size_t i;

	if (needs_all())
		return present_read_all(have);
	status = present_read(have, NULL);
	for (i = 0; i < run.want.count && !status; i++) {
		const char *netns = run.want.list[i].netns;

		if (place_compare(netns, last))
			status = present_read(have, netns);
		last = netns;
	}
	present_sort(have);
	return status;
}

static int one_round(bool prune)
{
	struct present_list have = { .count = 0 };
	int status = read_present(&have);
	struct plan plan;
	size_t refused;

	run.more = false;
	run.done = 0;
	if (!status) {
		run.partial |= have.partial;
		plan_make(&plan, &run.want, &have, prune);
		refused = refuse_steps(&plan);
		if (run.cli->dry_run) {
			plan_print(&plan);
			status = trial(&plan, &run.want, prune ? NULL : &have);
		} else {
			send_plan(&plan, refused);
		}
		plan_free(&plan);
	}
	present_free(&have);
	return status;
}

static int apply(void)
{
	int status = CLI_DONE, i = 0;

	/* The kernel loads the module by itself for the first tunnel. */
	run.loaded = genl_loaded();
	if (!run.loaded && !run.want.count)
		return cli_refused("apply", "%s", genl_not_loaded);
	do {
		run.last = i && (!run.done || i >= ROUNDS);
		status = one_round(run.cli->prune && !i);
		i++;
	} while (!status && run.more && !run.last && go_on());
	return status ?: run.partial ? CLI_REFUSED : run.status;
}

static bool is_wrong(const struct json_file *files, int count)
{
	int i;

	for (i = 0; i < count; i++)
		if (files[i].wrong)
			return true;
	return false;
}

int cli_apply(const struct cli *cli, int argc, char **argv)
{
	struct json_file *files;
	int i, status = CLI_DONE;

	if (!argc)
		return cli_usage(cli, argv, "the file's name is missing");
	files = calloc(argc, sizeof(*files));
	if (!files)
		abort();
	run.cli = cli;
	for (i = 0; i < argc; i++) {
		if (!json_file_read(&files[i], argv[i]))
			status = cli_usage(cli, argv + i, "%s", strerror(errno));
		else
			wanted_read(&run.want, &files[i]);
	}
	wanted_sort(&run.want);
	if (!is_wrong(files, argc))
		order_check(&run.want);
	if (is_wrong(files, argc))
		status = CLI_USAGE;
	if (!status)
		status = apply();
	wanted_free(&run.want);
	for (i = 0; i < argc; i++)
		json_file_free(&files[i]);
	free(files);
	return status;
}
