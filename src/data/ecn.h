/* SPDX-License-Identifier: GPL-2.0 */
/* Congestion marks of received packets: RFC 6040 4.2 */
#ifndef GRE2890_ECN_H
#define GRE2890_ECN_H

#include <linux/gre2890.h>
#include <linux/skbuff.h>

struct gre2890_conf;

enum gre2890_stat gre2890_ecn_decapsulate(const struct gre2890_conf *conf,
					  struct sk_buff *skb);

#endif /* GRE2890_ECN_H */
