// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <net/if.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>

#include "../args.h"
#include "../defaults.h"
#include "addr.h"
#include "file_args.h"
#include "json_file.h"
#include "link.h"
#include "netns.h"
#include "netns_handle.h"
#include "present.h"
#include "wanted.h"

static void take_name(struct wanted *t, struct json_object *value)
{
	t->name = json_file_string(t->file, value, "name");
	t->unclear |= !t->name;
	if (!t->name)
		return;
	if (!*t->name || strlen(t->name) >= IF_NAMESIZE)
		json_file_wrong(t->file, value,
				"a device's name has 1 to %d characters",
				IF_NAMESIZE - 1);
	else if (strpbrk(t->name, "/:% \t\n"))
		json_file_wrong(t->file, value,
				"a device's name has no '/', ':', '%%' or blanks");
}

/* Both mean that the namespace may appear: its name may exist before it. */
static bool may_appear(int error)
{
	return error == ENOENT || error == EINVAL;
}

static void take_netns(struct wanted *t, struct json_object *value)
{
	struct wanted_lookup *name = &t->names[WANTED_NETNS];
	int fd;

	t->netns = json_file_string(t->file, value, "netns");
	t->unclear |= !t->netns;
	if (!t->netns)
		return;
	fd = netns_open(t->netns);
	if (fd < 0 && netns_is_unnamed(t->netns))
		return;
	name->value = value;
	if (fd < 0 && may_appear(errno)) {
		name->why = netns_error(errno);
	} else if (fd < 0) {
		json_file_wrong(t->file, value, "%s", netns_error(errno));
		t->unclear = true;
	} else {
		name->found = netns_inode(t->netns);
		/* The name is valid until netns_forget() only. */
		t->netns_copy = netns_is_here(fd) ? NULL :
				strdup(netns_name(t->netns));
		t->netns = t->netns_copy;
		close(fd);
	}
}

static void take_alias(struct wanted *t, struct json_object *value)
{
	t->alias = json_file_string(t->file, value, "alias");
	if (t->alias && strlen(t->alias) >= LINK_ALIAS_SIZE)
		json_file_wrong(t->file, value, "an alias has %d octets at most",
				LINK_ALIAS_SIZE - 1);
}

static void take_addr(struct wanted *t, struct json_object *value,
		      struct addr_set *seen)
{
	const char *text;
	struct addr addr;

	/* json_file_read() has reported null. */
	text = value ? json_file_string(t->file, value, "addresses") : NULL;
	if (!text)
		return;
	if (!addr_parse(&addr, text))
		json_file_wrong(t->file, value,
				"not an address such as 10.0.0.1/30 or '10.0.0.1 peer 10.0.0.2/32'");
	else if (!addr_set_add(seen, &addr))
		json_file_wrong(t->file, value, "this address is there twice");
	else
		addrs_add(&t->addrs, &addr);
}

static void take_addresses(struct wanted *t, struct json_object *value)
{
	struct addr_set seen = { NULL };
	size_t i;

	t->has_addrs = true;
	if (!json_object_is_type(value, json_type_array)) {
		json_file_wrong(t->file, value, "'addresses' takes a list of strings");
		return;
	}
	for (i = 0; i < json_object_array_length(value); i++)
		take_addr(t, json_object_array_get_idx(value, i), &seen);
	addr_set_free(&seen);
}

/* Members that are no options */
static const struct {
	const char *key;
	void (*take)(struct wanted *t, struct json_object *value);
} members[] = {
	{ "name", take_name },
	{ "netns", take_netns },
	{ "alias", take_alias },
	{ "addresses", take_addresses },
};

static bool take_member(struct wanted *t, const char *key,
			struct json_object *value)
{
	size_t i;

	for (i = 0; i < sizeof(members) / sizeof(*members); i++) {
		if (!strcmp(key, members[i].key)) {
			members[i].take(t, value);
			return true;
		}
	}
	return false;
}

static unsigned int ifindex(const struct args *a, const char *name)
{
	return if_nametoindex(name);
}

/* A tunnel whose options are being parsed */
struct reading {
	struct args args;
	const struct wanted *tunnel;
};

static bool waits(const struct args *a, const struct keyword *w, const char *name)
{
	return wanted_waits(((const struct reading *)a)->tunnel, w, name);
}

/* Report and drop wrong words until none is left. */
static void parse(struct wanted *t, struct file_args *words)
{
	int netns = t->netns ? netns_open(t->netns) : -1;
	struct reading r = { .tunnel = t };
	struct args *a = &r.args;

	for (;;) {
		*a = (struct args){
			.keywords = file_keywords,
			.help = "gre2890 help apply",
			.ifindex = ifindex,
			.waits = waits,
		};
		args_init(a);
		if (netns >= 0)
			attrs_load(&a->link, IFLA_NET_NS_FD, &netns,
				   sizeof(netns));
		if (args_parse(a, words->argc, words->argv))
			break;
		wanted_take_error(t, a, words->from[a->at]);
		file_args_drop(words, words->from[a->at]);
	}
	if (netns >= 0)
		close(netns);
	/* It was looked for here. */
	else if (netns_is_unnamed(t->netns) && attrs_number(&a->link, IFLA_MASTER))
		json_file_wrong(t->file, json_object_object_get(t->object, "master"),
				NETNS_UNNAMED_HELP);
	t->family = a->family;
	t->data = a->data;
	t->link = a->link;
	wanted_take_devices(t);
	defaults_fill(&t->data, t->family);
}

