/* SPDX-License-Identifier: GPL-2.0 */
/* The existing tunnels whose underlay is the current namespace */
#ifndef GRE2890_PRESENT_H
#define GRE2890_PRESENT_H

#include <stdbool.h>

#include "addr.h"
#include "link.h"

/**
 * struct present - an existing tunnel
 * @netns: its device's network namespace; NULL: the current one
 * @inode: inode number of that; 0: not known
 * @id: the tunnel's number; 0: not known
 * @closed: that namespace cannot be read, so @master and @addrs are not known
 * @link: its link
 * @master: name of the VRF or bridge that it is a port of, or an empty string
 * @addrs: its addresses
 */
struct present {
	char *netns;
	unsigned int inode;
	unsigned int id;
	bool closed;
	struct link link;
	char master[IF_NAMESIZE];
	struct addrs addrs;
};

/**
 * struct present_list - all of them
 * @list: in the order of namespace and name
 * @count: how many there are
 * @room: how many the list has room for
 * @partial: something could not be read, which has been reported
 */
struct present_list {
	struct present *list;
	size_t count;
	size_t room;
	bool partial;
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
 * present_list_all() - list the tunnels of all namespaces
 * @l: the list; put in order
 *
 * Leaves out masters and addresses.  Without permission to list all tunnels of the
 * underlay, reports that and reads only namespaces with names.  Warns of namespaces that
 * cannot be opened.
 *
 * Return: an exit status.
 */
int present_list_all(struct present_list *l);

/**
 * present_read_all() - read the tunnels of all namespaces
 * @l: the list; put in order
 *
 * Like present_list_all(), but masters and addresses too.
 *
 * Return: an exit status.
 */
int present_read_all(struct present_list *l);

/**
 * present_compare() - compare tunnels by namespace and name
 * @first: a tunnel
 * @second: another
 *
 * Return: as strcmp().
 */
int present_compare(const void *first, const void *second);

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
