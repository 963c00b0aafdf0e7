/* SPDX-License-Identifier: GPL-2.0 */
/* Find the tunnel that sent a packet quoted by an ICMP error, if its two keys differ */
#ifndef GRE2890_SENDER_H
#define GRE2890_SENDER_H

#include <linux/rhashtable.h>

struct gre2890_conf;
struct gre2890_ident;
struct gre2890_sender;

int gre2890_senders_init(struct rhashtable *senders);

struct gre2890_sender *gre2890_sender_get(struct rhashtable *senders,
					  const struct gre2890_conf *conf);
void gre2890_sender_put(struct rhashtable *senders,
			struct gre2890_sender *sender);
void gre2890_sender_join(struct gre2890_sender *sender,
			 struct gre2890_conf *conf);
void gre2890_sender_leave(struct rhashtable *senders,
			  struct gre2890_conf *conf);

struct gre2890_conf *gre2890_sender_find(struct rhashtable *senders,
					 const struct gre2890_ident *id);

#endif /* GRE2890_SENDER_H */
