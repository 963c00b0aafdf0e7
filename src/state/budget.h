/* SPDX-License-Identifier: GPL-2.0 */
/* The memory that waiting packets may use: the host's, and the share of tenants */
#ifndef GRE2890_BUDGET_H
#define GRE2890_BUDGET_H

#include <linux/types.h>

struct gre2890_netns;
struct net;

int gre2890_budget_init_net(struct gre2890_netns *gn, const struct net *net);
void gre2890_budget_exit_net(struct gre2890_netns *gn);

void gre2890_budget_charge(struct gre2890_netns *gn, long octets);
bool gre2890_budget_is_exceeded(const struct gre2890_netns *gn);

unsigned long gre2890_budget_limit(void);
unsigned long gre2890_budget_used(void);

void gre2890_budget_init(void);
void gre2890_budget_exit(void);

#endif /* GRE2890_BUDGET_H */
