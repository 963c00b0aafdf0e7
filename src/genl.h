/* SPDX-License-Identifier: GPL-2.0 */
/* The generic netlink family */
#ifndef GRE2890_GENL_H
#define GRE2890_GENL_H

#include <linux/types.h>

struct net_device;

/**
 * struct gre2890_resync - a tunnel took up the numbers of a peer that began anew
 * @dev: its device
 * @last: the number that had passed last
 * @number: the one from which the flow goes on
 * @count: how often that has happened
 */
struct gre2890_resync {
	const struct net_device	*dev;
	u32			last;
	u32			number;
	u64			count;
};

void gre2890_genl_tell_resync(const struct gre2890_resync *resync);

int gre2890_genl_init(void);
void gre2890_genl_exit(void);

#endif /* GRE2890_GENL_H */
