// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netlink.h>

#include "../escape.h"
#include "cli.h"
#include "link.h"
#include "nl.h"
#include "report.h"

/* Attempts to read a list that changes during the dump */
#define TRIES	20

static void begin(struct report *r)
{
	r->f = open_memstream(&r->text, &r->size);
	r->links = json_object_new_array();
	r->list = NULL;
	r->count = 0;
	r->room = 0;
	r->have = (struct present_list){ .count = 0 };
}

void report_close(struct report *r)
{
	fclose(r->f);
	free(r->text);
	json_object_put(r->links);
	free(r->list);
	present_free(&r->have);
}

void report_keep(struct report *r, const struct link *link)
{
	if (r->count == r->room) {
		r->room = 2 * r->room + 16;
		r->list = reallocarray(r->list, r->room, sizeof(*r->list));
		if (!r->list)
			abort();
	}
	r->list[r->count++] = *link;
}

static void on_link(const struct link *link, void *ctx)
{
	struct report *r = ctx;

	r->link(r, link);
}

static int one(struct nl *nl, const char *name, struct report *r)
{
	struct link link;
	int err = link_get(nl, name, &link);

	if (!err)
		r->link(r, &link);
	return err;
}

static int everywhere(struct report *r, const char *name)
{
	bool found = !name;
	int status;
	size_t i;

	begin(r);
	status = present_list_all(&r->have);
	for (i = 0; i < r->have.count && !status; i++) {
		const struct present *p = &r->have.list[i];
		struct link link = p->link;

		if (name && strcmp(link.name, name))
			continue;
		/* A device that was renamed during the dump may have another's name. */
		if (r->cli->openmetrics && i && !present_compare(p - 1, p))
			continue;
		link.netns = p->netns;
		r->link(r, &link);
		found = true;
	}
	if (!status && !found)
		status = cli_refused(name, "%s", strerror(ENODEV));
	if (status)
		report_close(r);
	return status;
}

int report_links(struct report *r, int argc, char **argv)
{
	int err, tries = TRIES;
	struct nl nl;

	if (r->cli->all_netns)
		return everywhere(r, argc ? *argv : NULL);
	do {
		if (!nl_open(&nl, NETLINK_ROUTE))
			return cli_refused("netlink", "%s", strerror(errno));
		begin(r);
		err = argc ? one(&nl, *argv, r) : link_dump(&nl, on_link, r);
		nl_close(&nl);
		if (err)
			report_close(r);
	} while (err == -EINTR && --tries);
	if (!err)
		return CLI_DONE;
	return cli_refused(argc ? *argv : "links", "%s",
			   err == -EINTR ? "they change faster than they can be listed; try again" :
					  nl_error(&nl, err));
}

void report_text(struct report *r)
{
	fflush(r->f);
	put_verbatim(stdout, r->text);
}

void report_json(const struct cli *cli, struct json_object *json)
{
	int flags = JSON_C_TO_STRING_NOSLASHESCAPE |
		    (cli->pretty ? JSON_C_TO_STRING_PRETTY |
				   JSON_C_TO_STRING_SPACED : 0);

	put_json(stdout, json_object_to_json_string_ext(json, flags));
}
