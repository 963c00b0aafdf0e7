/* SPDX-License-Identifier: GPL-2.0 */
/* The way from the decapsulated packet into the stack, GRO on it */
#ifndef GRE2890_CELLS_H
#define GRE2890_CELLS_H

#include <linux/skbuff.h>

struct gre2890_cell;

/**
 * struct gre2890_lane - packets that keep their order on the way into the stack
 * @cell: where the latest of them was queued, NULL before the first
 * @ticket: its place in that queue, counted since the module was loaded
 * @waited: the next packets have been waiting in a buffer, and the queue has room
 *	for all of one beyond its limit
 *
 * Whoever owns it serialises access.
 */
struct gre2890_lane {
	struct gre2890_cell	*cell;
	u64			ticket;
	bool			waited;
};

int gre2890_cells_init(void);
void gre2890_cells_exit(void);

void gre2890_cells_receive(struct sk_buff *skb, struct gre2890_lane *lane);

#endif /* GRE2890_CELLS_H */
