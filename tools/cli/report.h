/* SPDX-License-Identifier: GPL-2.0 */
/* Output about links, as text or JSON, buffered until complete */
#ifndef GRE2890_REPORT_H
#define GRE2890_REPORT_H

#include <stdio.h>
#include <json-c/json.h>

#include "present.h"

struct cli;

/**
 * struct report - output that is being made
 * @cli: the command
 * @f: where text goes
 * @links: where JSON goes, an array
 * @list: the links that report_keep() was called for, and @count of them
 * @text: what @f wrote, and @size octets of it
 * @room: how many @list has room for
 * @have: with --all-netns, the present tunnels
 * @link: makes the output about one link
 */
struct report {
	const struct cli *cli;
	FILE *f;
	struct json_object *links;
	struct link *list;
	size_t count;
	size_t room;
	struct present_list have;
	char *text;
	size_t size;
	void (*link)(struct report *r, const struct link *link);
};

/**
 * report_links() - make a report about one or all links
 * @r: the report, with @cli and @link filled in
 * @argc: 0: all links; 1: that one, or with --all-netns all of its name
 * @argv: its name
 *
 * Reads the links again if they change during the dump.
 *
 * Return: an exit status; after CLI_DONE, call report_close().
 */
int report_links(struct report *r, int argc, char **argv);

/**
 * report_close() - free the report
 * @r: the report
 */
void report_close(struct report *r);

/**
 * report_keep() - keep a link for later, as @link of a report
 * @r: the report
 * @link: the link
 */
void report_keep(struct report *r, const struct link *link);

/**
 * report_text() - print the text of a report
 * @r: the report
 */
void report_text(struct report *r);

/**
 * report_json() - print JSON
 * @cli: the command
 * @json: what
 */
void report_json(const struct cli *cli, struct json_object *json);

#endif /* GRE2890_REPORT_H */
