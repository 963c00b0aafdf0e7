// SPDX-License-Identifier: GPL-2.0
/*
 * Samples of a family must be adjacent, so print each family in one pass over the
 * links.  Use only the types "counter" and "gauge": node_exporter rejects types that
 * Prometheus' older format lacks, such as "info".
 */
#include <string.h>
#include <net/if.h>
#include <linux/if.h>

#include "../escape.h"
#include "../format.h"
#include "../keywords.h"
#include "counters.h"
#include "link.h"
#include "openmetrics.h"

/* Counters of every device, by their place in its statistics */
static const struct {
	const char *name;
	size_t offset;
} device[] = {
	{ "rx_packets", offsetof(struct rtnl_link_stats64, rx_packets) },
	{ "rx_bytes", offsetof(struct rtnl_link_stats64, rx_bytes) },
	{ "rx_errors", offsetof(struct rtnl_link_stats64, rx_errors) },
	{ "rx_dropped", offsetof(struct rtnl_link_stats64, rx_dropped) },
	{ "tx_packets", offsetof(struct rtnl_link_stats64, tx_packets) },
	{ "tx_bytes", offsetof(struct rtnl_link_stats64, tx_bytes) },
	{ "tx_errors", offsetof(struct rtnl_link_stats64, tx_errors) },
	{ "tx_dropped", offsetof(struct rtnl_link_stats64, tx_dropped) },
};

static void family(FILE *f, const char *scope, const char *name,
		   const char *type, const char *help)
{
	fprintf(f, "# TYPE gre2890_%s%s %s\n", scope, name, type);
	fprintf(f, "# HELP gre2890_%s%s %s, see gre2890(8).\n", scope, name,
		help);
}

/*
 * Print one character and return its octets.  Prometheus refuses the whole text if a
 * label is not UTF-8 or a sample is duplicate.  Device names have no '/', so escaped
 * names stay unique.
 */
static size_t label_char(FILE *f, const char *at)
{
	size_t len = printable(at);

	if (*at == '\n') {
		fputs("\\n", f);
		return 1;
	}
	if (!len) {
		fprintf(f, "/%03o", (unsigned char)*at);
		return 1;
	}
	if (*at == '\\' || *at == '"')
		fputc('\\', f);
	fprintf(f, "%.*s", (int)len, at);
	return len;
}

static void label(FILE *f, const char *before, const char *name,
		  const char *value)
{
	fprintf(f, "%s%s=\"", before, name);
	while (*value)
		value += label_char(f, value);
	fputs("\"", f);
}

/* Begin a sample; two devices of a name are in two namespaces. */
static void begin(FILE *f, const char *name, const char *suffix,
		  const struct link *link)
{
	fprintf(f, "gre2890_%s%s", name, suffix);
	label(f, "{", "device", link->name);
	if (link->netns)
		label(f, ",", "netns", link->netns);
}

static void sample(FILE *f, const char *name, const char *suffix,
		   const struct link *link, unsigned long long value)
{
	begin(f, name, suffix, link);
	fprintf(f, "} %llu\n", value);
}

static void print_device(const struct link *links, size_t count, size_t i,
			 FILE *f)
{
	const struct link *link;
	__u64 value;

	family(f, "", device[i].name, "counter", "A counter of the device");
	for (link = links; link < links + count; link++) {
		memcpy(&value, (const char *)&link->stats + device[i].offset,
		       sizeof(value));
		sample(f, device[i].name, "_total", link, value);
	}
}

static void print_counter(const struct link *links, size_t count, int type,
			  FILE *f)
{
	const struct link *link;

	if (!count || !links->counters.has[type])
		return;
	family(f, "", stat_names[type], "counter", "A counter of the tunnel");
	for (link = links; link < links + count; link++)
		if (link->counters.has[type])
			sample(f, stat_names[type], "_total", link,
			       link->counters.value[type]);
}

