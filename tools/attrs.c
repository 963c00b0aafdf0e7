// SPDX-License-Identifier: GPL-2.0
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <netinet/in.h>
#include <linux/if_tunnel.h>

#include "attrs.h"

static char *name_of(struct attrs *s, unsigned int type)
{
	switch (type) {
	case IFLA_GRE2890_LINK_NAME:
		return s->link_name;
	case IFLA_GRE2890_LOCAL_DEV_NAME:
		return s->local_dev_name;
	}
	return NULL;
}

const char *attrs_name(const struct attrs *s, unsigned int type)
{
	return name_of((struct attrs *)s, type);
}

void attrs_set_name(struct attrs *s, unsigned int type, const char *name,
		    bool set)
{
	struct attr *a = &s->attr[type];
	char *text = name_of(s, type);

	if (!text)
		return;
	snprintf(text, DEVICE_NAME_SIZE, "%s", name);
	*a = (struct attr){ };
	if (*name)
		a->len = strlen(text) + 1;
	if (*name && set)
		a->set = UINT32_MAX;
}

void attrs_load(struct attrs *s, unsigned int type, const void *data,
		size_t len)
{
	char name[DEVICE_NAME_SIZE];

	if (name_of(s, type)) {
		snprintf(name, sizeof(name), "%.*s", (int)len, (const char *)data);
		attrs_set_name(s, type, name, false);
		return;
	}
	if (type > IFLA_GRE2890_MAX || len > ATTR_SIZE)
		return;
	memcpy(s->attr[type].data, data, len);
	s->attr[type].len = len;
}

bool attrs_has(const struct attrs *s, unsigned int type)
{
	return s->attr[type].len;
}

__u32 attrs_number(const struct attrs *s, unsigned int type)
{
	const struct attr *a = &s->attr[type];
	__u16 u16;
	__u32 u32;

	switch (a->len) {
	case sizeof(__u8):
		return a->data[0];
	case sizeof(u16):
		memcpy(&u16, a->data, sizeof(u16));
		return u16;
	case sizeof(u32):
		memcpy(&u32, a->data, sizeof(u32));
		return u32;
	}
	return 0;
}

bool attrs_has_local_dev(const struct attrs *s)
{
	return attrs_number(s, IFLA_GRE2890_LOCAL_DEV) ||
	       attrs_has(s, IFLA_GRE2890_LOCAL_DEV_NAME);
}

bool attr_is_zero(const struct attr *a)
{
	static const unsigned char zero[ATTR_SIZE];

	return !memcmp(a->data, zero, a->len);
}

bool attr_is_multicast(const struct attr *a)
{
	struct in_addr in;

	if (a->len != sizeof(in))
		return a->len && a->data[0] == 0xff;
	memcpy(&in, a->data, sizeof(in));
	return IN_MULTICAST(ntohl(in.s_addr));
}

unsigned int address_size(int family)
{
	return family == AF_INET6 ? sizeof(struct in6_addr) :
				    sizeof(struct in_addr);
}

int attrs_family(const struct attrs *s)
{
	const struct attr *local = &s->attr[IFLA_GRE_LOCAL];
	const struct attr *remote = &s->attr[IFLA_GRE_REMOTE];
	const struct attr *a = attr_is_zero(remote) ? local : remote;

	if (attr_is_zero(a) && remote->len > a->len)
		a = remote;
	return a->len == sizeof(struct in6_addr) ? AF_INET6 : AF_INET;
}

static void store(struct attr *a, unsigned int size, __u32 value)
{
	__u8 u8 = value;
	__u16 u16 = value;

	a->len = size;
	if (size == sizeof(u8))
		memcpy(a->data, &u8, size);
	else if (size == sizeof(u16))
		memcpy(a->data, &u16, size);
	else
		memcpy(a->data, &value, sizeof(value));
}

void attrs_load_number(struct attrs *s, unsigned int type, unsigned int size,
		       __u32 value)
{
	store(&s->attr[type], size, value);
}

const char *attrs_set_bits(struct attrs *s, const struct bits *b,
			   const char *by)
{
	struct attr *a = &s->attr[b->type];
	__u32 old = attrs_number(s, b->type);

	if (a->set & b->mask & (old ^ b->value))
		return a->by;
	store(a, b->size, (old & ~b->mask) | b->value);
	a->set |= b->mask;
	a->by = by;
	return NULL;
}

const char *attrs_set_bytes(struct attrs *s, unsigned int type,
			    const struct attr *new, const char *by)
{
	struct attr *a = &s->attr[type];

	if (a->set &&
	    (a->len != new->len || memcmp(a->data, new->data, a->len)))
		return a->by;
	*a = *new;
	a->set = UINT32_MAX;
	a->by = by;
	return NULL;
}

bool attrs_any(const struct attrs *s)
{
	unsigned int type;

	for (type = 0; type <= IFLA_GRE2890_MAX; type++)
		if (s->attr[type].set)
			return true;
	return false;
}

void attrs_emit(const struct attrs *s,
		void (*put)(void *ctx, unsigned int type, const void *data,
			    size_t len),
		void *ctx)
{
	const struct attr *a;
	unsigned int type;

	for (type = 0; type <= IFLA_GRE2890_MAX; type++) {
		a = &s->attr[type];
		if (a->set)
			put(ctx, type, attrs_name(s, type) ?: (const void *)a->data,
			    a->len);
	}
}
