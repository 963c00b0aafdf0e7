/* SPDX-License-Identifier: GPL-2.0 */
/* Send numbered packets of a tunnel in the order of their numbers */
#ifndef GRE2890_ORDER_H
#define GRE2890_ORDER_H

struct gre2890_order;
struct gre2890_tunnel;
struct sk_buff;

void gre2890_order_init(struct gre2890_order *order);
void gre2890_order_exit(struct gre2890_order *order);
void gre2890_order_send(struct gre2890_tunnel *tunnel, struct sk_buff *skb);

#endif /* GRE2890_ORDER_H */