/* Labels that distinguish tunnels */
static void take_label(const struct item *item, void *f)
{
	static const char *const names[] = {
		"remote", "local", "ikey", "okey", "mode",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (!strcmp(item->key, names[i]))
			label(f, ",", item->key, item->string);
}

static void print_state(const struct link *links, size_t count, FILE *f)
{
	const unsigned int up = IFF_UP | IFF_LOWER_UP;
	const struct link *link;

	family(f, "", "up", "gauge", "1 if the device is up and has a carrier");
	for (link = links; link < links + count; link++)
		sample(f, "up", "", link, (link->flags & up) == up);
	family(f, "", "mtu_bytes", "gauge", "The device's MTU");
	for (link = links; link < links + count; link++)
		sample(f, "mtu_bytes", "", link, link->mtu);
	family(f, "", "tunnel", "gauge", "1; what tells tunnels apart");
	for (link = links; link < links + count; link++) {
		begin(f, "tunnel", "", link);
		items_walk(&link->data, take_label, f);
		fputs("} 1\n", f);
	}
}

/* Readings that a tunnel may lack; the sample is the number by @divisor, a power of ten. */
static const struct {
	const char *name;
	const char *help;
	unsigned short attr;
	unsigned char digits;
	unsigned int divisor;
} readings[] = {
	{ "state_age_seconds", "Time since the carrier reason changed",
	  IFLA_GRE2890_STATE_AGE, 0, 1 },
	{ "keepalive_misses", "Keepalives without an answer since the last one",
	  IFLA_GRE2890_KEEPALIVE_MISSES, 0, 1 },
	{ "keepalive_answer_age_seconds", "Time since the last answer to a keepalive",
	  IFLA_GRE2890_KEEPALIVE_ANSWER_AGE, 3, 1000 },
	{ "rtt_seconds", "Smoothed round-trip time of keepalives",
	  IFLA_GRE2890_KEEPALIVE_RTT_SMOOTHED, 6, 1000000 },
	{ "rtt_last_seconds", "Round-trip time of the last keepalive",
	  IFLA_GRE2890_KEEPALIVE_RTT_LAST, 6, 1000000 },
	{ "rtt_min_seconds", "Lowest round-trip time of keepalives",
	  IFLA_GRE2890_KEEPALIVE_RTT_MIN, 6, 1000000 },
	{ "loss_ratio", "Part of the last 100 keepalives that has no answer",
	  IFLA_GRE2890_KEEPALIVE_LOST, 2, 100 },
};

static void print_reading(const struct link *links, size_t count, size_t i, FILE *f)
{
	unsigned int divisor = readings[i].divisor, value;
	const struct link *link;

	family(f, "", readings[i].name, "gauge", readings[i].help);
	for (link = links; link < links + count; link++) {
		if (!attrs_has(&link->data, readings[i].attr))
			continue;
		value = attrs_number(&link->data, readings[i].attr);
		begin(f, readings[i].name, "", link);
		fprintf(f, "} %u", value / divisor);
		if (readings[i].digits)
			fprintf(f, ".%0*u", readings[i].digits, value % divisor);
		fputs("\n", f);
	}
}

static void print_liveness(const struct link *links, size_t count, FILE *f)
{
	const struct link *link;
	size_t i;

	family(f, "", "carrier_reason", "gauge", "1; why there is no carrier, or ok");
	for (link = links; link < links + count; link++) {
		if (!attrs_has(&link->data, IFLA_GRE2890_STATE))
			continue;
		begin(f, "carrier_reason", "", link);
		label(f, ",", "reason",
		      state_name(attrs_number(&link->data, IFLA_GRE2890_STATE)));
		fputs("} 1\n", f);
	}
	for (i = 0; i < sizeof(readings) / sizeof(*readings); i++)
		print_reading(links, count, i, f);
	family(f, "", "carrier_downs", "counter", "How often the carrier went off");
	for (link = links; link < links + count; link++)
		sample(f, "carrier_downs", "_total", link, link->carrier_downs);
}

static void print_netns(const struct netns_stats *netns, FILE *f)
{
	static const char scope[] = "netns_";
	int i;

	family(f, scope, "tunnels", "gauge",
	       "Tunnels whose underlay is the network namespace");
	fprintf(f, "gre2890_%stunnels %u\n", scope, netns->tunnels);
	for (i = 0; i <= GRE2890_STAT_MAX; i++) {
		if (!netns->counters.has[i])
			continue;
		family(f, scope, stat_names[i], "counter",
		       "Packets that belong to no tunnel");
		fprintf(f, "gre2890_%s%s_total %llu\n", scope, stat_names[i],
			(unsigned long long)netns->counters.value[i]);
	}
}

void openmetrics_print(const struct link *links, size_t count,
		       const struct netns_stats *netns, FILE *f)
{
	size_t i;
	int type;

	if (netns)
		print_netns(netns, f);
	print_state(links, count, f);
	print_liveness(links, count, f);
	for (i = 0; i < sizeof(device) / sizeof(*device); i++)
		print_device(links, count, i, f);
	for (type = 0; type <= GRE2890_STAT_MAX; type++)
		print_counter(links, count, type, f);
	fputs("# EOF\n", f);
}
