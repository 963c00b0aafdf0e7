/* SPDX-License-Identifier: GPL-2.0 */
/* Tunnels whose remote is a multicast group */
#ifndef GRE2890_GROUP_H
#define GRE2890_GROUP_H

struct gre2890_conf;
struct gre2890_membership;
struct gre2890_tunnel;

int gre2890_group_listen(struct gre2890_conf *conf);

int gre2890_group_join(const struct gre2890_tunnel *tunnel,
		       const struct gre2890_conf *conf,
		       struct gre2890_membership *joined);
void gre2890_group_settle(struct gre2890_tunnel *tunnel,
			  const struct gre2890_membership *joined);
void gre2890_group_abort(const struct gre2890_tunnel *tunnel,
			 const struct gre2890_membership *joined);
int gre2890_group_update(struct gre2890_tunnel *tunnel);
void gre2890_group_leave(struct gre2890_tunnel *tunnel);

int gre2890_group_init(void);
void gre2890_group_exit(void);

#endif /* GRE2890_GROUP_H */
