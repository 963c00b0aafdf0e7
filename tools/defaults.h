/* SPDX-License-Identifier: GPL-2.0 */
/* What a tunnel has that no word has set */
#ifndef GRE2890_DEFAULTS_H
#define GRE2890_DEFAULTS_H

struct attrs;

/**
 * defaults_fill() - add what the kernel makes of what a new tunnel leaves out
 * @s: attributes of a new tunnel
 * @family: its underlay
 */
void defaults_fill(struct attrs *s, int family);

#endif /* GRE2890_DEFAULTS_H */
