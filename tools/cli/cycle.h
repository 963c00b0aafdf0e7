/* SPDX-License-Identifier: GPL-2.0 */
/* Tunnels that exchange identities in a circle: all of them, or none */
#ifndef GRE2890_CYCLE_H
#define GRE2890_CYCLE_H

struct plan;
struct step;

/**
 * cycle_settle() - take back the circles that were not completed
 * @plan: the plan, sent as far as it was
 * @refuse: told what the kernel refuses
 */
void cycle_settle(const struct plan *plan,
		  void (*refuse)(const struct step *step, const char *reason));

#endif /* GRE2890_CYCLE_H */
