/* SPDX-License-Identifier: GPL-2.0 */
/* Counters by name, of a tunnel and of a network namespace */
#ifndef GRE2890_COUNTERS_H
#define GRE2890_COUNTERS_H

#include <stdbool.h>
#include <stdio.h>
#include <json-c/json.h>
#include <libmnl/libmnl.h>
#include <linux/gre2890.h>

/**
 * struct counters - counters of the kernel
 * @has: whether it gave one, by GRE2890_STAT_*
 * @value: its value
 */
struct counters {
	bool has[GRE2890_STAT_MAX + 1];
	__u64 value[GRE2890_STAT_MAX + 1];
};

/**
 * counters_load() - store a counter of the kernel
 * @attr: the attribute
 * @counters: a struct counters
 *
 * For mnl_attr_parse_nested().
 */
int counters_load(const struct nlattr *attr, void *counters);

/**
 * counters_text() - print them, one a line
 * @counters: what
 * @all: also those that are 0
 * @f: where to
 */
void counters_text(const struct counters *counters, bool all, FILE *f);

/**
 * counters_json() - add them to an object
 * @counters: what
 * @object: where to
 */
void counters_json(const struct counters *counters, struct json_object *object);

/**
 * struct netns_stats - counters of a network namespace
 * @tunnels: those whose underlay it is
 * @reorder_memory: limit for reordered packets, in octets
 * @reorder_used: memory in use by them, in octets
 * @has_host: the next two are known, as in the initial namespace
 * @reorder_memory_host: limit for the whole host, in octets
 * @reorder_used_host: memory in use in the whole host, in octets
 * @has_rates: the next two are known
 * @answer_rate: keepalives and echo replies to answer per second
 * @answer_rate_tunnel: the same for each tunnel
 * @log_unknown: packets that belong to no tunnel are logged
 * @counters: packets that belong to no tunnel
 */
struct netns_stats {
	unsigned int tunnels;
	unsigned int reorder_memory;
	unsigned int reorder_used;
	bool has_host;
	__u64 reorder_memory_host;
	__u64 reorder_used_host;
	bool has_rates;
	unsigned int answer_rate;
	unsigned int answer_rate_tunnel;
	__u8 log_unknown;
	struct counters counters;
};

/**
 * netns_stats_get() - get the counters of the current namespace
 * @stats: filled in
 *
 * Return: an exit status.
 */
int netns_stats_get(struct netns_stats *stats);

#endif /* GRE2890_COUNTERS_H */
