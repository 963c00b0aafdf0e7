// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <net/if.h>
#include <linux/if_link.h>

#include "../args.h"
#include "../defaults.h"
#include "addr_set.h"
#include "file_words.h"
#include "json_file.h"
#include "link.h"
#include "netns.h"
#include "place.h"
#include "present.h"
#include "wanted.h"

static void take_name(struct wanted *t, struct json_object *value)
{
	t->name = json_file_string(t->file, value, "name");
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

static void take_netns(struct wanted *t, struct json_object *value)
{
	int fd;

	t->netns = json_file_string(t->file, value, "netns");
	if (!t->netns)
		return;
	fd = netns_open(t->netns);
	if (fd < 0 && netns_is_unnamed(t->netns))
		return;
	if (fd < 0) {
		json_file_wrong(t->file, value, "%s", netns_error(errno));
		t->netns = NULL;
		return;
	}
	t->netns = netns_is_here(fd) ? NULL : netns_name(t->netns);
	close(fd);
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

	/* null has been told of */
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

/* Members that are no words */
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

/* Where the words of a tunnel are read */
struct reading {
	struct args args;
	const struct wanted *tunnel;
};

/*
 * A device that is not there is a mistake, unless it was there when the tunnel was
 * made: what export writes can always be applied.
 */
static bool waits(const struct args *a, const struct word *w, const char *name)
{
	const struct reading *r = (const struct reading *)a;
	const struct wanted *t = r->tunnel;
	struct place place;
	struct link *link;
	bool found;

	if (!w->name_attr || !t->name || !place_open(&place, t->netns))
		return false;
	link = calloc(1, sizeof(*link));
	if (!link)
		abort();
	found = !link_get(&place.nl, t->name, link) &&
		!attrs_number(&link->data, w->attr) &&
		!strcmp(attrs_name(&link->data, w->name_attr), name);
	free(link);
	place_close(&place);
	return found;
}

/* Each word that is wrong is said to be, and left out, until none is wrong */
static void parse(struct wanted *t, struct file_words *words)
{
	int netns = t->netns ? netns_open(t->netns) : -1;
	struct reading r = { .tunnel = t };
	struct args *a = &r.args;

	for (;;) {
		*a = (struct args){
			.words = file_words_tables,
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
		json_file_wrong(t->file, words->from[a->at], "%s", a->error);
		file_words_drop(words, words->from[a->at]);
	}
	if (netns >= 0)
		close(netns);
	/* It was looked for here. */
	else if (t->netns && attrs_number(&a->link, IFLA_MASTER))
		json_file_wrong(t->file, json_object_object_get(t->object, "master"),
				NETNS_UNNAMED_HELP);
	t->family = a->family;
	t->data = a->data;
	t->link = a->link;
	defaults_fill(&t->data, t->family);
}

static void take_tunnel(struct wanted *t)
{
	struct file_words words = { .argc = 0 };

	if (!json_object_is_type(t->object, json_type_object)) {
		json_file_wrong(t->file, t->object, "a tunnel is an object");
		return;
	}
	json_object_object_foreach(t->object, key, value) {
		if (value && !take_member(t, key, value))
			file_words_take(&words, t->file, key, value);
	}
	if (!json_object_object_get_ex(t->object, "name", NULL))
		json_file_wrong(t->file, t->object, "the tunnel's 'name' is missing");
	parse(t, &words);
	while (words.argc)
		file_words_drop(&words, words.from[0]);
}

static void take_list(struct wanted_list *l, struct json_file *f,
		      struct json_object *tunnels)
{
	size_t i, n = json_object_array_length(tunnels);
	struct wanted *t;

	l->list = reallocarray(l->list, l->count + n, sizeof(*l->list));
	if (!l->list && n)
		abort();
	for (i = 0; i < n; i++) {
		t = &l->list[l->count];
		*t = (struct wanted){
			.file = f,
			.object = json_object_array_get_idx(tunnels, i),
		};
		if (!t->object)
			continue;
		take_tunnel(t);
		l->count++;
	}
}

void wanted_read(struct wanted_list *l, struct json_file *f)
{
	struct json_object *tunnels;

	if (!f->root)
		return;
	if (!json_object_is_type(f->root, json_type_object)) {
		json_file_wrong(f, f->root, "the file is no object with 'tunnels'");
		return;
	}
	json_object_object_foreach(f->root, key, value) {
		if (value && strcmp(key, "tunnels") && strcmp(key, "$schema"))
			json_file_wrong_key(f, value,
					    "'%s' is not known; the file's object has 'tunnels'",
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

	return place_compare(a->netns, b->netns) ?:
	       strcmp(a->name ?: "", b->name ?: "");
}

void wanted_sort(struct wanted_list *l)
{
	struct wanted *t;
	size_t i;

	if (!l->count)
		return;
	qsort(l->list, l->count, sizeof(*l->list), compare);
	for (i = 1; i < l->count; i++) {
		t = &l->list[i];
		if (t->name && !compare(t - 1, t))
			json_file_wrong(t->file, t->object,
					"another tunnel is called '%s' too",
					t->name);
	}
}

struct wanted *wanted_find(const struct wanted_list *l, const char *netns,
			   const char *name)
{
	struct wanted key = { .netns = netns, .name = name };

	return l->count ? bsearch(&key, l->list, l->count, sizeof(key),
				  compare) : NULL;
}

static void keep(struct wanted *t, const struct attrs *have, unsigned int type)
{
	struct attr *a = &t->link.attr[type];

	if (a->set || attr_is_zero(&have->attr[type]))
		return;
	*a = have->attr[type];
	a->set = type == IFLA_UNSPEC ? IFF_UP : UINT32_MAX;
}

static char *copy(const char *text)
{
	char *new = strdup(text);

	if (!new)
		abort();
	return new;
}

static bool is_ether(const struct attrs *data)
{
	return attrs_number(data, IFLA_GRE2890_MODE) == GRE2890_MODE_ETHER;
}

void wanted_keep(struct wanted *t, const struct present *have)
{
	const struct attrs *device = &have->link.device;
	bool master = t->link.attr[IFLA_MASTER].set;
	size_t i;

	keep(t, device, IFLA_UNSPEC);
	keep(t, device, IFLA_MTU);
	keep(t, device, IFLA_GROUP);
	keep(t, device, IFLA_MASTER);
	if (is_ether(&t->data) && is_ether(&have->link.data))
		keep(t, device, IFLA_ADDRESS);
	if (!master && *have->master && !t->kept_master)
		t->kept_master = copy(have->master);
	if (!t->alias && *have->link.alias) {
		t->kept_alias = copy(have->link.alias);
		t->alias = t->kept_alias;
	}
	if (t->has_addrs)
		return;
	t->has_addrs = true;
	for (i = 0; i < have->addrs.count; i++)
		addrs_add(&t->addrs, &have->addrs.list[i]);
}

void wanted_free(struct wanted_list *l)
{
	size_t i;

	for (i = 0; i < l->count; i++) {
		free(l->list[i].addrs.list);
		free(l->list[i].kept_alias);
		free(l->list[i].kept_master);
	}
	free(l->list);
}
