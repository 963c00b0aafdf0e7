/* SPDX-License-Identifier: GPL-2.0 */
/* What a tunnel has that no word has set */
#ifndef GRE2890_DEFAULTS_H
#define GRE2890_DEFAULTS_H

#include <stdbool.h>

struct attrs;

/**
 * defaults_apply() - does an attribute say anything, beside the others?
 * @s: attributes of a tunnel
 * @type: the attribute
 *
 * Return: false if the kernel would not report it, and refuse it.
 */
bool defaults_apply(const struct attrs *s, unsigned int type);

/**
 * defaults_fill() - add what the kernel makes of what a new tunnel leaves out
 * @s: attributes of a new tunnel
 * @family: its underlay
 */
void defaults_fill(struct attrs *s, int family);

#endif /* GRE2890_DEFAULTS_H */
