// SPDX-License-Identifier: GPL-2.0
#include "../escape.h"
#include "cli.h"
#include "counters.h"
#include "genl.h"
#include "link.h"
#include "openmetrics.h"
#include "report.h"

static void put_number(struct json_object *object, const char *key,
		       __u64 number)
{
	json_object_object_add(object, key, json_object_new_uint64(number));
}

static struct json_object *direction_json(__u64 bytes, __u64 packets,
					  __u64 errors, __u64 dropped)
{
	struct json_object *object = json_object_new_object();

	put_number(object, "bytes", bytes);
	put_number(object, "packets", packets);
	put_number(object, "errors", errors);
	put_number(object, "dropped", dropped);
	return object;
}

/* The names are those of "ip -j -d -s link show" */
static void add_json(struct report *r, const struct link *link)
{
	const struct rtnl_link_stats64 *s = &link->stats;
	struct json_object *object = json_object_new_object();
	struct json_object *stats64 = json_object_new_object();
	struct json_object *xstats = json_object_new_object();

	json_object_object_add(stats64, "rx",
			       direction_json(s->rx_bytes, s->rx_packets,
					      s->rx_errors, s->rx_dropped));
	json_object_object_add(stats64, "tx",
			       direction_json(s->tx_bytes, s->tx_packets,
					      s->tx_errors, s->tx_dropped));
	counters_json(&link->counters, xstats);
	put_number(object, "ifindex", link->index);
	json_object_object_add(object, "ifname",
			       json_object_new_string(link->name));
	if (link->netns)
		json_object_object_add(object, "netns",
				       json_object_new_string(link->netns));
	json_object_object_add(object, "stats64", stats64);
	json_object_object_add(object, "info_xstats", xstats);
	json_object_array_add(r->links, object);
}

static void add_text(struct report *r, const struct link *link)
{
	const struct rtnl_link_stats64 *s = &link->stats;

	put_text(r->f, "%u: %s:", link->index, link->name);
	if (link->netns)
		put_text(r->f, " netns %s", link->netns);
	put_line(r->f, " rx_packets %llu rx_bytes %llu tx_packets %llu tx_bytes %llu",
		 s->rx_packets, s->rx_bytes, s->tx_packets, s->tx_bytes);
	counters_text(&link->counters, r->cli->all, r->f);
}

static struct json_object *netns_json(const struct netns_stats *netns)
{
	struct json_object *object = json_object_new_object();

	put_number(object, "tunnels", netns->tunnels);
	put_number(object, "reorder_memory", netns->reorder_memory);
	put_number(object, "reorder_used", netns->reorder_used);
	if (netns->has_host) {
		put_number(object, "reorder_memory_host",
			   netns->reorder_memory_host);
		put_number(object, "reorder_used_host",
			   netns->reorder_used_host);
	}
	if (netns->has_rates) {
		put_number(object, "answer_rate", netns->answer_rate);
		put_number(object, "answer_rate_tunnel",
			   netns->answer_rate_tunnel);
	}
	json_object_object_add(object, "log_unknown",
			       json_object_new_boolean(netns->log_unknown));
	counters_json(&netns->counters, object);
	return object;
}

static void print_json(struct report *r, const struct netns_stats *netns)
{
	struct json_object *root = json_object_new_object();

	if (netns)
		json_object_object_add(root, "netns", netns_json(netns));
	json_object_object_add(root, "links", json_object_get(r->links));
	report_json(r->cli, root);
	json_object_put(root);
}

static void print_text(struct report *r, const struct netns_stats *netns)
{
	if (netns) {
		put_text(stdout, "netns: tunnels %u reorder_memory %u reorder_used %u",
			 netns->tunnels, netns->reorder_memory,
			 netns->reorder_used);
		if (netns->has_host)
			put_text(stdout, " reorder_memory_host %llu reorder_used_host %llu",
				 netns->reorder_memory_host,
				 netns->reorder_used_host);
		if (netns->has_rates)
			put_text(stdout, " answer_rate %u answer_rate_tunnel %u",
				 netns->answer_rate,
				 netns->answer_rate_tunnel);
		put_line(stdout, "%s", netns->log_unknown ? " log_unknown" : "");
		counters_text(&netns->counters, r->cli->all, stdout);
	}
	report_text(r);
}

static void print_openmetrics(struct report *r, const struct netns_stats *netns)
{
	openmetrics_print(r->list, r->count, netns, stdout);
}

int cli_stats(const struct cli *cli, int argc, char **argv)
{
	struct report r = {
		.cli = cli,
		.link = cli->openmetrics ? report_keep :
			cli->json ? add_json : add_text,
	};
	struct netns_stats stats;
	struct netns_stats *netns = argc ? NULL : &stats;
	int status;

	if (argc > 1)
		return cli_usage(cli, argv + 1, "one device at most");
	status = genl_check("stats");
	if (!status && netns)
		status = netns_stats_get(netns);
	if (!status)
		status = report_links(&r, argc, argv);
	if (status)
		return status;
	(cli->openmetrics ? print_openmetrics :
	 cli->json ? print_json : print_text)(&r, netns);
	report_close(&r);
	return CLI_DONE;
}
