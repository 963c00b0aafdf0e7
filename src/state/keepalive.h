/* SPDX-License-Identifier: GPL-2.0 */
/* State of a tunnel that asks whether its peer is alive */
#ifndef GRE2890_STATE_KEEPALIVE_H
#define GRE2890_STATE_KEEPALIVE_H

#include <linux/timer.h>
#include <linux/types.h>

#include "pure/liveness.h"

struct gre2890_tunnel;

/**
 * struct gre2890_keepalive - requests to a peer, and what its answers say
 * @timer: sends the next request
 * @tunnel: the tunnel
 * @running: @timer may be queued: the device is up and the tunnel asks
 * @live: what is known about the peer; valid while @running
 * @salt: makes the digests of this run differ from those of all others (form auth)
 *
 * Allocated when the tunnel first asks, and kept as long as the device.
 * gre2890_carrier.lock guards all fields.
 */
struct gre2890_keepalive {
	struct timer_list	timer;
	struct gre2890_tunnel	*tunnel;
	bool			running;
	struct gre2890_liveness	live;
	u64			salt;
};

#endif /* GRE2890_STATE_KEEPALIVE_H */
