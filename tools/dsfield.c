// SPDX-License-Identifier: GPL-2.0
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "dsfield.h"

/* The administrator's file first, then the one that iproute2 6.5 moved */
static const char *const files[] = {
	"/etc/iproute2/rt_dsfield",
	"/usr/share/iproute2/rt_dsfield",
};

static bool find(FILE *f, const char *name, __u32 *value)
{
	char line[256], word[64];
	unsigned int number;

	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%i %63s", &number, word) == 2 &&
		    !strcmp(word, name) && number <= UINT8_MAX) {
			*value = number;
			return true;
		}
	}
	return false;
}

bool dsfield_value(const char *name, __u32 *value)
{
	bool found = false;
	size_t i;
	FILE *f;

	for (i = 0; i < sizeof(files) / sizeof(*files) && !found; i++) {
		f = fopen(files[i], "re");
		if (!f)
			continue;
		found = find(f, name, value);
		fclose(f);
	}
	return found;
}
