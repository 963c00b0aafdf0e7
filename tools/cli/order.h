/* SPDX-License-Identifier: GPL-2.0 */
/* The order in which tunnels change their identities */
#ifndef GRE2890_ORDER_H
#define GRE2890_ORDER_H

#include <stdbool.h>

struct plan;
struct present_list;
struct wanted_list;

/**
 * order_check() - report wanted tunnels with the same identity
 * @want: what is wanted, in order
 *
 * Marks all but one of them as wrong.  Skips a tunnel whose local address is that of
 * a device, or whose device does not exist.
 */
void order_check(const struct wanted_list *want);

/**
 * order_conflicts() - report wanted identities that other tunnels keep
 * @want: what is wanted, in order
 * @have: what there is
 *
 * Return: false if there are none.
 */
bool order_conflicts(const struct wanted_list *want,
		     const struct present_list *have);

/**
 * order_changes() - free each identity before another tunnel takes it
 * @plan: its steps, sorted
 * @have: what there is
 *
 * Puts the change of the holder first.  In a cycle, one tunnel first gets a key that
 * is not in use.  The steps of a cycle are adjacent and have the same @cycle.
 */
void order_changes(struct plan *plan, const struct present_list *have);

#endif /* GRE2890_ORDER_H */
