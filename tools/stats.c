// SPDX-License-Identifier: GPL-2.0
#include "stats.h"

#define NAME(id, name)	\
	[GRE2890_STAT_##id] = (name),

const char *const stat_names[GRE2890_STAT_MAX + 1] = {
	GRE2890_STATS(NAME)
};
