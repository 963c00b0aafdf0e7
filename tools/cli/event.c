// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../escape.h"
#include "addr.h"
#include "cli.h"
#include "event.h"
#include "item_diff.h"
#include "link.h"
#include "show.h"

static struct json_object *begin(const char *event)
{
	struct json_object *object = json_object_new_object();

	json_object_object_add(object, "event", json_object_new_string(event));
	return object;
}

static void add_string(struct json_object *object, const char *key,
		       const char *value)
{
	json_object_object_add(object, key, json_object_new_string(value));
}

static void add_number(struct json_object *object, const char *key,
		       unsigned long long value)
{
	json_object_object_add(object, key, json_object_new_uint64(value));
}

static void name(struct json_object *object, const struct link *link)
{
	add_number(object, "ifindex", link->index);
	add_string(object, "ifname", link->name);
}

static void end(struct json_object *object)
{
	const int flags = JSON_C_TO_STRING_PLAIN |
			  JSON_C_TO_STRING_NOSLASHESCAPE;

	put_json(stdout, json_object_to_json_string_ext(object, flags));
	json_object_put(object);
}

static void link_json(const char *event, const struct link *link)
{
	struct json_object *object = begin(event);

	name(object, link);
	json_object_object_add(object, "link", show_link_json(link));
	end(object);
}

void event_link(const struct cli *cli, const struct link *link, bool created)
{
	struct json_object *object;

	if (created && cli->json) {
		link_json("created", link);
	} else if (created) {
		fputs("created ", stdout);
		show_link_text(link, stdout);
	} else if (cli->json) {
		object = begin("deleted");
		name(object, link);
		end(object);
	} else {
		put_line(stdout, "deleted %u: %s", link->index, link->name);
	}
}

/* Prints what differs but for the state; false: nothing does */
static bool differs(const struct link *now, const struct link *new, FILE *f)
{
	unsigned int master = attrs_number(&new->device, IFLA_MASTER);
	size_t n = item_diff(&now->data, &new->data, f);

	if (strcmp(now->name, new->name)) {
		put_text(f, " -name %s +name %s", now->name, new->name);
		n++;
	}
	if (now->mtu != new->mtu) {
		put_text(f, " -mtu %u +mtu %u", now->mtu, new->mtu);
		n++;
	}
	if (attrs_number(&now->device, IFLA_MASTER) != master) {
		put_text(f, master ? " +master if%u" : " nomaster", master);
		n++;
	}
	return n;
}

static void event_state(const struct cli *cli, const struct link *link)
{
	struct json_object *object;

	if (!cli->json) {
		put_line(stdout, "state %u: %s: %s", link->index, link->name,
			 show_state(link));
		return;
	}
	object = begin("state");
	name(object, link);
	add_string(object, "state", show_state(link));
	add_string(object, "operstate", show_operstate(link));
	end(object);
}

/* What differs is escaped already */
static void changed_text(const struct link *link, const char *text)
{
	put_text(stdout, "changed %u: %s:", link->index, link->name);
	put_verbatim(stdout, text);
	fputs("\n", stdout);
}

void event_change(const struct cli *cli, const struct link *now,
		  const struct link *new)
{
	size_t size;
	char *text;
	FILE *f = open_memstream(&text, &size);
	bool changed = differs(now, new, f);

	fclose(f);
	if (changed && cli->json)
		link_json("changed", new);
	else if (changed)
		changed_text(new, text);
	free(text);
	/* The operational state follows with a message of its own. */
	if (strcmp(show_state(now), show_state(new)))
		event_state(cli, new);
}

void event_addr(const struct cli *cli, const struct link *link,
		const struct addr *addr, bool added)
{
	struct json_object *object;
	char text[ADDR_TEXT_SIZE];

	addr_text(addr, text);
	if (!cli->json) {
		put_line(stdout, "address %u: %s: %c%s", link->index, link->name,
			 added ? '+' : '-', text);
		return;
	}
	object = begin(added ? "address-added" : "address-removed");
	name(object, link);
	add_string(object, "address", text);
	end(object);
}

void event_resync(const struct cli *cli, const struct resync *resync)
{
	struct json_object *object;

	if (!cli->json) {
		put_line(stdout, "resync %u: %s: last %u now %u count %llu",
			 resync->index, resync->name, resync->last,
			 resync->number, resync->count);
		return;
	}
	object = begin("resync");
	add_number(object, "ifindex", resync->index);
	add_string(object, "ifname", resync->name);
	add_number(object, "last", resync->last);
	add_number(object, "number", resync->number);
	add_number(object, "count", resync->count);
	end(object);
}

void event_lost(const struct cli *cli)
{
	if (cli->json)
		end(begin("lost"));
	else
		puts("lost: events came faster than they could be read; what differs now follows");
}
