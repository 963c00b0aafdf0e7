// SPDX-License-Identifier: GPL-2.0
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <net/if.h>
#include <netinet/in.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>

#include "../attrs.h"
#include "ident.h"
#include "link.h"
#include "nl.h"

/* The cached VRF of a device */
struct domain {
	unsigned int link;
	unsigned int l3dom;
};

static void *domains;

static unsigned int ask(unsigned int index)
{
	struct link link;
	struct nl nl;
	int err;

	if (!nl_open(&nl, NETLINK_ROUTE))
		return 0;
	err = link_find_index(&nl, index, &link);
	nl_close(&nl);
	if (err)
		return 0;
	if (!strcmp(link.kind, "vrf"))
		return index;
	return link.in_vrf ? attrs_number(&link.device, IFLA_MASTER) : 0;
}

static int by_link(const void *first, const void *second)
{
	const struct domain *a = first, *b = second;

	return a->link < b->link ? -1 : a->link > b->link;
}

static unsigned int domain_of(unsigned int index)
{
	struct domain *new = malloc(sizeof(*new)), **node;

	if (!new)
		abort();
	new->link = index;
	node = tsearch(new, &domains, by_link);
	if (!node)
		abort();
	if (*node == new)
		new->l3dom = ask(index);
	else
		free(new);
	return (*node)->l3dom;
}

void ident_forget(void)
{
	tdestroy(domains, free);
	domains = NULL;
}

static bool is_link_local(const unsigned char *addr, int family)
{
	struct in6_addr in6;

	memcpy(&in6, addr, sizeof(in6));
	return family == AF_INET6 && (IN6_IS_ADDR_LINKLOCAL(&in6) ||
				      IN6_IS_ADDR_MC_LINKLOCAL(&in6));
}

void ident_load(struct ident *id, const struct attrs *data, int family)
{
	const struct attr *remote = &data->attr[IFLA_GRE_REMOTE];
	unsigned int link = attrs_number(data, IFLA_GRE_LINK);

	*id = (struct ident){
		.l3dom = link ? domain_of(link) : 0,
		.family = family,
		.has_key = attrs_number(data, IFLA_GRE_IFLAGS) & GRE_KEY,
	};
	/* A group has only one tunnel, regardless of its local address. */
	if (!attr_is_multicast(remote))
		memcpy(id->local, data->attr[IFLA_GRE_LOCAL].data,
		       sizeof(id->local));
	memcpy(id->remote, remote->data, sizeof(id->remote));
	if (id->has_key)
		id->key = attrs_number(data, IFLA_GRE_IKEY);
	/* A device in a VRF identifies the VRF. */
	if (!id->l3dom || is_link_local(id->local, family) ||
	    is_link_local(id->remote, family))
		id->zone = link;
}

static int compare(__u32 a, __u32 b)
{
	return a < b ? -1 : a > b;
}

int ident_compare(const struct ident *a, const struct ident *b)
{
	return compare(a->family, b->family) ?:
	       memcmp(a->remote, b->remote, sizeof(a->remote)) ?:
	       memcmp(a->local, b->local, sizeof(a->local)) ?:
	       compare(a->has_key, b->has_key) ?: compare(a->key, b->key) ?:
	       compare(a->l3dom, b->l3dom) ?: compare(a->zone, b->zone);
}
