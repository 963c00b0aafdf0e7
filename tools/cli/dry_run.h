/* SPDX-License-Identifier: GPL-2.0 */
/* "apply --dry-run": print a plan, and check it as far as possible */
#ifndef GRE2890_DRY_RUN_H
#define GRE2890_DRY_RUN_H

#include "plan.h"

/**
 * dry_run_print() - print a plan, one line per step
 * @plan: the plan
 */
void dry_run_print(const struct plan *plan);

/**
 * dry_run_check() - report steps that the kernel would refuse
 * @plan: the plan
 * @want: the wanted tunnels
 * @have: the present tunnels that stay; NULL: none stays
 *
 * Checks for names of other devices and identities of other tunnels.
 *
 * Return: an exit status.
 */
int dry_run_check(const struct plan *plan, const struct wanted_list *want,
		  const struct present_list *have);

#endif /* GRE2890_DRY_RUN_H */
