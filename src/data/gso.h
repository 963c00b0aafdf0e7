/* SPDX-License-Identifier: GPL-2.0 */
/* GSO packets whose segments have a sequence number each */
#ifndef GRE2890_GSO_H
#define GRE2890_GSO_H

#include <linux/skbuff.h>

unsigned int gre2890_gso_segments(const struct sk_buff *skb);
void gre2890_gso_mark(struct sk_buff *skb, unsigned int segments);
unsigned int gre2890_gso_numbers(const struct sk_buff *skb);
void gre2890_gso_unmark(struct sk_buff *skb);

void gre2890_gso_init(void);
void gre2890_gso_exit(void);

#endif /* GRE2890_GSO_H */
