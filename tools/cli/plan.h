/* SPDX-License-Identifier: GPL-2.0 */
/* The steps that turn the present tunnels into the wanted ones */
#ifndef GRE2890_PLAN_H
#define GRE2890_PLAN_H

#include "step.h"

/**
 * struct plan - a sequence of steps
 * @steps: the steps in their order
 * @count: how many they are
 * @room: how many @steps has room for
 */
struct plan {
	struct step *steps;
	size_t count;
	size_t room;
};

/**
 * plan_make() - compare wanted and present tunnels
 * @plan: filled in
 * @want: the wanted tunnels, sorted; skips refused ones.  If a device is replaced,
 *	takes over its settings that the file does not mention
 * @have: the present tunnels, sorted
 * @prune: delete tunnels that are not wanted
 */
void plan_make(struct plan *plan, const struct wanted_list *want,
	       const struct present_list *have, bool prune);

/**
 * plan_add() - add a step
 * @plan: the plan
 * @step: the step, which is copied
 *
 * Return: the copy, until the next one is added.
 */
struct step *plan_add(struct plan *plan, const struct step *step);

/**
 * plan_replace() - replace some steps by others
 * @plan: the plan
 * @first: the first step to replace
 * @end: the step after the last one to replace
 * @by: the other steps, which are copied
 */
void plan_replace(struct plan *plan, size_t first, size_t end,
		  const struct plan *by);

/**
 * plan_free() - forget a plan
 * @plan: the plan
 */
void plan_free(struct plan *plan);

#endif /* GRE2890_PLAN_H */
