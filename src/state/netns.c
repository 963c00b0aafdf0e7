// SPDX-License-Identifier: GPL-2.0
#include <linux/rcupdate.h>

#include "state/netns.h"

unsigned int gre2890_netns_id __read_mostly;

/**
 * gre2890_netns_if_any() - return the per-netns data of a namespace in any state
 * @net: the namespace
 *
 * A namespace whose setup failed may exit before it has our data.  While the
 * module is being loaded, it may even lack the slot for them.
 *
 * Context: Any context.
 * Return: the data or NULL.
 */
struct gre2890_netns *gre2890_netns_if_any(const struct net *net)
{
	bool has_room;

	rcu_read_lock();
	has_room = gre2890_netns_id < rcu_dereference(net->gen)->s.len;
	rcu_read_unlock();
	return has_room ? gre2890_netns(net) : NULL;
}
