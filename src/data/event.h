/* SPDX-License-Identifier: GPL-2.0 */
/* Events for listeners */
#ifndef GRE2890_EVENT_H
#define GRE2890_EVENT_H

#include <linux/types.h>

struct genl_family;
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

void gre2890_event_init(const struct genl_family *events);
void gre2890_event_resync(const struct gre2890_resync *resync);

#endif /* GRE2890_EVENT_H */
