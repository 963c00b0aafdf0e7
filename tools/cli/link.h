/* SPDX-License-Identifier: GPL-2.0 */
/* A link as the kernel describes it */
#ifndef GRE2890_LINK_H
#define GRE2890_LINK_H

#include <net/if.h>
#include <linux/if_link.h>

#include "../attrs.h"
#include "counters.h"

struct nl;

/* Longest name of a device, an alternative one, with its end */
#define LINK_NAME_SIZE	128

/**
 * struct link - a link
 * @index: its number
 * @name: its name
 * @ours: it is of our kind
 * @flags: IFF_*
 * @mtu: its MTU
 * @operstate: IF_OPER_*
 * @netnsid: the underlay's namespace, if @data.foreign
 * @data: what is in its IFLA_INFO_DATA
 * @stats: packets and octets
 * @counters: every other counter
 */
struct link {
	unsigned int index;
	char name[IF_NAMESIZE];
	bool ours;
	unsigned int flags;
	unsigned int mtu;
	unsigned char operstate;
	int netnsid;
	struct attrs data;
	struct rtnl_link_stats64 stats;
	struct counters counters;
};

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
 * link_index() - ask for a device's number, whatever its kind
 * @nl: a route socket
 * @name: its name
 *
 * Return: the number, or 0.
 */
unsigned int link_index(struct nl *nl, const char *name);

#endif /* GRE2890_LINK_H */
