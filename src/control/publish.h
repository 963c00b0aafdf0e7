/* SPDX-License-Identifier: GPL-2.0 */
/* Publish a tunnel: enter it in the tables where packets find it */
#ifndef GRE2890_CONTROL_PUBLISH_H
#define GRE2890_CONTROL_PUBLISH_H

struct gre2890_conf;
struct gre2890_tunnel;
struct netlink_ext_ack;

int gre2890_tunnel_number(struct gre2890_tunnel *tunnel);
int gre2890_tunnel_publish(struct gre2890_tunnel *tunnel,
			   struct gre2890_conf *conf);
int gre2890_tunnel_init_state(struct gre2890_tunnel *tunnel);
void gre2890_tunnel_exit_state(struct gre2890_tunnel *tunnel);
void gre2890_tunnel_withdraw(struct gre2890_tunnel *tunnel);
void gre2890_tunnel_discard(struct gre2890_tunnel *tunnel);
void gre2890_tunnel_notify(struct gre2890_tunnel *tunnel);

#endif /* GRE2890_CONTROL_PUBLISH_H */
