// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <net/if.h>
#include <linux/if_tunnel.h>
#include <linux/ip6_tunnel.h>

#include "args.h"
#include "keywords.h"
#include "parse.h"

static bool to_number(const char *text, int base, __u32 max, __u32 *n)
{
	unsigned long long value;
	char *end;

	if (!isxdigit((unsigned char)*text))
		return false;
	errno = 0;
	value = strtoull(text, &end, base);
	if (errno || *end || value > max)
		return false;
	*n = value;
	return true;
}

static bool wrong_value(struct args *a, const struct keyword *w)
{
	char takes[KEYWORD_TAKES_SIZE];

	return args_fail(a, "'%s' takes %s", a->word, keyword_takes(w, takes));
}

bool parse_address(struct args *a, const struct keyword *w, bool on,
		   const char *value)
{
	struct attr new = {
		.len = (w->link ? &a->link : &a->data)->attr[w->attr].len,
	};

	if (!strcmp(value, "any"))
		new.len = new.len ?: sizeof(struct in_addr);
	else if (inet_pton(AF_INET, value, new.data) == 1)
		new.len = sizeof(struct in_addr);
	else if (inet_pton(AF_INET6, value, new.data) == 1)
		new.len = sizeof(struct in6_addr);
	else
		return args_fail(a, "not an IPv4 or IPv6 address, nor 'any'");
	return args_bytes(a, w, &new);
}

/* "if7", the output for a device without a known name */
static unsigned int numbered_device(const char *value)
{
	__u32 index;

	return !strncmp(value, "if", 2) &&
	       to_number(value + 2, 10, INT32_MAX, &index) ? index : 0;
}

/* The kernel follows renames only if it knows the alternative name. */
static const char *alternative(unsigned int index, const char *value)
{
	char name[IF_NAMESIZE];

	return index && index != numbered_device(value) &&
	       if_indextoname(index, name) && strcmp(name, value) ? value : "";
}

static bool no_device(struct args *a)
{
	a->missing = !a->data.foreign;
	return args_fail(a, a->data.foreign ?
			 "the underlay is in another network namespace: give ifN" :
			 "no such device");
}

bool parse_device(struct args *a, const struct keyword *w, bool on,
		  const char *value)
{
	/* Names of this namespace mean nothing in the underlay's. */
	unsigned int index = a->data.foreign ? 0 : a->ifindex(a, value);
	struct bits b = { w->attr, sizeof(index), UINT32_MAX };
	const char *name = "";
	bool ok;

	if (!w->zero || strcmp(value, w->zero)) {
		b.value = index ?: numbered_device(value);
		name = alternative(index, value);
		if (!b.value && a->waits && a->waits(a, w, value))
			name = value;
		else if (!b.value)
			return no_device(a);
	}
	ok = args_bits(a, w, &b);
	if (ok && w->name_attr)
		attrs_set_name(&a->data, w->name_attr, name, true);
	return ok;
}

bool parse_number(struct args *a, const struct keyword *w, bool on,
		  const char *value)
{
	struct bits b = { w->attr, w->size, UINT32_MAX };

	if (w->zero && !strcmp(value, w->zero))
		return args_bits(a, w, &b);
	if (!to_number(value, w->base, w->max, &b.value) || b.value < w->min)
		return wrong_value(a, w);
	return args_bits(a, w, &b);
}

bool parse_fwmark(struct args *a, const struct keyword *w, bool on,
		  const char *value)
{
	if (!strcmp(value, "inherit"))
		return args_fail(a, "not supported: '%s' takes only a number",
				 a->word);
	return parse_number(a, w, on, value);
}

bool parse_choice(struct args *a, const struct keyword *w, bool on,
		  const char *value)
{
	struct bits b = { w->attr, w->size, UINT32_MAX };

	while (w->choices[b.value]) {
		if (!strcmp(value, w->choices[b.value]))
			return args_bits(a, w, &b);
		b.value++;
	}
	return wrong_value(a, w);
}

bool parse_flag(struct args *a, const struct keyword *w, bool on,
		const char *value)
{
	struct bits b = { w->attr, w->size, w->bits, on ? w->bits : 0 };

	if (!args_bits(a, w, &b))
		return false;
	b.type = w->attr2;
	return !b.type || args_bits(a, w, &b);
}

static bool set_key(struct args *a, const struct keyword *w, bool on,
		    unsigned int attr, __u32 key)
{
	unsigned int flags = attr == IFLA_GRE_IKEY ? IFLA_GRE_IFLAGS :
						     IFLA_GRE_OFLAGS;
	struct bits has = { flags, sizeof(__u16), GRE_KEY, on ? GRE_KEY : 0 };
	struct bits is = { attr, sizeof(key), UINT32_MAX, key };

	return args_bits(a, w, &has) && (!on || args_bits(a, w, &is));
}

bool parse_key(struct args *a, const struct keyword *w, bool on,
	       const char *value)
{
	__u32 number;
	in_addr_t key = 0;

	if (on && inet_pton(AF_INET, value, &key) != 1) {
		if (!to_number(value, 0, UINT32_MAX, &number))
			return wrong_value(a, w);
		key = htonl(number);
	}
	return set_key(a, w, on, w->attr, key) &&
	       (!w->attr2 || set_key(a, w, on, w->attr2, key));
}

