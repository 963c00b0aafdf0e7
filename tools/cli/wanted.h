/* SPDX-License-Identifier: GPL-2.0 */
/* The tunnels that files describe */
#ifndef GRE2890_WANTED_H
#define GRE2890_WANTED_H

#include <stdbool.h>
#include <stddef.h>

#include "../attrs.h"
#include "addr.h"

struct json_file;
struct json_object;
struct present;

/**
 * struct wanted - a tunnel that a file describes
 * @file: the file
 * @object: what it says
 * @name: the device's name
 * @netns: its network namespace; NULL: the current one
 * @family: AF_INET or AF_INET6, the underlay
 * @data: what goes into IFLA_INFO_DATA, defaults included
 * @link: what goes beside it; in 0, IFLA_UNSPEC, IFF_*
 * @alias: the device's alias; NULL: the file does not say
 * @addrs: its addresses, if @has_addrs
 * @has_addrs: the file says what addresses there are
 * @kept_alias: @alias if the file does not say it, but wanted_keep() did
 * @kept_master: name of the master, likewise
 * @refused: the kernel has refused something of it for good
 */
struct wanted {
	struct json_file *file;
	struct json_object *object;
	const char *name;
	const char *netns;
	int family;
	struct attrs data;
	struct attrs link;
	const char *alias;
	struct addrs addrs;
	bool has_addrs;
	char *kept_alias;
	char *kept_master;
	bool refused;
};

/**
 * struct wanted_list - all of them
 * @list: in the order of namespace and name
 * @count: how many there are
 */
struct wanted_list {
	struct wanted *list;
	size_t count;
};

/**
 * wanted_read() - take the tunnels of a file
 * @l: the list, in no order yet
 * @f: the file; everything that is wrong with it is said
 */
void wanted_read(struct wanted_list *l, struct json_file *f);

/**
 * wanted_sort() - put the list in order
 * @l: the list
 *
 * Names that are there twice are said to be wrong.
 */
void wanted_sort(struct wanted_list *l);

/**
 * wanted_find() - find a tunnel
 * @l: the list, in order
 * @netns: its network namespace, or NULL
 * @name: its name
 *
 * Return: the tunnel, or NULL.
 */
struct wanted *wanted_find(const struct wanted_list *l, const char *netns,
			   const char *name);

/**
 * wanted_keep() - want what the file does not say of the device as it is
 * @t: the tunnel
 * @have: the device, which another one will replace
 */
void wanted_keep(struct wanted *t, const struct present *have);

/**
 * wanted_free() - forget the list
 * @l: the list
 */
void wanted_free(struct wanted_list *l);

#endif /* GRE2890_WANTED_H */
