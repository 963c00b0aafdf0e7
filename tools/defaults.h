/* SPDX-License-Identifier: GPL-2.0 */
/* Values of the options that a new tunnel does not set */
#ifndef GRE2890_DEFAULTS_H
#define GRE2890_DEFAULTS_H

#include <stdbool.h>

struct attrs;

/**
 * defaults_apply() - does an attribute have a meaning beside the others?
 * @s: attributes of a tunnel
 * @type: the attribute
 *
 * Return: false if the kernel does not report it, and refuses it.
 */
bool defaults_apply(const struct attrs *s, unsigned int type);

/**
 * defaults_fill() - add the kernel's defaults to a new tunnel
 * @s: attributes of a new tunnel
 * @family: its underlay
 */
void defaults_fill(struct attrs *s, int family);

#endif /* GRE2890_DEFAULTS_H */
