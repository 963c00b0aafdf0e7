// SPDX-License-Identifier: GPL-2.0
#include <linux/gre2890.h>
#include <linux/module.h>
#include <net/genetlink.h>
#include <net/rtnetlink.h>

#include "control/follow.h"
#include "control/genl.h"
#include "control/group.h"
#include "control/link.h"
#include "control/pernet.h"
#include "data/cells.h"
#include "data/entropy.h"
#include "data/gso.h"
#include "data/keepalive.h"
#include "state/budget.h"
#include "state/flow.h"

static int __init load(void)
{
	int err;

	gre2890_entropy_init();
	gre2890_budget_init();
	gre2890_keepalive_init();
	err = gre2890_cells_init();
	if (err)
		return err;
	err = gre2890_pernet_init();
	if (err)
		goto exit_cells;
	err = gre2890_follow_init();
	if (err)
		goto exit_netns;
	err = gre2890_group_init();
	if (err)
		goto exit_follow;
	err = gre2890_genl_init();
	if (err)
		goto exit_group;
	gre2890_gso_init();
	err = gre2890_link_init();
	if (err)
		goto exit_gso;
	return 0;

exit_gso:
	gre2890_gso_exit();
	gre2890_genl_exit();
exit_group:
	gre2890_group_exit();
exit_follow:
	gre2890_follow_exit();
exit_netns:
	gre2890_pernet_exit();
exit_cells:
	gre2890_cells_exit();
	return err;
}

static void __exit unload(void)
{
	gre2890_link_exit();
	gre2890_gso_exit();
	gre2890_genl_exit();
	gre2890_group_exit();
	gre2890_follow_exit();
	gre2890_pernet_exit();
	gre2890_cells_exit();
	gre2890_budget_exit();
	/* RCU callbacks that free settings run code of this module. */
	rcu_barrier();
}

module_init(load);
module_exit(unload);

MODULE_DESCRIPTION("GRE tunnels with key and sequence number (RFC 2784, RFC 2890)");
MODULE_LICENSE("GPL");
MODULE_ALIAS_RTNL_LINK(GRE2890_KIND);
MODULE_ALIAS_GENL_FAMILY(GRE2890_GENL_NAME);
