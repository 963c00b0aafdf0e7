/* SPDX-License-Identifier: GPL-2.0 */
/* Why a tunnel's carrier is on or off */
#ifndef GRE2890_STATE_CARRIER_H
#define GRE2890_STATE_CARRIER_H

#include <linux/spinlock.h>
#include <linux/types.h>

/**
 * struct gre2890_carrier - a tunnel's carrier
 * @lock: guards the carrier, and gre2890_tunnel.keepalive; softirqs disabled
 * @state: enum gre2890_state, which listeners know
 * @since: when that began, in ns of ktime_get_boottime_ns()
 */
struct gre2890_carrier {
	spinlock_t	lock;	/* all fields below, and *tunnel->keepalive */
	u8		state;
	u64		since;
};

#endif /* GRE2890_STATE_CARRIER_H */
