// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <json-c/json.h>
#include <net/if.h>
#include <linux/if_link.h>

#include "../escape.h"
#include "dry_run.h"
#include "error.h"
#include "json_file.h"
#include "link.h"
#include "link_keywords.h"
#include "netns.h"
#include "nl.h"
#include "order.h"
#include "plan.h"
#include "show.h"

static void print_device(const struct step *step, const struct attrs *link)
{
	const struct attr *lladdr = &link->attr[IFLA_ADDRESS];
	const char *master = step->want->kept_master;
	struct json_object *named;
	char text[LLADDR_TEXT_SIZE];

	if (link->attr[IFLA_MTU].set)
		put_text(stdout, " mtu %u", attrs_number(link, IFLA_MTU));
	if (lladdr->set)
		put_text(stdout, " address %s",
			 link_keywords_lladdr(lladdr->data, text));
	if (link->attr[IFLA_GROUP].set)
		put_text(stdout, " group %u", attrs_number(link, IFLA_GROUP));
	if (json_object_object_get_ex(step->want->object, "master", &named))
		master = json_object_get_string(named);
	if (link->attr[IFLA_MASTER].set && !attrs_number(link, IFLA_MASTER))
		put_text(stdout, " nomaster");
	else if (link->attr[IFLA_MASTER].set && master)
		put_text(stdout, " master %s", master);
	if (link->attr[IFLA_UNSPEC].set)
		put_text(stdout, " %s",
			 attrs_number(link, IFLA_UNSPEC) & IFF_UP ? "up" : "down");
}

static void print_addrs(const struct addrs *addrs)
{
	char text[ADDR_TEXT_SIZE];
	size_t i;

	for (i = 0; i < addrs->count; i++)
		put_text(stdout, " +%s", addr_text(&addrs->list[i], text));
}

static void print_tunnel(const struct step *step)
{
	struct attrs data, link = step->want->link;
	const char *alias = step->want->alias;

	if (step->have)
		alias = step_change(step, &data, &link);
	show_diff(step->have ? &step->have->link.data : NULL,
		  &step->want->data, stdout);
	print_device(step, &link);
	if (alias)
		put_text(stdout, " alias '%s'", alias);
	if (!step->have)
		print_addrs(&step->want->addrs);
}

static void print_step(const struct step *step)
{
	static const char *const verbs[] = {
		[STEP_DELETE] = "delete",
		[STEP_ADD] = "add",
		[STEP_CHANGE] = "change",
		[STEP_DEL_ADDR] = "address",
		[STEP_ADD_ADDR] = "address",
	};
	char text[ADDR_TEXT_SIZE];

	put_text(stdout, "%s %s", verbs[step->type], step_name(step));
	if (step->netns)
		put_text(stdout, " netns %s", step->netns);
	if (step->addr)
		put_text(stdout, ": %c%s",
			 step->type == STEP_ADD_ADDR ? '+' : '-',
			 addr_text(step->addr, text));
	else if (step->type != STEP_DELETE)
		fputs(":", stdout);
	if (step->park)
		put_text(stdout, " +ikey of nobody, for as long as others change");
	else if (step->type == STEP_ADD || step->type == STEP_CHANGE)
		print_tunnel(step);
	fputs("\n", stdout);
}

void dry_run_print(const struct plan *plan)
{
	size_t i;

	for (i = 0; i < plan->count; i++)
		if (plan->steps[i].type != STEP_REFUSE)
			print_step(&plan->steps[i]);
}

/* The name of a present tunnel becomes free when that is deleted. */
static bool is_name_taken(struct nl *nl, const struct step *step)
{
	const struct wanted *t = step->want;
	char text[LINK_TAKEN_SIZE];
	const char *reason;
	int netns;

	/* Most names are free: check that with the shared socket. */
	if (!step->netns && !link_index(nl, t->name))
		return false;
	netns = step->netns ? netns_open(step->netns) : -1;
	reason = link_taken_by_other(netns, t->name, text);
	if (netns >= 0)
		close(netns);
	if (reason)
		json_file_say(t->file, t->object, "%s: %s", t->name, reason);
	return reason;
}

int dry_run_check(const struct plan *plan, const struct wanted_list *want,
		  const struct present_list *have)
{
	bool refused = have && order_conflicts(want, have);
	struct nl nl;
	size_t i;

	if (!nl_open(&nl, NETLINK_ROUTE))
		return cli_refused("netlink", "%s", strerror(errno));
	for (i = 0; i < plan->count; i++)
		if (plan->steps[i].type == STEP_ADD)
			refused |= is_name_taken(&nl, &plan->steps[i]);
	nl_close(&nl);
	return refused ? CLI_REFUSED : CLI_DONE;
}
