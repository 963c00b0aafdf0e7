/* SPDX-License-Identifier: GPL-2.0 */
/* Counters as OpenMetrics text, which is Prometheus' older format as well */
#ifndef GRE2890_OPENMETRICS_H
#define GRE2890_OPENMETRICS_H

#include <stddef.h>
#include <stdio.h>

struct link;
struct netns_stats;

/**
 * openmetrics_print() - print counters
 * @links: links
 * @count: how many
 * @netns: counters of the network namespace; NULL: leave them out
 * @f: where to
 */
void openmetrics_print(const struct link *links, size_t count,
		       const struct netns_stats *netns, FILE *f);

#endif /* GRE2890_OPENMETRICS_H */
