// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include <net/if.h>
#include <linux/if.h>

#include "../attrs.h"
#include "../escape.h"
#include "../format.h"
#include "../keywords.h"
#include "cli.h"
#include "genl.h"
#include "link.h"
#include "report.h"
#include "show.h"

static const char *const operstates[] = {
	[IF_OPER_UNKNOWN] = "UNKNOWN",
	[IF_OPER_NOTPRESENT] = "NOTPRESENT",
	[IF_OPER_DOWN] = "DOWN",
	[IF_OPER_LOWERLAYERDOWN] = "LOWERLAYERDOWN",
	[IF_OPER_TESTING] = "TESTING",
	[IF_OPER_DORMANT] = "DORMANT",
	[IF_OPER_UP] = "UP",
};

const char *show_operstate(const struct link *link)
{
	return operstates[link->operstate <= IF_OPER_UP ? link->operstate :
							  IF_OPER_UNKNOWN];
}

static void item_text(const struct item *item, void *f)
{
	if (*item->text)
		put_text(f, " %s", item->text);
}

static void item_json(const struct item *item, void *object)
{
	struct json_object *value = NULL;

	switch (item->type) {
	case ITEM_STRING:
		value = json_object_new_string(item->string);
		break;
	case ITEM_NUMBER:
		value = json_object_new_uint64(item->number);
		break;
	case ITEM_BOOL:
		value = json_object_new_boolean(item->number);
		break;
	}
	json_object_object_add(object, item->key, value);
}

static const struct {
	unsigned int flag;
	const char *name;
} flags[] = {
	{ IFF_BROADCAST, "BROADCAST" },
	{ IFF_POINTOPOINT, "POINTOPOINT" },
	{ IFF_MULTICAST, "MULTICAST" },
	{ IFF_NOARP, "NOARP" },
	{ IFF_ALLMULTI, "ALLMULTI" },
	{ IFF_PROMISC, "PROMISC" },
	{ IFF_SLAVE, "SLAVE" },
	{ IFF_UP, "UP" },
	{ IFF_LOWER_UP, "LOWER_UP" },
	{ IFF_DORMANT, "DORMANT" },
};

static struct json_object *flags_json(const struct link *link)
{
	struct json_object *array = json_object_new_array();
	size_t i;

	for (i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (link->flags & flags[i].flag)
			json_object_array_add(array,
					      json_object_new_string(flags[i].name));
	return array;
}

static struct json_object *info_json(const struct link *link)
{
	struct json_object *info = json_object_new_object();
	struct json_object *data = json_object_new_object();

	items_walk(&link->data, item_json, data);
	json_object_object_add(info, "info_kind",
			       json_object_new_string(GRE2890_KIND));
	json_object_object_add(info, "info_data", data);
	return info;
}

/* The names are those of "ip -j -d link show", which has no carrier_down_count. */
struct json_object *show_link_json(const struct link *link)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "ifindex",
			       json_object_new_int(link->index));
	if (link->data.foreign)
		json_object_object_add(object, "link_netnsid",
				       json_object_new_int(link->netnsid));
	json_object_object_add(object, "ifname",
			       json_object_new_string(link->name));
	if (link->netns)
		json_object_object_add(object, "netns",
				       json_object_new_string(link->netns));
	json_object_object_add(object, "flags", flags_json(link));
	json_object_object_add(object, "mtu", json_object_new_int(link->mtu));
	json_object_object_add(object, "operstate",
			       json_object_new_string(show_operstate(link)));
	json_object_object_add(object, "carrier_down_count",
			       json_object_new_uint64(link->carrier_downs));
	json_object_object_add(object, "linkinfo", info_json(link));
	return object;
}

const char *show_state(const struct link *link)
{
	if (!(link->flags & IFF_UP))
		return "down";
	return link->flags & IFF_LOWER_UP ? "up" : "no-carrier";
}

void show_link_text(const struct link *link, FILE *f)
{
	put_text(f, "%u: %s: state %s mtu %u", link->index, link->name,
		 show_state(link), link->mtu);
	if (link->netns)
		put_text(f, " netns %s", link->netns);
	if (link->data.foreign)
		put_text(f, " link-netnsid %d", link->netnsid);
	items_walk(&link->data, item_text, f);
	fputs("\n", f);
}

