/* SPDX-License-Identifier: GPL-2.0 */
/* Counters by name */
#ifndef GRE2890_COUNTERS_H
#define GRE2890_COUNTERS_H

#include <stdbool.h>
#include <stdio.h>
#include <json-c/json.h>
#include <libmnl/libmnl.h>
#include <linux/gre2890.h>

/**
 * struct counters - what the kernel has counted
 * @has: whether it gave one, by GRE2890_STAT_*
 * @value: its value
 */
struct counters {
	bool has[GRE2890_STAT_MAX + 1];
	__u64 value[GRE2890_STAT_MAX + 1];
};

/**
 * counters_load() - take a counter as the kernel gave it
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

#endif /* GRE2890_COUNTERS_H */
