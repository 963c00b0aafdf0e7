/* SPDX-License-Identifier: GPL-2.0 */
/* Links: messages and requests of rtnetlink */
#ifndef GRE2890_LINK_H
#define GRE2890_LINK_H

#include <net/if.h>
#include <linux/if_link.h>

#include "../attrs.h"
#include "counters.h"

struct nl;
struct nlmsghdr;

/* Longest name of a device, an alternative one, with its end */
#define LINK_NAME_SIZE	128
/* Longest name of a type of devices that is shown, with its end */
#define LINK_KIND_SIZE	32
/* Longest alias, with its end */
#define LINK_ALIAS_SIZE	256

/**
 * struct link - a link
 * @index: its number
 * @name: its name
 * @kind: its kind, or an empty string
 * @slave_kind: its master's kind, or an empty string
 * @in_vrf: its master is a VRF
 * @ours: it is of our kind
 * @flags: IFF_*
 * @mtu: its MTU
 * @operstate: IF_OPER_*
 * @carrier_downs: how often the carrier went off
 * @netns: name of its namespace, which somebody else owns; NULL: the current one
 * @netnsid: the underlay's namespace, if @data.foreign
 * @altnames: it has alternative names
 * @alias: its alias, or an empty string
 * @data: attributes of IFLA_INFO_DATA
 * @device: attributes beside it that options can set; IFF_UP in IFLA_UNSPEC
 * @stats: packets and octets
 * @counters: every other counter
 */
struct link {
	unsigned int index;
	char name[IF_NAMESIZE];
	char kind[LINK_KIND_SIZE];
	char slave_kind[LINK_KIND_SIZE];
	bool in_vrf;
	bool ours;
	unsigned int flags;
	unsigned int mtu;
	unsigned char operstate;
	unsigned int carrier_downs;
	const char *netns;
	int netnsid;
	bool altnames;
	char alias[LINK_ALIAS_SIZE];
	struct attrs data;
	struct attrs device;
	struct rtnl_link_stats64 stats;
	struct counters counters;
};

/**
 * link_load() - read a link from a message of the kernel
 * @link: filled in
 * @nlh: RTM_NEWLINK or RTM_DELLINK
 *
 * Ignores attributes of the wrong size.
 *
 * Return: false with errno set if the message is too short to be one.
 */
bool link_load(struct link *link, const struct nlmsghdr *nlh);

/**
 * link_load_nest() - read a link from a nest of RTM_NEWLINK's attributes
 * @link: filled in; all but @index, @name and @flags must be 0
 * @nest: the nest
 */
void link_load_nest(struct link *link, const struct nlattr *nest);

/**
 * link_find() - ask for a link, whatever its kind
 * @nl: a route socket
 * @name: its name, also an alternative one
 * @link: filled in
 *
 * Return: 0, or a negative errno, for nl_error().
 */
int link_find(struct nl *nl, const char *name, struct link *link);

/**
 * link_find_index() - ask for a link by its number
 * @nl: a route socket
 * @index: its number
 * @link: filled in
 *
 * Return: 0, or a negative errno, for nl_error().
 */
int link_find_index(struct nl *nl, unsigned int index, struct link *link);

/**
 * link_get() - ask for a link of our kind
 * @nl: a route socket
 * @name: its name
 * @link: filled in
 *
 * Return: 0, or a negative errno, for nl_error().
 */
int link_get(struct nl *nl, const char *name, struct link *link);

/**
 * link_dump() - ask for all links of our kind
 * @nl: a route socket
 * @visit: called for each
 * @ctx: passed to it
 *
 * Return: 0, or a negative errno, for nl_error(); -EINTR: the
 * links changed meanwhile.
 */
int link_dump(struct nl *nl,
	      void (*visit)(const struct link *link, void *ctx), void *ctx);

/**
 * link_dump_all() - ask for all links, whatever their kind
 * @nl: a route socket
 * @visit: called for each
 * @ctx: passed to it
 *
 * Return: as link_dump() does.
 */
int link_dump_all(struct nl *nl,
		  void (*visit)(const struct link *link, void *ctx), void *ctx);

/**
 * link_index() - ask for a device's number, whatever its kind
 * @nl: a route socket
 * @name: its name
 *
 * Return: the number, or 0.
 */
unsigned int link_index(struct nl *nl, const char *name);

/**
 * link_name() - ask for a device's name, whatever its kind
 * @nl: a route socket
 * @index: its number
 * @name: IF_NAMESIZE characters
 *
 * Return: @name, which is "ifN" if there is no such device.
 */
const char *link_name(struct nl *nl, unsigned int index, char *name);

/**
 * link_put_info() - write IFLA_LINKINFO
 * @nlh: the message or, if a nest is open, what goes into that
 * @data: attributes for IFLA_INFO_DATA; only those that options have set are sent
 */
void link_put_info(struct nlmsghdr *nlh, const struct attrs *data);

/**
 * struct link_request - settings of a new or changed link
 * @name: name of a new link; NULL: a change
 * @index: number of the link that is changed
 * @data: what goes into IFLA_INFO_DATA
 * @link: what goes beside it: IFLA_*; in 0, IFLA_UNSPEC, IFF_*
 * @alias: its alias; NULL: none is given
 */
struct link_request {
	const char *name;
	unsigned int index;
	const struct attrs *data;
	const struct attrs *link;
	const char *alias;
};

/**
 * link_request() - write a request
 * @buf: NL_REQUEST_SIZE octets
 * @r: the settings; only attributes that options have set are sent
 *
 * Return: the message.
 */
struct nlmsghdr *link_request(void *buf, const struct link_request *r);

/**
 * link_delete_request() - write a request to delete a link
 * @buf: NL_REQUEST_SIZE octets
 * @index: its number
 *
 * Return: the message.
 */
struct nlmsghdr *link_delete_request(void *buf, unsigned int index);

/**
 * link_group_request() - write a request to put a link into a group
 * @buf: NL_REQUEST_SIZE octets
 * @index: its number
 * @group: the group
 *
 * Return: the message.
 */
struct nlmsghdr *link_group_request(void *buf, unsigned int index,
				    unsigned int group);

/**
 * link_group_delete_request() - write a request to delete all links of a group
 * @buf: NL_REQUEST_SIZE octets
 * @group: the group
 *
 * Return: the message.
 */
struct nlmsghdr *link_group_delete_request(void *buf, unsigned int group);

/* Room for link_taken() */
#define LINK_TAKEN_SIZE	128

/**
 * link_taken() - describe the device that has a name
 * @netns: an open network namespace, which is searched first; -1: none
 * @name: the name; then the current namespace is searched
 * @text: LINK_TAKEN_SIZE characters to use
 *
 * Return: @text, or NULL if no device has the name.
 */
const char *link_taken(int netns, const char *name, char *text);

/**
 * link_taken_by_other() - describe the device that has a name, if it is no tunnel
 * @netns: as for link_taken()
 * @name: the name
 * @text: LINK_TAKEN_SIZE characters to use
 *
 * Return: @text, or NULL if no device of another type has the name.
 */
const char *link_taken_by_other(int netns, const char *name, char *text);

#endif /* GRE2890_LINK_H */
