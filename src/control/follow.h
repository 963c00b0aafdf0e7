/* SPDX-License-Identifier: GPL-2.0 */
/* Tunnels that follow lower devices: their VRF and addresses */
#ifndef GRE2890_FOLLOW_H
#define GRE2890_FOLLOW_H

struct gre2890_conf;
struct gre2890_follower;
struct gre2890_netns;
struct net;
struct gre2890_tunnel;
struct list_head;
struct net_device;

void gre2890_follower_init(struct gre2890_follower *follower);
int gre2890_follow_prepare(struct gre2890_netns *gn,
			   const struct gre2890_conf *conf);
void gre2890_follow(struct gre2890_tunnel *tunnel,
		    const struct gre2890_conf *conf);

struct list_head *gre2890_follow_link_users(const struct net_device *dev);

int gre2890_follow_init_net(struct gre2890_netns *gn, struct net *net);
void gre2890_follow_exit_net(struct gre2890_netns *gn);
int gre2890_follow_init(void);
void gre2890_follow_exit(void);

#endif /* GRE2890_FOLLOW_H */
