/* SPDX-License-Identifier: GPL-2.0 */
/* The order in which tunnels change their identities */
#ifndef GRE2890_ORDER_H
#define GRE2890_ORDER_H

#include <stdbool.h>

struct plan;
struct present_list;
struct wanted_list;

/**
 * order_check() - report tunnels with the same identity
 * @want: what is wanted, in order
 *
 * All of them but one become wrong.  Skips a tunnel whose local address is that of a
 * device, or whose device does not exist.
 */
void order_check(const struct wanted_list *want);

/**
 * order_conflicts() - report identities that tunnels keep which no file names
 * @want: what is wanted, in order
 * @have: what there is
 *
 * Return: false if there are none.
 */
bool order_conflicts(const struct wanted_list *want,
		     const struct present_list *have);

/**
 * order_changes() - let no tunnel take an identity before it is free
 * @plan: its steps, sorted
 * @have: what there is
 *
 * The holder of an identity changes before the tunnel that takes it.  Where that
 * goes round in a circle, one tunnel first gets a key that is not in use.  These
 * steps follow each other in the plan, with the same number.
 */
void order_changes(struct plan *plan, const struct present_list *have);

#endif /* GRE2890_ORDER_H */
