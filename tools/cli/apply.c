// SPDX-License-Identifier: GPL-2.0
/*
 * The verb "apply".  It reads the existing tunnels, compares them with the files, and
 * sends the difference.  It repeats this while there is more to do: addresses and the
 * alias of a new device need its index, and the identity of a new tunnel may become
 * free only later.
 *
 * Then it looks names up again, as the device of a tunnel may be another tunnel of the
 * files.
 */
#include <stdio.h>
#include <string.h>

#include "../escape.h"
#include "apply.h"
#include "cli.h"
#include "dry_run.h"
#include "genl.h"
#include "ident.h"
#include "json_file.h"
#include "link_keywords.h"
#include "netns.h"
#include "netns_handle.h"
#include "order.h"
#include "plan.h"
#include "present.h"

/* Rounds; two are enough unless another process changes tunnels too */
#define ROUNDS	16

static bool go_on(const struct apply *a)
{
	return !a->sending.status || a->sending.keep_going;
}

/* Must all tunnels be listed to find those that the files name? */
static bool needs_all(const struct apply *a, bool prune)
{
	size_t i;

	for (i = 0; i < a->want.count; i++)
		if (wanted_is_due(&a->want.list[i]) &&
		    netns_is_unnamed(a->want.list[i].netns))
			return true;
	return prune;
}

/* Leave the tunnels of a namespace that cannot be read unchanged. */
static void refuse_netns(struct apply *a, const char *netns)
{
	size_t i;

	a->sending.status = CLI_REFUSED;
	for (i = 0; i < a->want.count; i++)
		if (!netns_compare(a->want.list[i].netns, netns))
			a->want.list[i].refused = true;
}

/* Read the namespaces that the files name or, if necessary, all. */
static int read_present(struct apply *a, struct present_list *have, bool prune)
{
	const char *last = NULL;
	int status;
	size_t i;

	if (needs_all(a, prune))
		return present_read_all(have);
	status = present_read(have, NULL);
	for (i = 0; i < a->want.count && !status; i++) {
		const struct wanted *t = &a->want.list[i];

		if (!wanted_is_due(t) || !netns_compare(t->netns, last))
			continue;
		last = t->netns;
		status = present_read(have, last);
		if (status && a->sending.keep_going) {
			refuse_netns(a, last);
			status = CLI_DONE;
		}
	}
	present_sort(have);
	return status;
}

static bool is_made_by_files(const struct apply *a, const struct wanted *t,
			     enum wanted_name i)
{
	const struct wanted *made;

	if (i != WANTED_DEV && i != WANTED_LOCAL_DEV)
		return false;
	made = wanted_find(&a->want, NULL,
			   json_object_get_string(t->names[i].value));
	return made && !made->wrong;
}

/* A tunnel whose device is another tunnel of the files */
static void print_later(const struct apply *a)
{
	size_t i;

	for (i = 0; i < a->want.count; i++) {
		const struct wanted *t = &a->want.list[i];
		enum wanted_name n = wanted_missing(t);

		if (!t->wrong && is_made_by_files(a, t, n))
			put_line(stdout, "later %s: needs %s", t->name,
				 json_object_get_string(t->names[n].value));
	}
}

static int one_round(struct apply *a, bool prune)
{
	struct present_list have = { .count = 0 };
	int status = read_present(a, &have, prune);
	struct plan plan;

	a->sending.more = false;
	a->sending.done = 0;
	if (!status) {
		a->partial |= have.partial;
		plan_make(&plan, &a->want, &have, prune);
		if (a->cli->dry_run) {
			send_refusals(&a->sending, &plan);
			dry_run_print(&plan);
			print_later(a);
			status = dry_run_check(&plan, &a->want, prune ? NULL : &have);
		} else {
			send_plan(&a->sending, &plan);
		}
		plan_free(&plan);
	}
	present_free(&have);
	return status;
}

/* Does a mistake hide the name of a tunnel that must not be deleted? */
static bool is_unclear(const struct apply *a)
{
	size_t i;

	for (i = 0; i < a->want.count; i++)
		if (a->want.list[i].unclear ||
		    a->want.list[i].names[WANTED_NETNS].why)
			return true;
	return files_are_unclear(&a->files);
}

/* Prune once, as soon as all tunnels of the files are known. */
static bool may_prune(struct apply *a)
{
	if (!a->cli->prune || a->pruned)
		return false;
	a->pruned = !is_unclear(a);
	if (!a->pruned && !a->reported_unclear)
		a->sending.status =
			cli_refused("--prune",
				    "deletes nothing while it is unclear which tunnels the files name");
	a->reported_unclear = !a->pruned;
	return a->pruned;
}

static int all_rounds(struct apply *a)
{
	bool prune = may_prune(a);
	int status, i = 0;

	do {
		a->sending.last = i && (!a->sending.done || i >= ROUNDS);
		status = one_round(a, prune && !i);
		i++;
	} while (!status && a->sending.more && !a->sending.last && go_on(a));
	return status;
}

