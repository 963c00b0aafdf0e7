/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Network namespaces by the names that "ip netns" gives them.  One without such a
 * name is "net:[INODE]", as in /proc/PID/ns/net.
 */
#ifndef GRE2890_NETNS_H
#define GRE2890_NETNS_H

#include <stdbool.h>

struct nl;

/* Why something cannot be done in a namespace without a name */
#define NETNS_UNNAMED_HELP \
	"its network namespace has no name; name it with 'ip netns attach NAME PID'"

/* Room for "net:[INODE]" */
#define NETNS_TEXT_SIZE	24

/**
 * netns_open() - open a namespace
 * @name: its name, a path with a '/', or the "net:[INODE]" of one that has a name
 *	or is the current one
 *
 * A file that is something else is not opened, as that may wait or have effects.
 *
 * Return: a file descriptor, or -1 with errno set for netns_error(); EINVAL: it is
 * no network namespace.
 */
int netns_open(const char *name);

/**
 * netns_error() - say why a namespace can't be opened
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
 * netns_list() - go through all names of namespaces, several of one too
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
 * netns_name() - what a namespace is called here
 * @name: its name, a path with a '/', or "net:[INODE]"
 *
 * A path of a namespace without a name becomes its name for netns_by_inode() and
 * netns_walk().
 *
 * Return: of the names that "ip netns" has for it the first by the alphabet, or
 * @name if there is none.
 */
const char *netns_name(const char *name);

/**
 * netns_forget() - read the names again when they are needed next
 *
 * What netns_name() and netns_by_inode() returned is not valid afterwards.
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
 * netns_by_inode() - what the namespace with an inode number is called here
 * @inode: the number
 * @text: NETNS_TEXT_SIZE characters
 *
 * Return: as netns_name(), or NULL for the current namespace; @text, set to
 * "net:[INODE]", if it has no name.
 */
const char *netns_by_inode(unsigned int inode, char *text);

/**
 * netns_walk() - go through the namespaces that have names
 * @visit: called once for each but the current one, with netns_name(); false ends
 *	the walk
 * @ctx: passed to it
 *
 * Return: false if @visit has.
 */
bool netns_walk(bool (*visit)(const char *name, void *ctx), void *ctx);

/**
 * netns_known_id() - number by which a namespace knows another, if it does
 * @nl: a route socket in the one
 * @fd: the other
 *
 * Return: the number, or NETNSA_NSID_NOT_ASSIGNED.
 */
int netns_known_id(struct nl *nl, int fd);

/**
 * netns_id() - number by which a namespace knows another
 * @nl: a route socket in the one
 * @fd: the other
 *
 * One is assigned if there is none yet.
 *
 * Return: the number, or a negative errno, for nl_error().
 */
int netns_id(struct nl *nl, int fd);

#endif /* GRE2890_NETNS_H */
