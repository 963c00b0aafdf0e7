// SPDX-License-Identifier: GPL-2.0
#include <linux/rcupdate.h>

#include "state/netns.h"

unsigned int gre2890_netns_id __read_mostly;

/**
 * gre2890_netns_if_any() - the module's part of a namespace in any state
 * @net: the namespace
 *
 * One that could not be made may go before it has our part, or, as the module is
 * loaded, even room for it.
 *
 * Context: Any context.
 * Return: that part or NULL.
 */
struct gre2890_netns *gre2890_netns_if_any(const struct net *net)
{
	bool has_room;

	rcu_read_lock();
	has_room = gre2890_netns_id < rcu_dereference(net->gen)->s.len;
	rcu_read_unlock();
	return has_room ? gre2890_netns(net) : NULL;
}