static void take_tunnel(struct wanted *t)
{
	struct file_args words = { .argc = 0 };
	size_t wrong = t->file->wrong;

	if (!json_object_is_type(t->object, json_type_object)) {
		json_file_wrong(t->file, t->object, "a tunnel is an object");
		t->wrong = true;
		t->unclear = true;
		return;
	}
	json_object_object_foreach(t->object, key, value) {
		if (value && !take_member(t, key, value))
			file_args_add(&words, t->file, key, value);
	}
	if (!json_object_object_get_ex(t->object, "name", NULL)) {
		json_file_wrong(t->file, t->object, "the tunnel's 'name' is missing");
		t->unclear = true;
	}
	parse(t, &words);
	while (words.argc)
		file_args_drop(&words, words.from[0]);
	t->wrong |= t->file->wrong != wrong;
}

static void take_list(struct wanted_list *l, struct json_file *f,
		      struct json_object *tunnels)
{
	size_t i, n = json_object_array_length(tunnels);
	struct wanted *t;

	f->unclear = false;
	l->list = reallocarray(l->list, l->count + n, sizeof(*l->list));
	if (!l->list && n)
		abort();
	for (i = 0; i < n; i++) {
		t = &l->list[l->count];
		*t = (struct wanted){
			.file = f,
			.object = json_object_array_get_idx(tunnels, i),
			.number = l->count,
		};
		if (!t->object)
			continue;	/* null is a mistake that is reported */
		t->wrong = json_file_is_wrong(f, t->object);
		t->unclear = t->wrong;
		take_tunnel(t);
		l->count++;
	}
}

static void forget(struct wanted *t)
{
	free(t->addrs.list);
	free(t->netns_copy);
	free(t->kept_alias);
	free(t->kept_master);
}

static bool means_the_same(const struct wanted *a, const struct wanted *b)
{
	enum wanted_name i;

	for (i = 0; i < WANTED_NAMES; i++)
		if (a->names[i].found != b->names[i].found)
			return false;
	return true;
}

void wanted_look(struct wanted_list *l)
{
	size_t i;

	for (i = 0; i < l->count; i++) {
		struct wanted *t = &l->list[i], old = *t;

		if (t->wrong)
			continue;
		*t = (struct wanted){
			.file = old.file,
			.object = old.object,
			.number = old.number,
			.reported = old.reported,
			.refusal = old.refusal,
		};
		take_tunnel(t);
		t->settled = means_the_same(&old, t);
		t->refused = t->settled && old.refused;
		forget(&old);
	}
}

void wanted_read(struct wanted_list *l, struct json_file *f)
{
	struct json_object *tunnels;

	if (!f->root)
		return;
	f->unclear = true;
	if (!json_object_is_type(f->root, json_type_object)) {
		json_file_wrong(f, f->root, "the file is no object with 'tunnels'");
		return;
	}
	json_object_object_foreach(f->root, key, value) {
		if (value && strcmp(key, "tunnels") && strcmp(key, "$schema"))
			json_file_wrong_key(f, value,
					    "'%s' is unknown; the file's object has 'tunnels'",
					    key);
	}
	if (!json_object_object_get_ex(f->root, "tunnels", &tunnels))
		json_file_wrong(f, f->root, "'tunnels' is missing");
	else if (json_object_is_type(tunnels, json_type_array))
		take_list(l, f, tunnels);
	else if (tunnels)
		json_file_wrong(f, tunnels, "'tunnels' takes a list of objects");
}

static int compare(const void *first, const void *second)
{
	const struct wanted *a = first, *b = second;

	return netns_compare(a->netns, b->netns) ?:
	       strcmp(a->name ?: "", b->name ?: "");
}

static int in_order(const void *first, const void *second)
{
	const struct wanted *a = first, *b = second;

	return compare(a, b) ?: a->number < b->number ? -1 : a->number > b->number;
}

void wanted_sort(struct wanted_list *l)
{
	struct wanted *t;
	size_t i;

	if (!l->count)
		return;
	qsort(l->list, l->count, sizeof(*l->list), in_order);
	for (i = 1; i < l->count; i++) {
		t = &l->list[i];
		if (!t->name || t->twice || compare(t - 1, t))
			continue;
		t->twice = true;
		t->wrong = true;
		json_file_wrong(t->file, t->object,
				"another tunnel is called '%s' too", t->name);
	}
}

struct wanted *wanted_find(const struct wanted_list *l, const char *netns,
			   const char *name)
{
	struct wanted key = { .netns = netns, .name = name };

	return l->count ? bsearch(&key, l->list, l->count, sizeof(key),
				  compare) : NULL;
}

void wanted_free(struct wanted_list *l)
{
	size_t i;

	for (i = 0; i < l->count; i++) {
		forget(&l->list[i]);
		free(l->list[i].refusal);
	}
	free(l->list);
	*l = (struct wanted_list){ .count = 0 };
}
