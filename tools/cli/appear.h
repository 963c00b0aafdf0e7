/* SPDX-License-Identifier: GPL-2.0 */
/* Wait until a device or a network namespace may have appeared */
#ifndef GRE2890_APPEAR_H
#define GRE2890_APPEAR_H

#include <stdbool.h>
#include <stddef.h>

struct nl;
struct wanted_list;

/**
 * struct appear - sockets and files to wait for
 * @mounts: the mount table, which "ip netns add" changes
 * @names: inotify for new names of namespaces
 * @links: sockets for link events: of the current namespace, and of each namespace
 *	in which a master is missing
 * @netns: names of those namespaces; NULL: the current one
 * @count: how many sockets there are
 *
 * Nothing is read from them.  They are reopened instead, so a process that causes
 * events in a loop wakes this one only once.
 */
struct appear {
	int mounts;
	int names;
	struct nl *links;
	char **netns;
	size_t count;
};

/**
 * appear_open() - listen from now on
 * @a: filled in
 * @want: the tunnels, in order
 *
 * Return: false with errno set if events of the current namespace are unavailable.
 */
bool appear_open(struct appear *a, const struct wanted_list *want);

/**
 * appear_covers() - is every namespace with a missing master covered?
 * @a: the sockets and files
 * @want: the tunnels, in order
 */
bool appear_covers(const struct appear *a, const struct wanted_list *want);

/**
 * appear_wait() - wait for an event
 * @a: the sockets and files
 * @signals: another file descriptor to wait for; -1: none
 * @timeout: milliseconds, or -1
 *
 * Return: false if @signals is readable or the time is over.
 */
bool appear_wait(const struct appear *a, int signals, int timeout);

/**
 * appear_close() - undo appear_open()
 * @a: the sockets and files
 */
void appear_close(struct appear *a);

#endif /* GRE2890_APPEAR_H */
