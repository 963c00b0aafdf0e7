/* SPDX-License-Identifier: GPL-2.0 */
/* Answer the peer's tests of the tunnel */
#ifndef GRE2890_ANSWER_H
#define GRE2890_ANSWER_H

#include <linux/types.h>

struct gre2890_conf;
struct gre2890_lane;
struct sk_buff;
struct sk_buff_head;

bool gre2890_answer(struct gre2890_conf *conf, struct sk_buff *skb,
		    unsigned int off, struct gre2890_lane *lane);
bool gre2890_reflect(struct gre2890_conf *conf, struct sk_buff *skb,
		     struct gre2890_lane *lane);
void gre2890_answer_queued(struct gre2890_conf *conf,
			   struct sk_buff_head *answers);

#endif /* GRE2890_ANSWER_H */
