/* SPDX-License-Identifier: GPL-2.0 */
/* In what the options of two tunnels differ */
#ifndef GRE2890_ITEM_DIFF_H
#define GRE2890_ITEM_DIFF_H

#include <stdio.h>

struct attrs;

/**
 * item_diff() - print in what options differ
 * @now: a tunnel's attributes; NULL: it is not there, and all options of the
 *	other are printed, without a sign
 * @new: another's
 * @f: where to
 *
 * Return: how many options differ.
 */
size_t item_diff(const struct attrs *now, const struct attrs *new, FILE *f);

#endif /* GRE2890_ITEM_DIFF_H */
