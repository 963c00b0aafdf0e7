// SPDX-License-Identifier: GPL-2.0
#include <linux/rhashtable.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "control/lead.h"
#include "state/netns.h"

static const struct rhashtable_params away_params = {
	.head_offset = offsetof(struct gre2890_lead, node),
	.key_offset = offsetof(struct gre2890_lead, name),
	.key_len = sizeof_field(struct gre2890_lead, name),
	.min_size = 4,
	.automatic_shrinking = true,
};

/**
 * gre2890_lead_find_away() - find a device that is away
 * @gn: the underlay's part
 * @name: what it is waited for by
 *
 * Costs nothing where no device is away.
 *
 * Context: process, rtnl is held.
 * Return: the lead or NULL.
 */
struct gre2890_lead *gre2890_lead_find_away(struct gre2890_netns *gn,
					    const char *name)
{
	char key[ALTIFNAMSIZ];

	ASSERT_RTNL();
	if (!gn->away_count)
		return NULL;
	strscpy_pad(key, name, sizeof(key));
	return rhashtable_lookup_fast(&gn->away, key, away_params);
}

/**
 * gre2890_lead_find() - find a device that is followed
 * @gn: the underlay's part
 * @ifindex: the device; 0: it is away
 * @name: what it is waited for by if it is away; NULL: there is no device
 *
 * Context: process, rtnl is held.
 * Return: the lead or NULL.
 */
struct gre2890_lead *gre2890_lead_find(struct gre2890_netns *gn, u32 ifindex,
				       const char *name)
{
	ASSERT_RTNL();
	if (ifindex)
		return xa_load(&gn->leads, ifindex);
	return name ? gre2890_lead_find_away(gn, name) : NULL;
}

static struct gre2890_lead *make(void)
{
	struct gre2890_lead *lead;

	lead = kzalloc(sizeof(*lead), GFP_KERNEL_ACCOUNT);
	if (!lead)
		return NULL;
	INIT_LIST_HEAD(&lead->bound);
	INIT_LIST_HEAD(&lead->sourced);
	INIT_LIST_HEAD(&lead->alt);
	return lead;
}

/**
 * gre2890_lead_need_away() - have a lead for a device that is away
 * @gn: the underlay's part
 * @name: what it is waited for by
 * @alt: it may be an alternative name, about which no event tells
 *
 * Context: process, rtnl is held.
 * Return: 0 or a negative error.
 */
int gre2890_lead_need_away(struct gre2890_netns *gn, const char *name,
			   bool alt)
{
	struct gre2890_lead *lead;
	int err;

	if (gre2890_lead_find_away(gn, name))
		return 0;
	lead = make();
	if (!lead)
		return -ENOMEM;
	strscpy(lead->name, name, sizeof(lead->name));
	err = rhashtable_insert_fast(&gn->away, &lead->node, away_params);
	if (err) {
		kfree(lead);
		return err;
	}
	gn->away_count++;
	if (alt)
		list_add(&lead->alt, &gn->alts);
	return 0;
}

/**
 * gre2890_lead_need() - have a lead for a device
 * @gn: the underlay's part
 * @ifindex: as for gre2890_lead_find()
 * @name: likewise
 *
 * Context: process, rtnl is held.
 * Return: 0 or a negative error.
 */
int gre2890_lead_need(struct gre2890_netns *gn, u32 ifindex, const char *name)
{
	struct gre2890_lead *lead;
	int err;

	ASSERT_RTNL();
	if (!ifindex)
		return name ? gre2890_lead_need_away(gn, name, true) : 0;
	if (xa_load(&gn->leads, ifindex))
		return 0;
	lead = make();
	if (!lead)
		return -ENOMEM;
	lead->ifindex = ifindex;
	err = xa_err(xa_store(&gn->leads, ifindex, lead, GFP_KERNEL));
	if (err)
		kfree(lead);
	return err;
}

static void unlist(struct gre2890_netns *gn, struct gre2890_lead *lead)
{
	if (lead->ifindex) {
		xa_erase(&gn->leads, lead->ifindex);
		return;
	}
	rhashtable_remove_fast(&gn->away, &lead->node, away_params);
	list_del(&lead->alt);
	gn->away_count--;
}

/**
 * gre2890_lead_release() - free a lead that no tunnel follows
 * @gn: the underlay's part
 * @lead: the lead, or NULL
 *
 * Context: process, rtnl is held.
 */
void gre2890_lead_release(struct gre2890_netns *gn, struct gre2890_lead *lead)
{
	ASSERT_RTNL();
	if (!lead || !list_empty(&lead->bound) || !list_empty(&lead->sourced))
		return;
	unlist(gn, lead);
	kfree_rcu(lead, rcu);
}

/**
 * gre2890_leads_init() - no device is followed
 * @gn: the part of a namespace that begins
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int gre2890_leads_init(struct gre2890_netns *gn)
{
	xa_init_flags(&gn->leads, XA_FLAGS_ACCOUNT);
	INIT_LIST_HEAD(&gn->alts);
	return rhashtable_init(&gn->away, &away_params);
}

static void free_away(void *lead, void *gn)
{
	list_del(&((struct gre2890_lead *)lead)->alt);
	((struct gre2890_netns *)gn)->away_count--;
	kfree(lead);
}

/**
 * gre2890_leads_free() - free the leads of tunnels that came to nothing
 * @gn: the part of a namespace that has no tunnel left
 *
 * Context: process, rtnl is held.
 */
void gre2890_leads_free(struct gre2890_netns *gn)
{
	struct gre2890_lead *lead;
	unsigned long ifindex;

	ASSERT_RTNL();
	xa_for_each(&gn->leads, ifindex, lead) {
		xa_erase(&gn->leads, ifindex);
		kfree_rcu(lead, rcu);
	}
	rhashtable_free_and_destroy(&gn->away, free_away, gn);
}

/**
 * gre2890_leads_exit() - undo gre2890_leads_init()
 * @gn: the namespace's part, a grace period after gre2890_leads_free()
 *
 * Context: process.
 */
void gre2890_leads_exit(struct gre2890_netns *gn)
{
	xa_destroy(&gn->leads);
}
