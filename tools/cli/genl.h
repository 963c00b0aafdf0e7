/* SPDX-License-Identifier: GPL-2.0 */
/* Requests to the module's generic netlink family */
#ifndef GRE2890_GENL_H
#define GRE2890_GENL_H

#include "nl.h"

/**
 * struct genl - the family, reached by a socket
 * @nl: the socket
 * @family: its number
 * @events: number of its multicast group
 */
struct genl {
	struct nl nl;
	__u16 family;
	__u32 events;
};

/**
 * genl_open() - open a socket in the current namespace and find the family
 *
 * The kernel loads the module if it can.
 *
 * @g: filled in
 * @what: subject of the error message; NULL: print none
 *
 * Return: an exit status; the error has been reported.
 */
int genl_open(struct genl *g, const char *what);

/* The error if the module is not loaded */
extern const char genl_not_loaded[];

/**
 * genl_loaded() - is the module loaded?
 *
 * Searches the list of all families: a request for the family itself loads the module.
 *
 * Return: false if the kernel does not have the family.
 */
bool genl_loaded(void);

/**
 * genl_check() - report it if the module is not loaded
 * @what: the verb
 *
 * Return: an exit status.
 */
int genl_check(const char *what);

/**
 * genl_close() - undo genl_open()
 * @g: the family
 */
void genl_close(struct genl *g);

/**
 * genl_request() - begin a request
 * @g: the family
 * @buf: NL_REQUEST_SIZE octets
 * @cmd: enum gre2890_cmd
 *
 * Return: the message, without attributes.
 */
struct nlmsghdr *genl_request(const struct genl *g, void *buf,
			      unsigned int cmd);

/**
 * genl_parse() - go through the attributes of a message of the family
 * @nlh: the message
 * @cb: called for each
 * @ctx: passed to it
 *
 * Return: as mnl_attr_parse().
 */
int genl_parse(const struct nlmsghdr *nlh, mnl_attr_cb_t cb, void *ctx);

#endif /* GRE2890_GENL_H */
