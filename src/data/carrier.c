// SPDX-License-Identifier: GPL-2.0
/*
 * The carrier is on if the settings allow it and the peer is not known to be dead.  The
 * settings change under RTNL, and what is known of the peer in softirq.  Code that
 * changes one of them calls here.
 */
#include <linux/if.h>
#include <linux/netdevice.h>
#include <linux/timekeeping.h>

#include "data/carrier.h"
#include "data/event.h"
#include "state/keepalive.h"
#include "state/tunnel.h"

/**
 * gre2890_carrier_init() - initialise the carrier of a new device: it is on
 * @tunnel: the tunnel, not registered yet
 *
 * The core derives the operational state when the carrier changes.  Until then it is
 * unknown, unless the device says otherwise.
 *
 * Context: Process context.
 */
void gre2890_carrier_init(struct gre2890_tunnel *tunnel)
{
	spin_lock_init(&tunnel->carrier.lock);
	tunnel->carrier.state = GRE2890_STATE_OK;
	tunnel->carrier.since = ktime_get_boottime_ns();
	tunnel->dev->operstate = IF_OPER_UP;
}

static u8 state_of(const struct gre2890_tunnel *tunnel,
		   const struct gre2890_conf *conf)
{
	if (conf->state != GRE2890_STATE_OK)
		return conf->state;
	if (tunnel->keepalive && tunnel->keepalive->running)
		return tunnel->keepalive->live.state;
	return GRE2890_STATE_OK;
}

/**
 * gre2890_carrier_update_locked() - set the carrier, and notify listeners of a change
 * @tunnel: the tunnel
 *
 * Context: Softirqs disabled.  Caller must hold RCU and tunnel->carrier.lock.
 */
void gre2890_carrier_update_locked(struct gre2890_tunnel *tunnel)
{
	const struct gre2890_conf *conf = rcu_dereference(tunnel->conf);
	struct gre2890_carrier *carrier = &tunnel->carrier;
	u8 state;

	lockdep_assert_held(&carrier->lock);
	if (!conf)
		return;
	state = state_of(tunnel, conf);
	if (state == carrier->state)
		return;
	carrier->state = state;
	carrier->since = ktime_get_boottime_ns();
	if (state == GRE2890_STATE_OK)
		netif_carrier_on(tunnel->dev);
	else
		netif_carrier_off(tunnel->dev);
	gre2890_event_state(tunnel->dev, state);
}

/**
 * gre2890_carrier_update() - set the carrier after the settings have changed
 * @tunnel: the tunnel; its settings are published
 *
 * Context: Process context or softirq.
 */
void gre2890_carrier_update(struct gre2890_tunnel *tunnel)
{
	rcu_read_lock();
	spin_lock_bh(&tunnel->carrier.lock);
	gre2890_carrier_update_locked(tunnel);
	spin_unlock_bh(&tunnel->carrier.lock);
	rcu_read_unlock();
}
