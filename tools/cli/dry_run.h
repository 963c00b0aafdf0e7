/* SPDX-License-Identifier: GPL-2.0 */
/* A plan in words */
#ifndef GRE2890_DRY_RUN_H
#define GRE2890_DRY_RUN_H

#include "plan.h"

/**
 * plan_print() - say what a plan does, one line a step
 * @plan: the plan
 */
void plan_print(const struct plan *plan);

#endif /* GRE2890_DRY_RUN_H */
