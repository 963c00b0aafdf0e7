/* SPDX-License-Identifier: GPL-2.0 */
/* The multicast group that a tunnel has joined */
#ifndef GRE2890_STATE_MEMBERSHIP_H
#define GRE2890_STATE_MEMBERSHIP_H

#include <linux/netfilter.h>
#include <linux/types.h>

/**
 * struct gre2890_membership - membership of a tunnel in a multicast group
 * @addr: the group
 * @family: AF_INET or AF_INET6
 * @ifindex: the underlay device that has joined the group, 0 for none
 * @ip: address of that device's struct in_device or inet6_dev at the time of the
 *	join; only compared, never dereferenced
 */
struct gre2890_membership {
	union nf_inet_addr	addr;
	u8			family;
	u32			ifindex;
	const void		*ip;
};

#endif /* GRE2890_STATE_MEMBERSHIP_H */
