/* SPDX-License-Identifier: GPL-2.0 */
/* A link as "show" prints it, and how two of them differ */
#ifndef GRE2890_SHOW_H
#define GRE2890_SHOW_H

#include <stdio.h>
#include <json-c/json.h>

struct attrs;
struct link;

/**
 * show_state() - is a link up?
 * @link: the link
 *
 * Return: "up", "down" or "no-carrier".
 */
const char *show_state(const struct link *link);

/**
 * show_operstate() - get the operational state of RFC 2863
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

/**
 * show_diff() - print the options that differ
 * @now: a tunnel's attributes; NULL: print all options of the other, without a sign
 * @new: another's
 * @f: where to
 *
 * Return: how many options differ.
 */
size_t show_diff(const struct attrs *now, const struct attrs *new, FILE *f);

#endif /* GRE2890_SHOW_H */
