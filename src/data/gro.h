/* SPDX-License-Identifier: GPL-2.0 */
/* Tell packets that GRO may merge from the others */
#ifndef GRE2890_GRO_H
#define GRE2890_GRO_H

#include <linux/skbuff.h>

bool gre2890_gro_may_merge(const struct sk_buff *skb);

#endif /* GRE2890_GRO_H */
