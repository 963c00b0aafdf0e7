/* SPDX-License-Identifier: GPL-2.0 */
/* Names of the counters */
#ifndef GRE2890_STATS_H
#define GRE2890_STATS_H

#include <linux/gre2890.h>

/* By GRE2890_STAT_*; NULL where that is no counter */
extern const char *const stat_names[GRE2890_STAT_MAX + 1];

#endif /* GRE2890_STATS_H */