/* Set a field of the IPv6 flow information to @value, or inherit the inner one. */
static bool set_flow(struct args *a, const struct keyword *w, __u32 mask,
		     __u32 value, __u32 flag, bool inherit)
{
	struct bits flow = { IFLA_GRE_FLOWINFO, sizeof(__u32), htonl(mask),
			     inherit ? 0 : htonl(value) };
	struct bits from = { IFLA_GRE_FLAGS, sizeof(__u32), flag,
			     inherit ? flag : 0 };

	return args_bits(a, w, &flow) && args_bits(a, w, &from);
}

/* The administrator's file first, then that of iproute2 6.5 and newer */
static const char *const dsfield_files[] = {
	"/etc/iproute2/rt_dsfield",
	"/usr/share/iproute2/rt_dsfield",
};

static bool find_dsfield(FILE *f, const char *name, __u32 *value)
{
	char line[256], word[64];
	unsigned int number;

	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%i %63s", &number, word) == 2 &&
		    !strcmp(word, name) && number <= UINT8_MAX) {
			*value = number;
			return true;
		}
	}
	return false;
}

static bool dsfield_value(const char *name, __u32 *value)
{
	bool found = false;
	size_t i;
	FILE *f;

	for (i = 0; i < sizeof(dsfield_files) / sizeof(*dsfield_files) && !found; i++) {
		f = fopen(dsfield_files[i], "re");
		if (!f)
			continue;
		found = find_dsfield(f, name, value);
		fclose(f);
	}
	return found;
}

bool parse_tos(struct args *a, const struct keyword *w, bool on,
	       const char *value)
{
	bool inherit = !strcmp(value, "inherit");
	struct bits b = { IFLA_GRE_TOS, sizeof(__u8), UINT32_MAX, 1 };

	if (!inherit && !dsfield_value(value, &b.value) &&
	    !to_number(value, 16, w->max, &b.value))
		return wrong_value(a, w);
	/* Packets set ECN themselves.  Type gre uses bit 0 for "inherit". */
	if (a->family == AF_INET) {
		b.value = b.value & 1 ? 1 : b.value & 0xfc;
		return args_bits(a, w, &b);
	}
	b.value &= 0xfc;
	return set_flow(a, w, FLOW_TCLASS_MASK, b.value << FLOW_TCLASS_SHIFT,
			IP6_TNL_F_USE_ORIG_TCLASS, inherit);
}

bool parse_flowlabel(struct args *a, const struct keyword *w, bool on,
		     const char *value)
{
	bool inherit = !strcmp(value, "inherit");
	__u32 label = 0;

	if (!inherit && !to_number(value, 16, w->max, &label))
		return wrong_value(a, w);
	return set_flow(a, w, FLOW_LABEL_MASK, label,
			IP6_TNL_F_USE_ORIG_FLOWLABEL, inherit);
}

bool parse_encaplimit(struct args *a, const struct keyword *w, bool on,
		      const char *value)
{
	bool none = !strcmp(value, "none");
	struct bits ignore = { IFLA_GRE_FLAGS, sizeof(__u32),
			       IP6_TNL_F_IGN_ENCAP_LIMIT,
			       none ? IP6_TNL_F_IGN_ENCAP_LIMIT : 0 };
	struct bits limit = { w->attr, sizeof(__u8), UINT32_MAX };

	if (!none && !to_number(value, 0, w->max, &limit.value))
		return wrong_value(a, w);
	return args_bits(a, w, &ignore) && (none || args_bits(a, w, &limit));
}

bool parse_resync(struct args *a, const struct keyword *w, bool on,
		  const char *value)
{
	struct bits packets = { w->attr, sizeof(__u32), UINT32_MAX };
	struct bits idle = { w->attr2, sizeof(__u32), UINT32_MAX };
	bool by_packets = !strcmp(value, "packets");
	__u32 max = by_packets ? GRE2890_RESYNC_PACKETS_MAX :
				 GRE2890_RESYNC_IDLE_MAX;
	__u32 *number = by_packets ? &packets.value : &idle.value;

	if (!a->number && strcmp(value, "never"))
		return wrong_value(a, w);
	if (a->number && (!to_number(a->number, 0, max, number) || !*number))
		return args_fail(a, "'%s %s' takes a number from 1 to %u",
				 a->word, value, max);
	return args_bits(a, w, &packets) && args_bits(a, w, &idle);
}

bool parse_interval(struct args *a, const struct keyword *w, bool on,
		    const char *value)
{
	struct bits b = { w->attr, w->size, UINT32_MAX };
	__u32 min = a->unit ? GRE2890_KEEPALIVE_MIN : w->min;
	__u32 max = a->unit ? GRE2890_KEEPALIVE_MAX : w->max;

	if (!strcmp(value, w->zero))
		return args_bits(a, w, &b);
	if (to_number(value, 0, max, &b.value) && b.value >= min) {
		b.value *= a->unit ? 1 : 1000;
		return args_bits(a, w, &b);
	}
	/* The number is wrong, not the unit after it. */
	if (a->unit)
		a->at--;
	return wrong_value(a, w);
}

bool parse_encap(struct args *a, const struct keyword *w, bool on,
		 const char *value)
{
	struct bits none = { w->attr, sizeof(__u16), UINT32_MAX,
			     TUNNEL_ENCAP_NONE };

	if (on && strcmp(value, "none"))
		return args_fail(a, "not supported: GRE in UDP; '%s' takes only none",
				 a->word);
	return args_bits(a, w, &none);
}
