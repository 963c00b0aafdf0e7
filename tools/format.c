// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <arpa/inet.h>
#include <net/if.h>
#include <linux/if_tunnel.h>
#include <linux/ip6_tunnel.h>

#include "attrs.h"
#include "format.h"
#include "keywords.h"

/* Keys, texts and their order are those of iproute2's link_gre, link_gre6 */

__attribute__((format(printf, 2, 3)))
static bool text(struct item *item, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(item->text, sizeof(item->text), fmt, ap);
	va_end(ap);
	return true;
}

__attribute__((format(printf, 2, 3)))
static void string(struct item *item, const char *fmt, ...)
{
	va_list ap;

	item->type = ITEM_STRING;
	va_start(ap, fmt);
	vsnprintf(item->string, sizeof(item->string), fmt, ap);
	va_end(ap);
}

/* A true value, under its own key */
static bool truth(struct item *item, const char *key, const char *said)
{
	item->key = key;
	item->type = ITEM_BOOL;
	item->number = true;
	return text(item, "%s", said);
}

static bool name_value(struct item *item, const struct keyword *w)
{
	int len = strcspn(w->name, "|");

	return text(item, "%.*s %s", len, w->name, item->string);
}

bool format_address(const struct attrs *s, int family, const struct keyword *w,
		    struct item *item)
{
	const struct attr *a = &s->attr[w->attr];

	if (attr_is_zero(a) ||
	    !inet_ntop(family, a->data, item->string, sizeof(item->string)))
		string(item, "any");
	return name_value(item, w);
}

bool format_device(const struct attrs *s, int family, const struct keyword *w,
		   struct item *item)
{
	const char *name = w->name_attr ? attrs_name(s, w->name_attr) : "";
	unsigned int index = attrs_number(s, w->attr);

	if (!index && !*name)
		return false;
	/* A missing device has no index; a device of another namespace no name here. */
	if (*name && !(s->foreign && index))
		string(item, "%s", name);
	else if (s->foreign || !if_indextoname(index, item->string))
		string(item, "if%u", index);
	return name_value(item, w);
}

bool format_flag(const struct attrs *s, int family, const struct keyword *w,
		 struct item *item)
{
	return attrs_number(s, w->attr) & w->bits &&
	       truth(item, w->key, w->name);
}

bool format_choice(const struct attrs *s, int family, const struct keyword *w,
		   struct item *item)
{
	unsigned int number = attrs_number(s, w->attr);
	unsigned int i = 0;

	while (w->choices[i] && i < number)
		i++;
	string(item, "%s", w->choices[i] ?: "unknown");
	return name_value(item, w);
}

bool format_hex(const struct attrs *s, int family, const struct keyword *w,
		struct item *item)
{
	string(item, "%#x", attrs_number(s, w->attr));
	return attrs_number(s, w->attr) && name_value(item, w);
}

bool format_key(const struct attrs *s, int family, const struct keyword *w,
		struct item *item)
{
	unsigned int flags = w->attr == IFLA_GRE_IKEY ? IFLA_GRE_IFLAGS :
							IFLA_GRE_OFLAGS;

	return attrs_number(s, flags) & GRE_KEY && attrs_has(s, w->attr) &&
	       inet_ntop(AF_INET, s->attr[w->attr].data, item->string,
			 sizeof(item->string)) &&
	       name_value(item, w);
}

bool format_ttl(const struct attrs *s, int family, const struct keyword *w,
		struct item *item)
{
	const char *name = family == AF_INET6 ? "hoplimit" : "ttl";

	item->type = ITEM_NUMBER;
	item->number = attrs_number(s, w->attr);
	if (!item->number)
		return text(item, "%s inherit", name);
	return text(item, "%s %u", name, item->number);
}

static unsigned int flow(const struct attrs *s, __u32 mask)
{
	return ntohl(attrs_number(s, IFLA_GRE_FLOWINFO)) & mask;
}

static bool has_flag(const struct attrs *s, __u32 flag)
{
	return attrs_number(s, IFLA_GRE_FLAGS) & flag;
}

static bool traffic_class(const struct attrs *s, struct item *item)
{
	if (has_flag(s, IP6_TNL_F_USE_ORIG_TCLASS))
		return truth(item, "ip6_tnl_f_use_orig_tclass",
			     "tclass inherit");
	item->key = "tclass";
	string(item, "0x%02x", flow(s, FLOW_TCLASS_MASK) >> FLOW_TCLASS_SHIFT);
	return attrs_has(s, IFLA_GRE_FLOWINFO) &&
	       text(item, "tclass %s", item->string);
}

