/* SPDX-License-Identifier: GPL-2.0 */
/* "apply --dry-run": the plan in words, and what the kernel would refuse */
#ifndef GRE2890_DRY_RUN_H
#define GRE2890_DRY_RUN_H

#include "plan.h"

/**
 * dry_run_print() - say what a plan does, one line a step
 * @plan: the plan
 */
void dry_run_print(const struct plan *plan);

/**
 * dry_run_check() - report what the kernel would refuse, as far as it can be told
 * @plan: what would be sent
 * @want: what is wanted
 * @have: what there is, and stays unless it is wanted otherwise; NULL: nothing
 *	else stays
 *
 * These are names that other devices have, and identities of other tunnels.
 *
 * Return: an exit status.
 */
int dry_run_check(const struct plan *plan, const struct wanted_list *want,
		  const struct present_list *have);

#endif /* GRE2890_DRY_RUN_H */
