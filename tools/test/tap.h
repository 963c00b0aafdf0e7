/* SPDX-License-Identifier: GPL-2.0 */
/* Verdicts of a test program; run.sh numbers them */
#ifndef GRE2890_TAP_H
#define GRE2890_TAP_H

#include <stdio.h>
#include <string.h>

/* One claim: that two texts are the same */
static inline void tap_same(const char *claim, const char *got,
			    const char *expected)
{
	if (!strcmp(got, expected)) {
		printf("ok %s\n", claim);
		return;
	}
	printf("not ok %s\n", claim);
	printf("# expected: %s\n", expected);
	printf("#      got: %s\n", got);
}

#endif /* GRE2890_TAP_H */
