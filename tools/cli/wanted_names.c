// SPDX-License-Identifier: GPL-2.0
/* Names of namespaces and devices in an entry */
#include <stdlib.h>
#include <string.h>
#include <net/if.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>

#include "../args.h"
#include "../keywords.h"
#include "json_file.h"
#include "link.h"
#include "netns_handle.h"
#include "wanted.h"

static const struct {
	const char *word;
	bool link;
	unsigned short attr;
	unsigned short name_attr;
} devices[WANTED_NAMES] = {
	[WANTED_DEV] = { "dev", false, IFLA_GRE_LINK,
			 IFLA_GRE2890_LINK_NAME },
	[WANTED_LOCAL_DEV] = { "local-dev", false, IFLA_GRE2890_LOCAL_DEV,
			       IFLA_GRE2890_LOCAL_DEV_NAME },
	[WANTED_MASTER] = { "master", true, IFLA_MASTER },
};

/* Note a device that waits() has accepted. */
static void take_away(struct wanted *t, enum wanted_name i)
{
	struct wanted_lookup *name = &t->names[i];

	name->away = devices[i].name_attr && !name->found &&
		     attrs_has(&t->data, devices[i].name_attr);
	if (name->away)
		name->value = json_object_object_get(t->object, devices[i].word);
}

void wanted_take_devices(struct wanted *t)
{
	enum wanted_name i;

	for (i = WANTED_DEV; i < WANTED_NAMES; i++) {
		t->names[i].found = attrs_number(devices[i].link ? &t->link :
								   &t->data,
						 devices[i].attr);
		take_away(t, i);
	}
}

void wanted_take_error(struct wanted *t, const struct args *a,
		       struct json_object *value)
{
	enum wanted_name i = WANTED_DEV;

	while (i < WANTED_NAMES && strcmp(a->word, devices[i].word))
		i++;
	if (!a->missing || i == WANTED_NAMES)
		json_file_wrong(t->file, value, "%s", a->error);
	else if (i != WANTED_MASTER || !t->names[WANTED_NETNS].why)
		t->names[i] = (struct wanted_lookup){
			.value = value,
			.why = "no such device",
		};
}

/*
 * A missing device is a mistake, unless the existing tunnel waits for it already: the
 * output of export must always apply.
 */
bool wanted_waits(const struct wanted *t, const struct keyword *w, const char *name)
{
	struct netns_handle place;
	struct link *link;
	bool found;

	if (!w->name_attr || !t->name || !netns_handle_open(&place, t->netns))
		return false;
	link = calloc(1, sizeof(*link));
	if (!link)
		abort();
	found = !link_get(&place.nl, t->name, link) &&
		!attrs_number(&link->data, w->attr) &&
		!strcmp(attrs_name(&link->data, w->name_attr), name);
	free(link);
	netns_handle_close(&place);
	return found;
}

enum wanted_name wanted_missing(const struct wanted *t)
{
	enum wanted_name i = 0;

	while (i < WANTED_NAMES && !t->names[i].why)
		i++;
	return i;
}

enum wanted_name wanted_away(const struct wanted *t)
{
	enum wanted_name i = 0;

	while (i < WANTED_NAMES && !t->names[i].away)
		i++;
	return i;
}

bool wanted_is_due(const struct wanted *t)
{
	return !t->wrong && !t->refused && !t->settled &&
	       wanted_missing(t) == WANTED_NAMES;
}
