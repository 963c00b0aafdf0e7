// SPDX-License-Identifier: GPL-2.0
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "../attrs.h"
#include "addr.h"
#include "nl.h"

#define PEER	" peer "

static bool parse_one(unsigned char *family, void *addr, const char *text)
{
	unsigned char new = strchr(text, ':') ? AF_INET6 : AF_INET;

	if (*family && *family != new)
		return false;
	*family = new;
	return inet_pton(new, text, addr) == 1;
}

static bool parse_prefix(struct addr *addr, const char *text)
{
	unsigned int bits = 8 * address_size(addr->family);
	char *end;
	unsigned long prefix;

	if (!text) {
		addr->prefix = bits;
		return true;
	}
	prefix = strtoul(text, &end, 10);
	addr->prefix = prefix;
	return strspn(text, "0123456789") && !*end && prefix <= bits;
}

bool addr_parse(struct addr *addr, const char *text)
{
	char copy[ADDR_TEXT_SIZE], *prefix, *peer;

	memset(addr, 0, sizeof(*addr));
	if (strlen(text) >= sizeof(copy))
		return false;
	memcpy(copy, text, strlen(text) + 1);
	prefix = strchr(copy, '/');
	if (prefix)
		*prefix++ = '\0';
	peer = strstr(copy, PEER);
	if (peer) {
		*peer = '\0';
		peer += strlen(PEER);
	}
	return parse_one(&addr->family, addr->local, copy) &&
	       parse_one(&addr->family, addr->peer, peer ?: copy) &&
	       parse_prefix(addr, prefix);
}

static bool has_peer(const struct addr *addr)
{
	return memcmp(addr->local, addr->peer, sizeof(addr->local));
}

const char *addr_text(const struct addr *addr, char *text)
{
	char local[INET6_ADDRSTRLEN], peer[INET6_ADDRSTRLEN];

	inet_ntop(addr->family, addr->local, local, sizeof(local));
	inet_ntop(addr->family, addr->peer, peer, sizeof(peer));
	snprintf(text, ADDR_TEXT_SIZE, "%s%s%s/%u", local,
		 has_peer(addr) ? PEER : "", has_peer(addr) ? peer : "",
		 addr->prefix);
	return text;
}

bool addr_is_of_ipv4(const struct addr *addr)
{
	static const unsigned char prefix[12] = { 0xfe, 0x80 };

	return addr->family == AF_INET6 && addr->prefix == 64 &&
	       !memcmp(addr->local, prefix, sizeof(prefix)) &&
	       addr->local[sizeof(prefix)];
}

void addrs_add(struct addrs *addrs, const struct addr *addr)
{
	if (addrs->count == addrs->room) {
		addrs->room = 2 * addrs->room + 1;
		addrs->list = reallocarray(addrs->list, addrs->room,
					   sizeof(*addrs->list));
		if (!addrs->list)
			abort();
	}
	addrs->list[addrs->count++] = *addr;
}

/* The parts of a message that addr_load() needs */
struct load {
	struct addr *addr;
	__u32 flags;
	__u8 proto;
	bool has_local;
};

static const struct nl_field fields[] = {
	NL_NUMBER(IFA_FLAGS, load, flags),
	NL_NUMBER(IFA_PROTO, load, proto),
	{ }
};

static int take_attr(const struct nlattr *attr, void *ctx)
{
	struct load *load = ctx;
	unsigned int size = address_size(load->addr->family);

	if (mnl_attr_get_type(attr) == IFA_LOCAL) {
		nl_attr_copy(attr, load->addr->local, size);
		load->has_local = true;
	} else if (mnl_attr_get_type(attr) == IFA_ADDRESS) {
		nl_attr_copy(attr, load->addr->peer, size);
	} else {
		nl_attr_store(attr, fields, load);
	}
	return MNL_CB_OK;
}

static bool by_itself(__u8 proto)
{
	return proto >= IFAPROT_KERNEL_LO && proto <= IFAPROT_KERNEL_LL;
}

