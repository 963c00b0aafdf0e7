// SPDX-License-Identifier: GPL-2.0
#include <linux/rhashtable.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "control/lower.h"
#include "state/netns.h"

static const struct rhashtable_params absent_params = {
	.head_offset = offsetof(struct gre2890_lower, node),
	.key_offset = offsetof(struct gre2890_lower, name),
	.key_len = sizeof_field(struct gre2890_lower, name),
	.min_size = 4,
	.automatic_shrinking = true,
};

/**
 * gre2890_lower_find_absent() - find an absent device
 * @gn: the underlay's per-netns data
 * @name: the name under which it will return
 *
 * Does not hash the name if no device is absent.
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: the device or NULL.
 */
struct gre2890_lower *gre2890_lower_find_absent(struct gre2890_netns *gn,
						const char *name)
{
	char key[ALTIFNAMSIZ];

	ASSERT_RTNL();
	if (!gn->absent_count)
		return NULL;
	strscpy_pad(key, name, sizeof(key));
	return rhashtable_lookup_fast(&gn->absent, key, absent_params);
}

/**
 * gre2890_lower_find() - find a device that tunnels follow
 * @gn: the underlay's per-netns data
 * @ifindex: the device, 0 if it is absent
 * @name: the name under which an absent one will return; NULL for no device
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: the device or NULL.
 */
struct gre2890_lower *gre2890_lower_find(struct gre2890_netns *gn, u32 ifindex,
					 const char *name)
{
	ASSERT_RTNL();
	if (ifindex)
		return xa_load(&gn->lowers, ifindex);
	return name ? gre2890_lower_find_absent(gn, name) : NULL;
}

static struct gre2890_lower *make(void)
{
	struct gre2890_lower *lower;

	lower = kzalloc(sizeof(*lower), GFP_KERNEL_ACCOUNT);
	if (!lower)
		return NULL;
	INIT_LIST_HEAD(&lower->link_users);
	INIT_LIST_HEAD(&lower->addr_users);
	INIT_LIST_HEAD(&lower->alt);
	return lower;
}

/**
 * gre2890_lower_make_absent() - make sure that an absent device has an entry
 * @gn: the underlay's per-netns data
 * @name: the name under which it will return
 * @alt: true if @name may be an alternative name: no event tells that a device gets
 *	one
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0 or a negative error.
 */
int gre2890_lower_make_absent(struct gre2890_netns *gn, const char *name,
			      bool alt)
{
	struct gre2890_lower *lower;
	int err;

	ASSERT_RTNL();
	if (gre2890_lower_find_absent(gn, name))
		return 0;
	lower = make();
	if (!lower)
		return -ENOMEM;
	strscpy(lower->name, name, sizeof(lower->name));
	err = rhashtable_insert_fast(&gn->absent, &lower->node, absent_params);
	if (err) {
		kfree(lower);
		return err;
	}
	gn->absent_count++;
	if (alt)
		list_add(&lower->alt, &gn->alts);
	return 0;
}

/**
 * gre2890_lower_make() - make sure that a device has an entry
 * @gn: the underlay's per-netns data
 * @ifindex: as for gre2890_lower_find()
 * @name: likewise
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0 or a negative error.
 */
int gre2890_lower_make(struct gre2890_netns *gn, u32 ifindex, const char *name)
{
	struct gre2890_lower *lower;
	int err;

	ASSERT_RTNL();
	if (!ifindex)
		return name ? gre2890_lower_make_absent(gn, name, true) : 0;
	if (xa_load(&gn->lowers, ifindex))
		return 0;
	lower = make();
	if (!lower)
		return -ENOMEM;
	lower->ifindex = ifindex;
	err = xa_err(xa_store(&gn->lowers, ifindex, lower, GFP_KERNEL));
	if (err)
		kfree(lower);
	return err;
}

static void unlist(struct gre2890_netns *gn, struct gre2890_lower *lower)
{
	if (lower->ifindex) {
		xa_erase(&gn->lowers, lower->ifindex);
		return;
	}
	rhashtable_remove_fast(&gn->absent, &lower->node, absent_params);
	list_del(&lower->alt);
	gn->absent_count--;
}

/**
 * gre2890_lower_release() - free the entry of a device if no tunnel follows it
 * @gn: the underlay's per-netns data
 * @lower: the entry, or NULL
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_lower_release(struct gre2890_netns *gn, struct gre2890_lower *lower)
{
	ASSERT_RTNL();
	if (!lower || !list_empty(&lower->link_users) || !list_empty(&lower->addr_users))
		return;
	unlist(gn, lower);
	kfree_rcu(lower, rcu);
}

/**
 * gre2890_lowers_init() - initialise the tables of a namespace
 * @gn: the namespace's per-netns data
 *
 * Context: Process context.
 * Return: 0 or -ENOMEM.
 */
int gre2890_lowers_init(struct gre2890_netns *gn)
{
	xa_init_flags(&gn->lowers, XA_FLAGS_ACCOUNT);
	INIT_LIST_HEAD(&gn->alts);
	return rhashtable_init(&gn->absent, &absent_params);
}

static void free_absent(void *lower, void *gn)
{
	list_del(&((struct gre2890_lower *)lower)->alt);
	((struct gre2890_netns *)gn)->absent_count--;
	kfree(lower);
}

/**
 * gre2890_lowers_free() - free entries made for settings that were never published
 * @gn: the namespace's per-netns data; it has no tunnels
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_lowers_free(struct gre2890_netns *gn)
{
	struct gre2890_lower *lower;
	unsigned long ifindex;

	ASSERT_RTNL();
	xa_for_each(&gn->lowers, ifindex, lower) {
		xa_erase(&gn->lowers, ifindex);
		kfree_rcu(lower, rcu);
	}
	rhashtable_free_and_destroy(&gn->absent, free_absent, gn);
}

/**
 * gre2890_lowers_exit() - undo gre2890_lowers_init()
 * @gn: the namespace's per-netns data, a grace period after gre2890_lowers_free()
 *
 * Context: Process context.
 */
void gre2890_lowers_exit(struct gre2890_netns *gn)
{
	xa_destroy(&gn->lowers);
}
