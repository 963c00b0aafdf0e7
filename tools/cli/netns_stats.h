/* SPDX-License-Identifier: GPL-2.0 */
/* What the module counts for a network namespace */
#ifndef GRE2890_NETNS_STATS_H
#define GRE2890_NETNS_STATS_H

#include "counters.h"

/**
 * struct netns_stats - counters of a network namespace
 * @tunnels: those whose underlay it is
 * @reorder_memory: octets that packets may take up which wait for their turn
 * @reorder_used: octets that they do take up
 * @has_host: the next two are known, as in the initial namespace
 * @reorder_memory_host: octets that such packets may use in the whole host
 * @reorder_used_host: octets that they do use
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
	bool log_unknown;
	struct counters counters;
};

/**
 * netns_stats_get() - ask for those of the current namespace
 * @stats: filled in
 *
 * Return: an exit status.
 */
int netns_stats_get(struct netns_stats *stats);

#endif /* GRE2890_NETNS_STATS_H */