static void add_json(struct report *r, const struct link *link)
{
	json_object_array_add(r->links, show_link_json(link));
}

/* A reading in microseconds */
static void put_ms(FILE *f, const char *before, const struct attrs *s, unsigned int type)
{
	unsigned int us = attrs_number(s, type);

	put_text(f, "%s%u.%03u ms", before, us / 1000, us % 1000);
}

static void put_answers(const struct attrs *s, FILE *f)
{
	unsigned int ms = attrs_number(s, IFLA_GRE2890_KEEPALIVE_ANSWER_AGE);

	put_text(f, ", misses %u", attrs_number(s, IFLA_GRE2890_KEEPALIVE_MISSES));
	if (attrs_has(s, IFLA_GRE2890_KEEPALIVE_ANSWER_AGE))
		put_text(f, ", last answer %u.%03u s ago", ms / 1000, ms % 1000);
	else
		put_text(f, ", no answer yet");
	if (attrs_has(s, IFLA_GRE2890_KEEPALIVE_RTT_SMOOTHED)) {
		put_ms(f, ", rtt last ", s, IFLA_GRE2890_KEEPALIVE_RTT_LAST);
		put_ms(f, " smoothed ", s, IFLA_GRE2890_KEEPALIVE_RTT_SMOOTHED);
		put_ms(f, " min ", s, IFLA_GRE2890_KEEPALIVE_RTT_MIN);
	}
	if (attrs_has(s, IFLA_GRE2890_KEEPALIVE_LOST))
		put_text(f, ", lost %u of 100",
			 attrs_number(s, IFLA_GRE2890_KEEPALIVE_LOST));
}

/* A line for a tunnel that sends keepalives, or whose carrier is off for a reason */
static void put_liveness(const struct link *link, FILE *f)
{
	const struct attrs *s = &link->data;
	unsigned int state = attrs_number(s, IFLA_GRE2890_STATE);
	bool asks = attrs_has(s, IFLA_GRE2890_KEEPALIVE_MISSES);

	if (!attrs_has(s, IFLA_GRE2890_STATE_AGE) || !(asks || state))
		return;
	put_text(f, "    %s for %u s", state_name(state),
		 attrs_number(s, IFLA_GRE2890_STATE_AGE));
	if (asks)
		put_answers(s, f);
	put_line(f, ", carrier lost %u times", link->carrier_downs);
}

static void add_text(struct report *r, const struct link *link)
{
	show_link_text(link, r->f);
	put_liveness(link, r->f);
}

int cli_show(const struct cli *cli, int argc, char **argv)
{
	struct report r = {
		.cli = cli,
		.link = cli->json ? add_json : add_text,
	};
	int status;

	if (argc > 1)
		return cli_usage(cli, argv + 1, "one device at most");
	status = genl_check("show") ?: report_links(&r, argc, argv);
	if (status)
		return status;
	if (cli->json)
		report_json(cli, r.links);
	else
		report_text(&r);
	report_close(&r);
	return CLI_DONE;
}

/* More than a tunnel has */
#define ITEMS_MAX	64

/* A tunnel's options as "show" prints them */
struct items {
	char text[ITEMS_MAX][sizeof(((struct item *)0)->text)];
	size_t count;
};

static void take_item(const struct item *item, void *ctx)
{
	struct items *items = ctx;

	if (*item->text && items->count < ITEMS_MAX)
		memcpy(items->text[items->count++], item->text,
		       sizeof(item->text));
}

static bool has(const struct items *items, const char *text)
{
	size_t i;

	for (i = 0; i < items->count; i++)
		if (!strcmp(items->text[i], text))
			return true;
	return false;
}

/* Print the items that are not in @others. */
static size_t print_items(const struct items *items,
			  const struct items *others, const char *sign, FILE *f)
{
	size_t i, n = 0;

	for (i = 0; i < items->count; i++) {
		if (has(others, items->text[i]))
			continue;
		put_text(f, " %s%s", sign, items->text[i]);
		n++;
	}
	return n;
}

size_t show_diff(const struct attrs *now, const struct attrs *new, FILE *f)
{
	struct items before = { .count = 0 }, after = { .count = 0 };
	size_t n;

	if (now)
		items_walk(now, take_item, &before);
	items_walk(new, take_item, &after);
	n = print_items(&before, &after, "-", f);
	return n + print_items(&after, &before, now ? "+" : "", f);
}
