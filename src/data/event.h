/* SPDX-License-Identifier: GPL-2.0 */
/* Events for netlink listeners */
#ifndef GRE2890_EVENT_H
#define GRE2890_EVENT_H

#include <linux/types.h>

struct genl_family;
struct net_device;

/**
 * struct gre2890_resync - a resynchronisation with a peer that restarted its numbers
 * @dev: the tunnel's device
 * @last: the number that passed last
 * @number: the number that the flow continues from
 * @count: how often the tunnel has resynchronised
 */
struct gre2890_resync {
	const struct net_device	*dev;
	u32			last;
	u32			number;
	u64			count;
};

void gre2890_event_init(const struct genl_family *events);
void gre2890_event_resync(const struct gre2890_resync *resync);
void gre2890_event_state(const struct net_device *dev, u8 state);

#endif /* GRE2890_EVENT_H */
