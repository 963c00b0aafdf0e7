/* SPDX-License-Identifier: GPL-2.0 */
/* Receive packets at netfilter's LOCAL_IN */
#ifndef GRE2890_HOOK_H
#define GRE2890_HOOK_H

#include <net/net_namespace.h>

int gre2890_hook_attach(struct net *net);
void gre2890_hook_detach(struct net *net);

#endif /* GRE2890_HOOK_H */