bool apply_look(struct apply *a)
{
	size_t i, wrong = files_wrong(&a->files);

	netns_forget();
	ident_forget();
	link_keywords_forget();
	wanted_look(&a->want);
	for (i = 0; i < a->want.count && a->fresh; i++)
		a->want.list[i].settled = false;
	wanted_sort(&a->want);
	order_check(&a->want);
	if (files_wrong(&a->files) > wrong)
		a->sending.status = CLI_REFUSED;
	for (i = 0; i < a->want.count; i++)
		if (wanted_is_due(&a->want.list[i]))
			return true;
	return false;
}

int apply_pass(struct apply *a)
{
	int status;

	a->fresh = false;
	do {
		a->sending.added = false;
		status = all_rounds(a);
	} while (!status && a->sending.added && apply_missing(a) && go_on(a) &&
		 apply_look(a));
	return status;
}

size_t apply_missing(const struct apply *a)
{
	size_t i, missing = 0;

	for (i = 0; i < a->want.count; i++)
		missing += !a->want.list[i].wrong &&
			   wanted_missing(&a->want.list[i]) != WANTED_NAMES;
	return missing;
}

/* Report each name once while waiting for it. */
static void report(struct wanted *t, enum wanted_name i, const char *tail)
{
	const struct wanted_lookup *name = &t->names[i];

	if (!(t->reported & 1 << i))
		json_file_say(t->file, name->value, "%s%s", name->why, tail);
	t->reported |= 1 << i;
}

size_t apply_report_missing(struct apply *a, bool all, const char *tail)
{
	size_t i, reported = 0;
	enum wanted_name n;

	for (i = 0; i < a->want.count; i++) {
		struct wanted *t = &a->want.list[i];

		for (n = 0; n < WANTED_NAMES && !t->wrong; n++) {
			if (!t->names[n].why ||
			    (!all && is_made_by_files(a, t, n)))
				continue;
			report(t, n, tail);
			reported++;
		}
	}
	return reported;
}

/* Skip tunnels that wait for a name: which devices they mean is unknown. */
int apply_delete(struct apply *a)
{
	struct present_list have = { .count = 0 };
	struct plan plan = { .count = 0 };
	int status;
	size_t i;

	for (i = 0; i < a->want.count; i++)
		a->want.list[i].settled = false;
	for (i = 0; i < a->want.count; i++)
		a->want.list[i].refused = false;
	status = read_present(a, &have, false);
	for (i = 0; i < have.count && !status; i++) {
		const struct present *p = &have.list[i];
		const struct wanted *t = wanted_find(&a->want, p->netns,
						     p->link.name);

		if (t && wanted_is_due(t))
			plan_add(&plan, &(struct step){
				.type = STEP_DELETE,
				.netns = p->netns,
				.have = p,
			});
	}
	if (plan.count)
		send_plan(&a->sending, &plan);
	plan_free(&plan);
	present_free(&have);
	return status;
}

bool apply_load(struct apply *a)
{
	link_keywords_forget();
	files_free(&a->files);
	wanted_free(&a->want);
	a->pruned = false;
	a->reported_unclear = false;
	a->fresh = true;
	files_read(&a->files, &a->want, a->cli, a->argv);
	return !files_wrong(&a->files) && !a->files.unreadable;
}

static int run(struct apply *a)
{
	int status;

	if (!a->sending.loaded && !a->want.count)
		return cli_refused("apply", "%s", genl_not_loaded);
	status = apply_pass(a);
	if (apply_report_missing(a, !a->cli->dry_run, ""))
		a->sending.status = CLI_REFUSED;
	return status ?: a->partial ? CLI_REFUSED : a->sending.status;
}

static int check(const struct cli *cli, int argc, char **argv)
{
	bool waits = cli->wait || cli->watch;
	int i;

	if (!argc)
		return cli_usage(cli, argv, "the file's name is missing");
	if (waits && cli->dry_run)
		return cli_usage(cli, cli->only,
				 "not with --dry-run, which does not wait");
	for (i = 0; i < argc && cli->watch; i++)
		if (!strcmp(argv[i], "-"))
			return cli_usage(cli, argv + i,
					 "--watch cannot read standard input a second time");
	return CLI_DONE;
}

int cli_apply(const struct cli *cli, int argc, char **argv)
{
	bool waits = cli->wait || cli->watch;
	struct apply a = {
		.cli = cli,
		.argv = argv,
		.sending.keep_going = cli->keep_going || cli->watch,
	};
	int status = check(cli, argc, argv);

	if (status)
		return status;
	if (!apply_load(&a))
		a.sending.status = a.sending.keep_going ? CLI_REFUSED : CLI_USAGE;
	if (!a.sending.keep_going && !waits &&
	    apply_report_missing(&a, false, ""))
		a.sending.status = CLI_USAGE;
	status = a.sending.status;
	if (status != CLI_USAGE) {
		/* The kernel loads the module for the first tunnel. */
		a.sending.loaded = genl_loaded();
		status = waits ? apply_watch(&a) : run(&a);
	}
	wanted_free(&a.want);
	files_free(&a.files);
	return status;
}
