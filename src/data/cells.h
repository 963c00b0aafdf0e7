/* SPDX-License-Identifier: GPL-2.0 */
/* Hand decapsulated packets to the stack through GRO */
#ifndef GRE2890_CELLS_H
#define GRE2890_CELLS_H

struct gre2890_lane;
struct sk_buff;

int gre2890_cells_init(void);
void gre2890_cells_exit(void);

void gre2890_cells_receive(struct sk_buff *skb, struct gre2890_lane *lane);

#endif /* GRE2890_CELLS_H */
