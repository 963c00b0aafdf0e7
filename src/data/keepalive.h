/* SPDX-License-Identifier: GPL-2.0 */
/* Ask the peer whether it is alive */
#ifndef GRE2890_KEEPALIVE_H
#define GRE2890_KEEPALIVE_H

#include <linux/types.h>

struct gre2890_conf;
struct gre2890_hdr;
struct gre2890_keepalive;
struct gre2890_tunnel;
struct sk_buff;

void gre2890_keepalive_init(void);

struct gre2890_keepalive *gre2890_keepalive_alloc(struct gre2890_tunnel *tunnel);
void gre2890_keepalive_set(struct gre2890_tunnel *tunnel, bool restart);
void gre2890_keepalive_stop(struct gre2890_tunnel *tunnel);

void gre2890_keepalive_hint(struct gre2890_tunnel *tunnel);
void gre2890_keepalive_receive(const struct gre2890_conf *conf,
			       const struct gre2890_hdr *hdr,
			       struct sk_buff *skb);

#endif /* GRE2890_KEEPALIVE_H */
