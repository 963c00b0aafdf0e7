// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/ip6_tunnel.h>

#include "args.h"
#include "keywords.h"

/* The default of type ip6gre */
#define HOP_LIMIT	64

void args_init(struct args *a)
{
	__u32 flags = IP6_TNL_F_IGN_ENCAP_LIMIT;

	a->create = true;
	a->family = AF_INET;
	attrs_load(&a->data, IFLA_GRE_FLAGS, &flags, sizeof(flags));
}

void args_change(struct args *a, const struct attrs *now)
{
	a->create = false;
	a->data = *now;
	a->family = attrs_family(now);
}

bool args_fail(struct args *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(a->error, sizeof(a->error), fmt, ap);
	va_end(ap);
	return false;
}

static bool agrees(struct args *a, const char *earlier)
{
	return !earlier || args_fail(a, "contradicts '%s' before it", earlier);
}

bool args_bits(struct args *a, const struct keyword *w, const struct bits *b)
{
	struct attrs *s = w->link ? &a->link : &a->data;

	return agrees(a, attrs_set_bits(s, b, a->word));
}

bool args_bytes(struct args *a, const struct keyword *w, const struct attr *new)
{
	struct attrs *s = w->link ? &a->link : &a->data;

	return agrees(a, attrs_set_bytes(s, w->attr, new, a->word));
}

static const struct keyword *find(const struct args *a, const char *name, bool *on)
{
	const struct keyword *const *table;
	const struct keyword *w;

	for (table = a->keywords; *table; table++) {
		w = keyword_find(*table, name, on);
		if (w)
			return w;
	}
	return NULL;
}

/* Take the option's argument, and the number or the unit after it. */
static bool take_value(struct args *a, int argc, const struct keyword *w,
		       const char **value)
{
	if (a->at + 1 == argc)
		return args_fail(a, "needs an argument: %s", w->value);
	*value = a->argv[++a->at];
	a->number = NULL;
	a->unit = keyword_unit_follows(w, *value, a->at + 1 < argc ?
				       a->argv[a->at + 1] : NULL);
	if (a->unit)
		a->at++;
	if (!keyword_number_follows(w, *value))
		return true;
	if (a->at + 1 == argc)
		return args_fail(a, "needs a number: %s", w->value);
	a->number = a->argv[++a->at];
	return true;
}

/* Parse the options that others depend on, or in the second pass the others. */
static bool pass(struct args *a, int argc, bool first)
{
	const struct keyword *w;
	const char *value;
	bool on;

	for (a->at = 0; a->at < argc; a->at++) {
		a->word = a->argv[a->at];
		w = find(a, a->word, &on);
		if (!w)
			return args_fail(a, "unknown option, see '%s'",
					 a->help);
		if (w->refused && on)
			return args_fail(a, "not supported: %s", w->refused);
		value = NULL;
		if (w->value && on && !take_value(a, argc, w, &value))
			return false;
		if (w->parse && w->parse_first == first &&
		    !w->parse(a, w, on, value))
			return false;
	}
	return true;
}

/* Return: index of @word, compared by address; -1: it is not in the command */
static int where(const struct args *a, int argc, const char *word)
{
	int i;

	for (i = argc - 1; i >= 0; i--)
		if (a->argv[i] == word)
			break;
	return i;
}

/* Derive the underlay's family from the addresses, and the size of "any" from it. */
static bool settle_family(struct args *a, int argc)
{
	struct attr *local = &a->data.attr[IFLA_GRE_LOCAL];
	struct attr *remote = &a->data.attr[IFLA_GRE_REMOTE];
	int at_local = where(a, argc, local->by);
	int at_remote = where(a, argc, remote->by);

	a->family = attrs_family(&a->data);
	if (!attr_is_zero(local) && !attr_is_zero(remote) &&
	    local->len != remote->len) {
		a->at = (at_local > at_remote ? at_local : at_remote) + 1;
		return args_fail(a, "local and remote must both be IPv4 or both be IPv6");
	}
	if (local->set && attr_is_zero(local))
		local->len = address_size(a->family);
	if (remote->set && attr_is_zero(remote))
		remote->len = address_size(a->family);
	return true;
}

static void add_defaults(struct args *a)
{
	const __u8 ttl = HOP_LIMIT;
	struct attr *attr = &a->data.attr[IFLA_GRE_TTL];

	if (a->create && a->family == AF_INET6 && !attr->set) {
		attrs_load(&a->data, IFLA_GRE_TTL, &ttl, sizeof(ttl));
		attr->set = UINT8_MAX;
	}
}

bool args_parse(struct args *a, int argc, char **argv)
{
	a->argv = argv;
	if (!pass(a, argc, true) || !settle_family(a, argc) ||
	    !pass(a, argc, false))
		return false;
	add_defaults(a);
	return true;
}
