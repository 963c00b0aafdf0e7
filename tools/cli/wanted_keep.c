// SPDX-License-Identifier: GPL-2.0
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <net/if.h>
#include <linux/if_link.h>

#include "link.h"
#include "present.h"
#include "wanted.h"

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
