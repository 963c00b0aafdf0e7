// SPDX-License-Identifier: GPL-2.0
#include "../escape.h"
#include "../format.h"
#include "counters.h"

int counters_load(const struct nlattr *attr, void *counters)
{
	unsigned int type = mnl_attr_get_type(attr);
	struct counters *c = counters;

	if (type > GRE2890_STAT_MAX || !stat_names[type] ||
	    mnl_attr_validate(attr, MNL_TYPE_U64) < 0)
		return MNL_CB_OK;
	c->has[type] = true;
	c->value[type] = mnl_attr_get_u64(attr);
	return MNL_CB_OK;
}

void counters_text(const struct counters *counters, bool all, FILE *f)
{
	int i;

	for (i = 0; i <= GRE2890_STAT_MAX; i++)
		if (counters->has[i] && (all || counters->value[i]))
			put_line(f, "    %s %llu", stat_names[i],
				 (unsigned long long)counters->value[i]);
}

void counters_json(const struct counters *counters, struct json_object *object)
{
	int i;

	for (i = 0; i <= GRE2890_STAT_MAX; i++)
		if (counters->has[i])
			json_object_object_add(object, stat_names[i],
					       json_object_new_uint64(counters->value[i]));
}
