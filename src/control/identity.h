/* SPDX-License-Identifier: GPL-2.0 */
/* Is an identity free? */
#ifndef GRE2890_IDENTITY_H
#define GRE2890_IDENTITY_H

#include <linux/types.h>

struct gre2890_conf;
struct gre2890_tunnel;
struct netlink_ext_ack;

int gre2890_tunnel_check_free(struct gre2890_tunnel *tunnel,
			      const struct gre2890_conf *conf,
			      struct netlink_ext_ack *extack);
bool gre2890_tunnel_is_taken(const struct gre2890_conf *conf);

#endif /* GRE2890_IDENTITY_H */
