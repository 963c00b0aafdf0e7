/* SPDX-License-Identifier: GPL-2.0 */
/* What has to be done so that what there is becomes what is wanted */
#ifndef GRE2890_PLAN_H
#define GRE2890_PLAN_H

#include "step.h"

/**
 * struct plan - all that has to be done
 * @steps: in the order in which they are done
 * @count: how many they are
 * @room: how many @steps has room for
 */
struct plan {
	struct step *steps;
	size_t count;
	size_t room;
};

/**
 * plan_make() - compare
 * @plan: filled in
 * @want: what is wanted, in order; what was refused for good is left as it is.
 *	What a device has that the file does not say becomes wanted if another
 *	one takes its place.
 * @have: what there is, in order
 * @prune: what is not wanted goes
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
 * plan_replace() - put other steps in the place of some
 * @plan: the plan
 * @first: the first step that goes
 * @end: the first one behind it that stays
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
