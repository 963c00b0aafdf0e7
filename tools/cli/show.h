/* SPDX-License-Identifier: GPL-2.0 */
/* A link as "show" has it */
#ifndef GRE2890_SHOW_H
#define GRE2890_SHOW_H

#include <stdio.h>
#include <json-c/json.h>

struct link;

/**
 * show_state() - is a link up?
 * @link: the link
 *
 * Return: "up", "down" or "no-carrier".
 */
const char *show_state(const struct link *link);

/**
 * show_operstate() - the same as RFC 2863 has it
 * @link: the link
 *
 * Return: a name of "ip link".
 */
const char *show_operstate(const struct link *link);

/**
 * show_link_text() - print a line about a link
 * @link: the link
 * @f: where to
 */
void show_link_text(const struct link *link, FILE *f);

/**
 * show_link_json() - make an object of a link
 * @link: the link
 *
 * Return: the object, which is the caller's.
 */
struct json_object *show_link_json(const struct link *link);

#endif /* GRE2890_SHOW_H */
