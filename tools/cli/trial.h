/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel would refuse, for "apply --dry-run" */
#ifndef GRE2890_TRIAL_H
#define GRE2890_TRIAL_H

struct plan;
struct present_list;
struct wanted_list;

/**
 * trial() - report what the kernel would refuse, as far as it can be told
 * @plan: what would be sent
 * @want: what is wanted
 * @have: what there is, and stays unless it is wanted otherwise; NULL: nothing
 *	else stays
 *
 * These are names that other devices have, and identities of other tunnels.
 *
 * Return: an exit status.
 */
int trial(const struct plan *plan, const struct wanted_list *want,
	  const struct present_list *have);

#endif /* GRE2890_TRIAL_H */
