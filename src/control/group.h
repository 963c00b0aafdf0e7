/* SPDX-License-Identifier: GPL-2.0 */
/* Tunnels with a multicast address as remote */
#ifndef GRE2890_GROUP_H
#define GRE2890_GROUP_H

#include <linux/netfilter.h>
#include <linux/types.h>

struct gre2890_conf;
struct gre2890_ident;
struct gre2890_tunnel;
struct sk_buff;

/**
 * struct gre2890_membership - the group that a tunnel is a member of
 * @addr: the group
 * @family: AF_INET or AF_INET6
 * @ifindex: the device of the underlay that has joined, 0: not a member
 * @ip: the address of that device's struct in_device or inet6_dev when it joined:
 *	compared, never followed
 */
struct gre2890_membership {
	union nf_inet_addr	addr;
	u8			family;
	u32			ifindex;
	const void		*ip;
};

bool gre2890_group_ident(struct gre2890_ident *id);
int gre2890_group_listen(struct gre2890_conf *conf);
bool gre2890_group_is_looped(const struct gre2890_conf *conf,
			     const struct sk_buff *skb);

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
