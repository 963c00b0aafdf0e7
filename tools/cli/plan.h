/* SPDX-License-Identifier: GPL-2.0 */
/* What has to be done so that what there is becomes what is wanted */
#ifndef GRE2890_PLAN_H
#define GRE2890_PLAN_H

#include "present.h"
#include "wanted.h"

/*
 * In the order in which they are done.  What needs a namespace that cannot be entered
 * is refused before anything is done.
 */
enum step_type {
	STEP_REFUSE,
	STEP_DELETE,
	STEP_ADD,
	STEP_CHANGE,
	STEP_DEL_ADDR,
	STEP_ADD_ADDR,
};

/**
 * struct step - one request
 * @type: what it does
 * @netns: the device's network namespace, or NULL
 * @want: the tunnel as wanted; NULL: it is not
 * @have: the tunnel as it is; NULL: it is not there
 * @addr: the address
 * @name_taken: the kernel has refused it because of the name
 * @park: STEP_CHANGE: change nothing but the key that is received, to @key, so
 *	that the identity is free
 * @key: that key, in network byte order
 * @cycle: number of the steps that are all done or none, or 0
 * @done: the kernel has accepted it
 */
struct step {
	enum step_type type;
	const char *netns;
	struct wanted *want;
	const struct present *have;
	const struct addr *addr;
	bool name_taken;
	bool park;
	__u32 key;
	unsigned int cycle;
	bool done;
};

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

/**
 * step_change() - what a step changes
 * @step: the step, STEP_CHANGE
 * @data: set to what goes into IFLA_INFO_DATA
 * @link: set to what goes beside it
 *
 * Return: the alias to give, or NULL.
 */
const char *step_change(const struct step *step, struct attrs *data,
			struct attrs *link);

/**
 * step_undo() - what takes a step of a circle back
 * @step: the step, which may have been done in part
 * @data: set to what goes into IFLA_INFO_DATA
 * @link: set to what goes beside it
 *
 * Return: the alias to give, or NULL.
 */
const char *step_undo(const struct step *step, struct attrs *data,
		      struct attrs *link);

/**
 * step_refusal() - say why a step is refused before anything is done
 * @step: the step, STEP_REFUSE
 */
const char *step_refusal(const struct step *step);

/**
 * step_name() - name of the device that a step is about
 * @step: the step
 */
const char *step_name(const struct step *step);

#endif /* GRE2890_PLAN_H */
