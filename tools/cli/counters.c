// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "../escape.h"
#include "../format.h"
#include "counters.h"
#include "error.h"
#include "genl.h"

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

static const struct nl_field fields[] = {
	NL_NUMBER(GRE2890_A_NETNS_TUNNELS, netns_stats, tunnels),
	NL_NUMBER(GRE2890_A_NETNS_REORDER_MEMORY, netns_stats, reorder_memory),
	NL_NUMBER(GRE2890_A_NETNS_REORDER_USED, netns_stats, reorder_used),
	NL_NUMBER(GRE2890_A_REORDER_MEMORY_HOST, netns_stats,
		  reorder_memory_host),
	NL_NUMBER(GRE2890_A_REORDER_USED_HOST, netns_stats, reorder_used_host),
	NL_NUMBER(GRE2890_A_NETNS_ANSWER_RATE, netns_stats, answer_rate),
	NL_NUMBER(GRE2890_A_NETNS_ANSWER_RATE_TUNNEL, netns_stats,
		  answer_rate_tunnel),
	NL_NUMBER(GRE2890_A_NETNS_LOG_UNKNOWN, netns_stats, log_unknown),
	{ }
};

static int take_stats(const struct nlattr *attr, void *ctx)
{
	struct netns_stats *stats = ctx;

	if (mnl_attr_get_type(attr) == GRE2890_A_NETNS_STATS)
		return mnl_attr_parse_nested(attr, counters_load,
					     &stats->counters);
	if (mnl_attr_get_type(attr) == GRE2890_A_REORDER_MEMORY_HOST)
		stats->has_host = true;
	if (mnl_attr_get_type(attr) == GRE2890_A_NETNS_ANSWER_RATE)
		stats->has_rates = true;
	nl_attr_store(attr, fields, stats);
	return MNL_CB_OK;
}

static int on_stats(const struct nlmsghdr *nlh, void *ctx)
{
	return genl_parse(nlh, take_stats, ctx);
}

int netns_stats_get(struct netns_stats *stats)
{
	char buf[NL_REQUEST_SIZE];
	struct genl g;
	int err;

	memset(stats, 0, sizeof(*stats));
	err = genl_open(&g, "stats");
	if (err)
		return err;
	err = nl_talk(&g.nl, genl_request(&g, buf, GRE2890_CMD_NETNS_GET),
		      on_stats, stats);
	genl_close(&g);
	if (err)
		return cli_refused("stats", "%s", nl_error(&g.nl, err));
	return CLI_DONE;
}
