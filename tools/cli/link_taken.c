// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include "link.h"
#include "link_taken.h"
#include "netns.h"
#include "nl.h"

static bool find(int netns, const char *name, struct link *link)
{
	struct nl nl;
	bool found;

	if (!netns_socket(&nl, netns))
		return false;
	found = !link_find(&nl, name, link);
	nl_close(&nl);
	return found;
}

static const char *describe(int netns, const char *name, char *text,
			    bool *ours)
{
	bool there = netns >= 0;
	struct link link;

	if (!there || !find(netns, name, &link)) {
		if (!find(-1, name, &link))
			return NULL;
		there = false;
	}
	*ours = link.ours;
	snprintf(text, LINK_TAKEN_SIZE,
		 "a device%s%s has this name (ifindex %u%s)",
		 *link.kind ? " of type " : "", link.kind, link.index,
		 there ? " in the other namespace" :
		 netns >= 0 ? " in the underlay's namespace" : "");
	return text;
}

const char *link_taken(int netns, const char *name, char *text)
{
	bool ours;

	return describe(netns, name, text, &ours);
}

const char *link_taken_by_other(int netns, const char *name, char *text)
{
	bool ours = false;

	return describe(netns, name, text, &ours) && !ours ? text : NULL;
}
