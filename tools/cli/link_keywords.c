// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <limits.h>
#include <search.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/ether.h>
#include <net/if.h>
#include <linux/if_link.h>

#include "../args.h"
#include "../parse.h"
#include "link.h"
#include "link_keywords.h"
#include "netns.h"
#include "nl.h"

/* ether_aton_r() reads as far as it can. */
static bool ends_with_octet(const char *value)
{
	const char *colon = strrchr(value, ':');

	return colon && strlen(colon + 1) <= 2 &&
	       !value[strspn(value, "0123456789abcdefABCDEF:")];
}

static bool parse_lladdr(struct args *a, const struct keyword *w, bool on,
			 const char *value)
{
	struct attr new = { .len = sizeof(struct ether_addr) };

	if (!ether_aton_r(value, (struct ether_addr *)new.data) ||
	    !ends_with_octet(value))
		return args_fail(a, "not an Ethernet address");
	return args_bytes(a, w, &new);
}

/* ether_ntoa() leaves leading zeros out. */
const char *link_keywords_lladdr(const unsigned char *octets, char *text)
{
	snprintf(text, LLADDR_TEXT_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x",
		 octets[0], octets[1], octets[2], octets[3], octets[4],
		 octets[5]);
	return text;
}

static bool parse_down(struct args *a, const struct keyword *w, bool on,
		       const char *value)
{
	return parse_flag(a, w, false, value);
}

/* The attribute holds the file descriptor until the request is made */
static bool take_netns(struct args *a, const struct keyword *w, int fd)
{
	struct bits b = { w->attr, sizeof(int), UINT32_MAX, fd };

	return fd < 0 ? args_fail(a, "%s", netns_error(errno)) :
			args_bits(a, w, &b);
}

static bool parse_link_netns(struct args *a, const struct keyword *w, bool on,
			     const char *value)
{
	return take_netns(a, w, netns_open(value));
}

/* A name or a process id, as for "ip link set netns" */
static bool parse_netns(struct args *a, const struct keyword *w, bool on,
			const char *value)
{
	char path[PATH_MAX];
	int fd = netns_open(value);

	if (fd < 0 && *value && !value[strspn(value, "0123456789")]) {
		snprintf(path, sizeof(path), "/proc/%s/ns/net", value);
		fd = netns_open(path);
	}
	return take_netns(a, w, fd);
}

static unsigned int ask_index(int netns, const char *name)
{
	unsigned int index = 0;
	struct nl nl;

	if (netns_socket(&nl, netns)) {
		index = link_index(&nl, name);
		nl_close(&nl);
	}
	return index;
}

/* A master of the current namespace, asked for once */
struct master {
	unsigned int index;
	char name[];
};

static void *masters;

static int by_name(const void *first, const void *second)
{
	const struct master *a = first, *b = second;

	return strcmp(a->name, b->name);
}

static unsigned int master_index(const char *name)
{
	size_t size = strlen(name) + 1;
	struct master *new = malloc(sizeof(*new) + size), **node;

	if (!new)
		abort();
	memcpy(new->name, name, size);
	node = tfind(new, &masters, by_name);
	if (node) {
		free(new);
		return (*node)->index;
	}
	new->index = ask_index(-1, name);
	/* It may appear, and the question may have failed for lack of memory. */
	if (!new->index) {
		free(new);
		return 0;
	}
	if (!tsearch(new, &masters, by_name))
		abort();
	return new->index;
}

void link_keywords_forget(void)
{
	tdestroy(masters, free);
	masters = NULL;
}

/* The master is where the device is, or goes */
static bool parse_master(struct args *a, const struct keyword *w, bool on,
			 const char *value)
{
	int netns = link_keywords_netns(&a->link, IFLA_NET_NS_FD);
	struct bits b = { w->attr, sizeof(__u32), UINT32_MAX };

	if (!on)
		return args_bits(a, w, &b);
	b.value = netns < 0 ? master_index(value) : ask_index(netns, value);
	a->missing = !b.value;
	return b.value ? args_bits(a, w, &b) :
			 args_fail(a, "no such device");
}

int link_keywords_netns(const struct attrs *s, unsigned int type)
{
	return attrs_has(s, type) ? (int)attrs_number(s, type) : -1;
}

const struct keyword link_keywords[] = {
	{ "mtu", "N", "largest packet to carry",
	  .link = true,
	  .parse = parse_number, .max = UINT32_MAX,
	  .attr = IFLA_MTU, .size = sizeof(__u32) },
	{ "address", "LLADDR", "mode ether: the device's Ethernet address",
	  .link = true,
	  .parse = parse_lladdr, .takes = "an Ethernet address",
	  .attr = IFLA_ADDRESS },
	{ "up", NULL, "set the device up",
	  .link = true,
	  .parse = parse_flag,
	  .attr = IFLA_UNSPEC, .size = sizeof(__u32), .bits = IFF_UP },
	{ "down", NULL, "set the device down",
	  .link = true,
	  .parse = parse_down,
	  .attr = IFLA_UNSPEC, .size = sizeof(__u32), .bits = IFF_UP },
	{ "master", "DEV", "make the device a port of this VRF or bridge",
	  .no = true, .link = true,
	  .parse = parse_master, .takes = "a device's name",
	  .attr = IFLA_MASTER },
	{ "group", "N", "the device's group, by number (default 0)",
	  .link = true,
	  .parse = parse_number, .max = INT32_MAX,
	  .attr = IFLA_GROUP, .size = sizeof(__u32) },
	{ "netns", "NETNS|PID", "put the device there; the underlay stays here",
	  .link = true, .parse_first = true,
	  .parse = parse_netns,
	  .attr = IFLA_NET_NS_FD },
	{ NULL }
};

const struct keyword link_add_keywords[] = {
	{ "link-netns", "NETNS", "the underlay is there",
	  .link = true, .parse_first = true,
	  .parse = parse_link_netns,
	  .attr = IFLA_LINK_NETNSID },
	{ NULL }
};