bool addr_load(struct addr *addr, const struct nlmsghdr *nlh,
	       unsigned int *index)
{
	const struct ifaddrmsg *ifa = nl_payload(nlh, sizeof(*ifa));
	struct load load = { .addr = addr };

	memset(addr, 0, sizeof(*addr));
	*index = 0;
	if (!ifa)
		return false;
	load.flags = ifa->ifa_flags;
	if (ifa->ifa_family != AF_INET && ifa->ifa_family != AF_INET6)
		return false;
	addr->family = ifa->ifa_family;
	addr->prefix = ifa->ifa_prefixlen;
	*index = ifa->ifa_index;
	mnl_attr_parse(nlh, sizeof(*ifa), take_attr, &load);
	if (!load.has_local)
		memcpy(addr->local, addr->peer, sizeof(addr->local));
	return load.flags & IFA_F_PERMANENT && !by_itself(load.proto);
}

void addr_put(struct nlmsghdr *nlh, const struct addr *addr, unsigned int index)
{
	unsigned int size = address_size(addr->family);
	struct ifaddrmsg *ifa;

	ifa = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifa));
	ifa->ifa_family = addr->family;
	ifa->ifa_prefixlen = addr->prefix;
	ifa->ifa_index = index;
	mnl_attr_put(nlh, IFA_LOCAL, size, addr->local);
	mnl_attr_put(nlh, IFA_ADDRESS, size, addr->peer);
}

struct visit {
	void (*visit)(const struct addr *addr, unsigned int index, bool given,
		      void *ctx);
	void *ctx;
};

static int on_addr(const struct nlmsghdr *nlh, void *ctx)
{
	const struct visit *v = ctx;
	struct addr addr;
	unsigned int index;
	bool given = addr_load(&addr, nlh, &index);

	v->visit(&addr, index, given, v->ctx);
	return MNL_CB_OK;
}

int addr_dump(struct nl *nl,
	      void (*visit)(const struct addr *addr, unsigned int index,
			    bool given, void *ctx), void *ctx)
{
	char buf[NL_REQUEST_SIZE];
	struct nlmsghdr *nlh = nl_request(buf, RTM_GETADDR, NLM_F_DUMP);
	struct visit v = { visit, ctx };

	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifaddrmsg));
	return nl_talk(nl, nlh, on_addr, &v);
}

static int compare(const void *first, const void *second)
{
	return memcmp(first, second, sizeof(struct addr));
}

struct addr_set addr_set_of(const struct addrs *addrs)
{
	struct addr_set set = { NULL };
	size_t i;

	for (i = 0; i < addrs->count; i++)
		addr_set_add(&set, &addrs->list[i]);
	return set;
}

bool addr_set_has(const struct addr_set *set, const struct addr *addr)
{
	return tfind(addr, &set->root, compare);
}

bool addr_set_add(struct addr_set *set, const struct addr *addr)
{
	struct addr *copy = malloc(sizeof(*copy));
	struct addr **node;

	if (!copy)
		abort();
	*copy = *addr;
	node = tsearch(copy, &set->root, compare);
	if (!node)
		abort();
	if (*node == copy)
		return true;
	free(copy);
	return false;
}

bool addr_set_remove(struct addr_set *set, const struct addr *addr)
{
	struct addr **node = tfind(addr, &set->root, compare);
	struct addr *copy = node ? *node : NULL;

	if (!copy)
		return false;
	tdelete(addr, &set->root, compare);
	free(copy);
	return true;
}

struct walk {
	void (*visit)(const struct addr *addr, void *ctx);
	void *ctx;
};

static void step(const void *node, VISIT which, void *ctx)
{
	const struct walk *w = ctx;

	if (which == postorder || which == leaf)
		w->visit(*(struct addr *const *)node, w->ctx);
}

void addr_set_walk(const struct addr_set *set,
		   void (*visit)(const struct addr *addr, void *ctx), void *ctx)
{
	struct walk walk = { visit, ctx };

	twalk_r(set->root, step, &walk);
}

void addr_set_free(struct addr_set *set)
{
	tdestroy(set->root, free);
	set->root = NULL;
}
