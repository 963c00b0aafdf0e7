/* SPDX-License-Identifier: GPL-2.0 */
/* Signs that a device or a network namespace may have appeared */
#ifndef GRE2890_APPEAR_H
#define GRE2890_APPEAR_H

#include <stdbool.h>
#include <stddef.h>

struct nl;
struct wanted_list;

/**
 * struct appear - what is listened to
 * @mounts: changes of the mount table, as "ip netns add" makes one
 * @names: inotify, of names that appear where namespaces have theirs
 * @links: sockets that hear of links: of the current namespace, and of each other one
 *	in which a master is missing
 * @netns: names of those namespaces; NULL: the current one
 * @count: how many sockets there are
 *
 * Nothing is read from them.  Everything is opened again instead, so that whoever
 * causes events in a loop only makes this process wake up once.
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
 * Return: false with errno set if the current namespace can't be listened to.
 */
bool appear_open(struct appear *a, const struct wanted_list *want);

/**
 * appear_covers() - does this listen to all that tunnels wait for?
 * @a: what is listened to
 * @want: the tunnels, in order
 */
bool appear_covers(const struct appear *a, const struct wanted_list *want);

/**
 * appear_wait() - wait for a sign
 * @a: what is listened to
 * @signals: another file descriptor to wait for; -1: none
 * @timeout: milliseconds, or -1
 *
 * Return: false if @signals can be read, or the time is over.
 */
bool appear_wait(const struct appear *a, int signals, int timeout);

/**
 * appear_close() - undo appear_open()
 * @a: what is listened to
 */
void appear_close(struct appear *a);

#endif /* GRE2890_APPEAR_H */
