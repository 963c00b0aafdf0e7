// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../escape.h"
#include "../keywords.h"
#include "addr.h"
#include "cli.h"
#include "event.h"
#include "link.h"
#include "show.h"
#include "tunnel.h"

#define STAMP_SIZE	40

/* As in "ip -ts monitor", or with @utc as in RFC 3339 */
static const char *stamp(char *text, bool utc)
{
	struct timespec now;
	struct tm tm;
	size_t len;

	clock_gettime(CLOCK_REALTIME, &now);
	if (utc)
		gmtime_r(&now.tv_sec, &tm);
	else
		localtime_r(&now.tv_sec, &tm);
	len = strftime(text, STAMP_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text + len, STAMP_SIZE - len, ".%06ld%s", now.tv_nsec / 1000,
		 utc ? "Z" : "");
	return text;
}

static struct json_object *begin(const struct cli *cli, const char *event)
{
	struct json_object *object = json_object_new_object();
	char text[STAMP_SIZE];

	if (cli->timestamp)
		json_object_object_add(object, "timestamp",
				       json_object_new_string(stamp(text, true)));
	json_object_object_add(object, "event", json_object_new_string(event));
	return object;
}

static void begin_text(const struct cli *cli, const char *event)
{
	char text[STAMP_SIZE];

	if (cli->timestamp)
		put_text(stdout, "[%s] ", stamp(text, false));
	put_verbatim(stdout, event);
}

/* The device that a line is about, behind the event */
static void name_text(const struct link *link)
{
	put_text(stdout, " %u: %s", link->index, link->name);
	if (link->netns)
		put_text(stdout, " netns %s", link->netns);
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
	if (link->netns)
		add_string(object, "netns", link->netns);
}

static void end(struct json_object *object)
{
	const int flags = JSON_C_TO_STRING_PLAIN |
			  JSON_C_TO_STRING_NOSLASHESCAPE;

	put_json(stdout, json_object_to_json_string_ext(object, flags));
	json_object_put(object);
}

static void link_json(const struct cli *cli, const char *event,
		      const struct link *link)
{
	struct json_object *object = begin(cli, event);

	name(object, link);
	json_object_object_add(object, "link", show_link_json(link));
	end(object);
}

void event_link(const struct cli *cli, const struct link *link, bool created)
{
	struct json_object *object;

	if (created && cli->json) {
		link_json(cli, "created", link);
	} else if (created) {
		begin_text(cli, "created ");
		show_link_text(link, stdout);
	} else if (cli->json) {
		object = begin(cli, "deleted");
		name(object, link);
		end(object);
	} else {
		begin_text(cli, "deleted");
		name_text(link);
		put_verbatim(stdout, "\n");
	}
}

/* Print the differences except the state.  Return: false if there are none */
static bool differs(const struct link *now, const struct link *new, FILE *f)
{
	unsigned int master = attrs_number(&new->device, IFLA_MASTER);
	size_t n = show_diff(&now->data, &new->data, f);

	if (strcmp(now->netns ?: "", new->netns ?: "")) {
		if (now->netns)
			put_text(f, " -netns %s", now->netns);
		if (new->netns)
			put_text(f, " +netns %s", new->netns);
		n++;
	}
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

static void print_state(const struct cli *cli, const struct link *link)
{
	struct json_object *object;

	if (!cli->json) {
		begin_text(cli, "state");
		name_text(link);
		put_line(stdout, ": %s", show_state(link));
		return;
	}
	object = begin(cli, "state");
	name(object, link);
	add_string(object, "state", show_state(link));
	add_string(object, "operstate", show_operstate(link));
	end(object);
}

/* @text is escaped already. */
static void changed_text(const struct cli *cli, const struct link *link,
			 const char *text)
{
	begin_text(cli, "changed");
	name_text(link);
	put_verbatim(stdout, ":");
	put_verbatim(stdout, text);
	put_verbatim(stdout, "\n");
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
		link_json(cli, "changed", new);
	else if (changed)
		changed_text(cli, new, text);
	free(text);
	/* The operational state follows with a message of its own. */
	if (strcmp(show_state(now), show_state(new)))
		print_state(cli, new);
}

void event_addr(const struct cli *cli, const struct link *link,
		const struct addr *addr, bool added)
{
	struct json_object *object;
	char text[ADDR_TEXT_SIZE];

	addr_text(addr, text);
	if (!cli->json) {
		begin_text(cli, "address");
		name_text(link);
		put_line(stdout, ": %c%s", added ? '+' : '-', text);
		return;
	}
	object = begin(cli, added ? "address-added" : "address-removed");
	name(object, link);
	add_string(object, "address", text);
	end(object);
}

void event_resync(const struct cli *cli, const struct resync *resync,
		  const char *netns)
{
	struct link link = { .index = resync->index, .netns = netns };
	struct json_object *object;

	memcpy(link.name, resync->name, sizeof(link.name));
	if (!cli->json) {
		begin_text(cli, "resync");
		name_text(&link);
		put_line(stdout, ": last %u now %u count %llu", resync->last,
			 resync->number, resync->count);
		return;
	}
	object = begin(cli, "resync");
	name(object, &link);
	add_number(object, "last", resync->last);
	add_number(object, "number", resync->number);
	add_number(object, "count", resync->count);
	end(object);
}

void event_state(const struct cli *cli, const struct state_change *change,
		 const char *netns)
{
	struct link link = { .index = change->index, .netns = netns };
	struct json_object *object;

	memcpy(link.name, change->name, sizeof(link.name));
	if (!cli->json) {
		begin_text(cli, "carrier-reason");
		name_text(&link);
		put_line(stdout, ": %s", state_name(change->state));
		return;
	}
	object = begin(cli, "carrier-reason");
	name(object, &link);
	add_string(object, "carrier_reason", state_name(change->state));
	end(object);
}

void event_lost(const struct cli *cli)
{
	if (cli->json) {
		end(begin(cli, "lost"));
		return;
	}
	begin_text(cli,
		   "lost: events came faster than they could be read; the differences follow\n");
}
