/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Network namespaces by the names that "ip netns" gives them.  One without such a
 * name is "net:[INODE]", as in /proc/PID/ns/net.
 */
#ifndef GRE2890_NETNS_H
#define GRE2890_NETNS_H

#include <stdbool.h>

struct nl;

/* Error: a namespace without a name cannot be entered */
#define NETNS_UNNAMED_HELP \
	"its network namespace has no name; name it with 'ip netns attach NAME PID'"

/* Size of "net:[INODE]" with NUL */
#define NETNS_TEXT_SIZE	24

/**
 * netns_open() - open a namespace
 * @name: its name, a path with a '/', or the "net:[INODE]" of one that has a name
 *	or is the current one
 *
 * Does not open files of other types: that may block or have side effects.
 *
 * Return: a file descriptor, or -1 with errno set for netns_error(); EINVAL: it is
 * no network namespace.
 */
int netns_open(const char *name);

/**
 * netns_error() - get the reason why a namespace cannot be opened
 * @error: errno of netns_open(), netns_enter() or netns_handle_open()
 */
const char *netns_error(int error);

/**
 * netns_enter() - make a namespace the current one
 * @name: as for netns_open()
 *
 * Return: false with errno set.
 */
bool netns_enter(const char *name);

/**
 * netns_list() - visit all names of namespaces, including duplicates
 * @visit: called for each
 * @ctx: passed to it
 */
void netns_list(void (*visit)(const char *name, void *ctx), void *ctx);

/**
 * netns_socket() - open a route socket in a namespace
 * @nl: the socket
 * @fd: the namespace; -1: the current one
 *
 * Return: false with errno set.
 */
bool netns_socket(struct nl *nl, int fd);

/**
 * netns_is_here() - is a namespace the current one?
 * @fd: the namespace
 */
bool netns_is_here(int fd);

/**
 * netns_name() - get the name of a namespace
 * @name: its name, a path with a '/', or "net:[INODE]"
 *
 * A path of a namespace without a name becomes its name for netns_by_inode() and
 * netns_walk().
 *
 * Return: its alphabetically first name of "ip netns", or @name if it has none.
 */
const char *netns_name(const char *name);

/**
 * netns_forget() - read the names again when they are needed next
 *
 * Invalidates the results of netns_name() and netns_by_inode().
 */
void netns_forget(void);

/**
 * netns_is_unnamed() - is this the notation for a namespace without a name?
 * @name: as for netns_name(), or NULL
 */
bool netns_is_unnamed(const char *name);

/**
 * netns_inode() - inode number of a namespace
 * @name: as for netns_name()
 *
 * Return: the number, or 0 with errno set.
 */
unsigned int netns_inode(const char *name);

/**
 * netns_by_inode() - get the name of the namespace with an inode number
 * @inode: the number
 * @text: NETNS_TEXT_SIZE characters
 *
 * Return: as netns_name(), or NULL for the current namespace; @text, set to
 * "net:[INODE]", if it has no name.
 */
const char *netns_by_inode(unsigned int inode, char *text);

/**
 * netns_walk() - visit the namespaces that have names
 * @visit: called once for each but the current one, with netns_name(); false ends
 *	the walk
 * @ctx: passed to it
 *
 * Return: false if @visit has.
 */
bool netns_walk(bool (*visit)(const char *name, void *ctx), void *ctx);

/**
 * netns_known_id() - get the id by which a namespace knows another, if any
 * @nl: a route socket in the one
 * @fd: the other
 *
 * Return: the number, or NETNSA_NSID_NOT_ASSIGNED.
 */
int netns_known_id(struct nl *nl, int fd);

/**
 * netns_id() - get or assign the id by which a namespace knows another
 * @nl: a route socket in the one
 * @fd: the other
 *
 * One is assigned if there is none yet.
 *
 * Return: the number, or a negative errno, for nl_error().
 */
int netns_id(struct nl *nl, int fd);

#endif /* GRE2890_NETNS_H */
