/* SPDX-License-Identifier: GPL-2.0 */
/* The tunnels that there are: those whose underlay is the current namespace */
#ifndef GRE2890_PRESENT_H
#define GRE2890_PRESENT_H

#include <stdbool.h>

#include "addr.h"
#include "link.h"

/**
 * struct present - a tunnel that there is
 * @netns: its device's network namespace; NULL: the current one
 * @link: what the kernel says of it
 * @master: name of the VRF or bridge that it is a port of, or an empty string
 * @addrs: its addresses
 */
struct present {
	char *netns;
	struct link link;
	char master[IF_NAMESIZE];
	struct addrs addrs;
};

/**
 * struct present_list - all of them
 * @list: in the order of namespace and name
 * @count: how many there are
 * @room: how many the list has room for
 */
struct present_list {
	struct present *list;
	size_t count;
	size_t room;
};

/**
 * present_read() - read the tunnels of a namespace
 * @l: the list, in no order yet
 * @netns: the namespace, or NULL
 *
 * Return: an exit status.
 */
int present_read(struct present_list *l, const char *netns);

/**
 * present_read_all() - read those of all namespaces that have names
 * @l: the list; put in order
 *
 * Return: an exit status.
 */
int present_read_all(struct present_list *l);

/**
 * present_sort() - put the list in order
 * @l: the list
 */
void present_sort(struct present_list *l);

/**
 * present_free() - forget the list
 * @l: the list
 */
void present_free(struct present_list *l);

#endif /* GRE2890_PRESENT_H */