bool format_tos(const struct attrs *s, int family, const struct keyword *w,
		struct item *item)
{
	if (family == AF_INET6)
		return traffic_class(s, item);
	if (!format_hex(s, family, w, item))
		return false;
	if (attrs_number(s, w->attr) == 1)
		text(item, "tos inherit");
	return true;
}

bool format_flowlabel(const struct attrs *s, int family, const struct keyword *w,
		      struct item *item)
{
	if (family == AF_INET)
		return false;
	if (has_flag(s, IP6_TNL_F_USE_ORIG_FLOWLABEL))
		return truth(item, "ip6_tnl_f_use_orig_flowlabel",
			     "flowlabel inherit");
	string(item, "0x%05x", flow(s, FLOW_LABEL_MASK));
	return attrs_has(s, IFLA_GRE_FLOWINFO) && name_value(item, w);
}

bool format_encaplimit(const struct attrs *s, int family, const struct keyword *w,
		       struct item *item)
{
	if (family == AF_INET)
		return false;
	if (has_flag(s, IP6_TNL_F_IGN_ENCAP_LIMIT))
		return truth(item, "ip6_tnl_f_ign_encap_limit",
			     "encaplimit none");
	if (!attrs_has(s, w->attr))
		return false;
	item->type = ITEM_NUMBER;
	item->number = attrs_number(s, w->attr);
	return text(item, "encaplimit %u", item->number);
}

bool format_unless(const struct attrs *s, int family, const struct keyword *w,
		   struct item *item)
{
	item->type = ITEM_BOOL;
	item->number = attrs_number(s, w->attr);
	if (!item->number)
		text(item, "no%s", w->name);
	return attrs_has(s, w->attr);
}

bool format_mode(const struct attrs *s, int family, const struct keyword *w,
		 struct item *item)
{
	if (!attrs_has(s, w->attr))
		return false;
	format_choice(s, family, w, item);
	if (!attrs_number(s, w->attr))
		text(item, "%s", "");
	return true;
}

bool format_number(const struct attrs *s, int family, const struct keyword *w,
		   struct item *item)
{
	item->type = ITEM_NUMBER;
	item->number = attrs_number(s, w->attr);
	return attrs_has(s, w->attr) &&
	       text(item, "%s %u", w->name, item->number);
}

bool format_limit(const struct attrs *s, int family, const struct keyword *w,
		  struct item *item)
{
	if (!format_number(s, family, w, item))
		return false;
	if (!item->number)
		text(item, "%s", "");
	return true;
}

bool format_interval(const struct attrs *s, int family, const struct keyword *w,
		     struct item *item)
{
	unsigned int ms = attrs_number(s, w->attr);

	item->type = ITEM_NUMBER;
	item->number = ms;
	if (ms % 1000)
		return text(item, "%s %u %s", w->name, ms, w->unit);
	return ms && text(item, "%s %u", w->name, ms / 1000);
}

bool format_reading(const struct attrs *s, int family, const struct keyword *w,
		    struct item *item)
{
	item->type = ITEM_NUMBER;
	item->number = attrs_number(s, w->attr);
	return attrs_has(s, w->attr);
}

bool format_resync(const struct attrs *s, int family, const struct keyword *w,
		   struct item *item)
{
	unsigned int packets = attrs_number(s, w->attr);
	unsigned int idle = attrs_number(s, w->attr2);

	item->type = ITEM_NUMBER;
	item->number = packets ?: idle;
	item->key = packets ? "seq_resync_packets" : "seq_resync_idle";
	return item->number &&
	       text(item, "%s %s %u", w->name, packets ? "packets" : "idle",
		    item->number);
}

bool format_state(const struct attrs *s, int family, const struct keyword *w,
		  struct item *item)
{
	return attrs_number(s, w->attr) && format_choice(s, family, w, item);
}

void items_walk(const struct attrs *s,
		void (*print)(const struct item *item, void *ctx), void *ctx)
{
	int family = attrs_family(s);
	const struct keyword *w;

	for (w = tunnel_keywords; w->name; w++) {
		struct item item = { .key = w->key };

		if (w->format && w->format(s, family, w, &item))
			print(&item, ctx);
	}
}

#define NAME(id, name)	\
	[GRE2890_STAT_##id] = (name),

const char *const stat_names[GRE2890_STAT_MAX + 1] = {
	GRE2890_STATS(NAME)
};
