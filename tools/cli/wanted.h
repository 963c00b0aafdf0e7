/* SPDX-License-Identifier: GPL-2.0 */
/* The tunnels that files describe */
#ifndef GRE2890_WANTED_H
#define GRE2890_WANTED_H

#include <stdbool.h>
#include <stddef.h>

#include "../attrs.h"
#include "addr.h"

struct args;
struct json_file;
struct json_object;
struct present;
struct keyword;

/* Names of namespaces and devices in an entry, in the order of lookup */
enum wanted_name {
	WANTED_NETNS,
	WANTED_DEV,
	WANTED_LOCAL_DEV,
	WANTED_MASTER,
	WANTED_NAMES
};

/**
 * struct wanted_lookup - result of looking a name up
 * @value: the name; NULL: the entry has none
 * @found: inode of the namespace or ifindex of the device; 0: it does not exist
 * @why: the reason to report if it does not exist
 * @away: the tunnel exists, and the module waits for the device
 */
struct wanted_lookup {
	struct json_object *value;
	unsigned int found;
	const char *why;
	bool away;
};

/**
 * struct wanted - a tunnel that a file describes
 * @file: the file
 * @object: its JSON object
 * @name: the device's name
 * @netns: its network namespace; NULL: the current one
 * @family: AF_INET or AF_INET6, the underlay
 * @data: attributes for IFLA_INFO_DATA, including defaults
 * @link: attributes beside it; IFF_* in IFLA_UNSPEC
 * @alias: the device's alias; NULL: the file does not say
 * @addrs: its addresses, if @has_addrs
 * @has_addrs: the file says what addresses there are
 * @kept_alias: @alias if the file does not say it, but wanted_keep() did
 * @kept_master: name of the master, likewise
 * @netns_copy: @netns if this allocated it
 * @number: its place among all entries of all files
 * @names: names of namespaces and devices
 * @twice: an entry before it has its name, which has been reported
 * @unclear: a mistake hides which device the entry means
 * @wrong: it has a mistake, which has been reported
 * @refused: the kernel has refused it for good
 * @settled: its names still mean the same as last time
 * @reported: bits of enum wanted_name: names that were reported as missing
 * @refusal: the latest refusal that was reported
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
	char *netns_copy;
	size_t number;
	struct wanted_lookup names[WANTED_NAMES];
	bool twice;
	bool unclear;
	bool wrong;
	bool refused;
	bool settled;
	unsigned int reported;
	char *refusal;
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
 * @f: the file
 *
 * Reports all mistakes of the file, but no missing devices and namespaces.
 */
void wanted_read(struct wanted_list *l, struct json_file *f);

/**
 * wanted_look() - look all names up again
 * @l: the list, sorted; unsorted afterwards
 *
 * Marks entries for which nothing has changed as settled.
 */
void wanted_look(struct wanted_list *l);

/**
 * wanted_take_devices() - note the devices that an entry names
 * @t: the tunnel, with its options parsed
 */
void wanted_take_devices(struct wanted *t);

/**
 * wanted_take_error() - note a device that does not exist, or report a mistake
 * @t: the tunnel
 * @a: its options, of which one was refused
 * @value: value of that option
 */
void wanted_take_error(struct wanted *t, const struct args *a,
		       struct json_object *value);

/**
 * wanted_missing() - find a missing namespace or device
 * @t: the tunnel
 *
 * Return: enum wanted_name; WANTED_NAMES if there is none.
 */
enum wanted_name wanted_missing(const struct wanted *t);

/**
 * wanted_away() - find a device that the module waits for
 * @t: the tunnel
 *
 * Return: enum wanted_name; WANTED_NAMES if there is none.
 */
enum wanted_name wanted_away(const struct wanted *t);

/**
 * wanted_is_due() - can the tunnel be made or changed now?
 * @t: the tunnel
 */
bool wanted_is_due(const struct wanted *t);

/**
 * wanted_sort() - put the list in order
 * @l: the list
 *
 * Marks all but the first entry of a name as wrong.
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
 * wanted_waits() - does the tunnel exist, and wait for a device of this name?
 * @t: the tunnel
 * @w: row of the option that names the device
 * @name: the name
 */
bool wanted_waits(const struct wanted *t, const struct keyword *w, const char *name);

/**
 * wanted_free() - forget the list
 * @l: the list
 */
void wanted_free(struct wanted_list *l);

#endif /* GRE2890_WANTED_H */
