// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting packets are allocated in softirq, so no cgroup is charged for them.  This
 * file limits their memory for the whole host.
 *
 * A namespace may hold no more than what is still free.  So each of n busy
 * namespaces gets 1/(n+1) of the memory, and the rest is free for the next one.
 * All namespaces of tenants share a quarter, and have a second limit: what the
 * namespace holds, plus what all namespaces of its user hold, may be no more than
 * what is still free of the quarter.  So the namespaces of one user, however many,
 * never hold more than they leave free.
 */
#include <linux/cache.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>
#include <linux/xarray.h>

#include "state/budget.h"
#include "state/netns.h"

#define UNSET	ULONG_MAX

static unsigned long reorder_memory_host = UNSET;
module_param(reorder_memory_host, ulong, 0644);
MODULE_PARM_DESC(reorder_memory_host,
		 "Octets that waiting packets may use in the whole host (default: 1/64 of memory, 16 to 256 MiB)");

/**
 * struct gre2890_owner - a user of the host who created user namespaces
 * @uid: the user
 * @namespaces: count of network namespaces that belong to these user namespaces
 * @used: octets of packets that wait in them
 *
 * In @owners by uid, under @owners_lock.
 */
struct gre2890_owner {
	kuid_t		uid;
	refcount_t	namespaces;
	atomic_long_t	used;
};

static DEFINE_MUTEX(owners_lock);	/* owners */
static DEFINE_XARRAY_FLAGS(owners, XA_FLAGS_ACCOUNT);

static atomic_long_t host_used ____cacheline_aligned_in_smp;
static atomic_long_t tenants_used;

/*
 * Return the owner of the outermost user namespace below the initial one.  Users
 * inside it are the same tenant.
 */
static kuid_t owner_of(const struct net *net)
{
	const struct user_namespace *user_ns = net->user_ns;

	while (user_ns->parent != &init_user_ns)
		user_ns = user_ns->parent;
	return user_ns->owner;
}

static struct gre2890_owner *make_owner(kuid_t uid)
{
	struct gre2890_owner *owner;
	int err;

	lockdep_assert_held(&owners_lock);
	owner = kzalloc(sizeof(*owner), GFP_KERNEL_ACCOUNT);
	if (!owner)
		return NULL;
	owner->uid = uid;
	refcount_set(&owner->namespaces, 1);
	err = xa_err(xa_store(&owners, __kuid_val(uid), owner, GFP_KERNEL));
	if (!err)
		return owner;
	kfree(owner);
	return NULL;
}

/**
 * gre2890_budget_init_net() - set up the memory limits of a namespace
 * @gn: the module's per-netns data
 * @net: the namespace
 *
 * Context: Process context.
 * Return: 0 or -ENOMEM.
 */
int gre2890_budget_init_net(struct gre2890_netns *gn, const struct net *net)
{
	kuid_t uid;

	if (!gre2890_netns_is_tenants(net)) {
		gn->reorder_memory = GRE2890_REORDER_MEMORY_DEFAULT;
		return 0;
	}
	gn->reorder_memory = GRE2890_REORDER_MEMORY_DEFAULT_TENANT;
	uid = owner_of(net);
	mutex_lock(&owners_lock);
	gn->owner = xa_load(&owners, __kuid_val(uid));
	if (gn->owner)
		refcount_inc(&gn->owner->namespaces);
	else
		gn->owner = make_owner(uid);
	mutex_unlock(&owners_lock);
	return gn->owner ? 0 : -ENOMEM;
}

/**
 * gre2890_budget_exit_net() - undo gre2890_budget_init_net()
 * @gn: the module's per-netns data; no packet waits
 *
 * Context: Process context.
 */
void gre2890_budget_exit_net(struct gre2890_netns *gn)
{
	struct gre2890_owner *owner = gn->owner;

	if (!owner ||
	    !refcount_dec_and_mutex_lock(&owner->namespaces, &owners_lock))
		return;
	xa_erase(&owners, __kuid_val(owner->uid));
	mutex_unlock(&owners_lock);
	kfree(owner);
}

/**
 * gre2890_budget_charge() - account for a packet that starts or stops waiting
 * @gn: the underlay's per-netns data
 * @octets: truesize of the packet, negative when it stops waiting
 *
 * Context: Any context.
 */
void gre2890_budget_charge(struct gre2890_netns *gn, long octets)
{
	atomic_long_add(octets, &gn->reorder_used);
	atomic_long_add(octets, &host_used);
	if (!gn->owner)
		return;
	atomic_long_add(octets, &gn->owner->used);
	atomic_long_add(octets, &tenants_used);
}

/**
 * gre2890_budget_is_exceeded() - check whether a namespace holds too much memory
 * @gn: the underlay's per-netns data, already charged for the latest packet
 *
 * CPUs that charge at the same time may exceed the limit by one packet each until
 * they call this function.
 *
 * Context: Any context.
 * Return: true if the namespace exceeds its limit.
 */
bool gre2890_budget_is_exceeded(const struct gre2890_netns *gn)
{
	unsigned long own = atomic_long_read(&gn->reorder_used);
	unsigned long limit = READ_ONCE(reorder_memory_host);

	if (own + atomic_long_read(&host_used) > limit)
		return true;
	return gn->owner &&
	       own + atomic_long_read(&gn->owner->used) +
	       atomic_long_read(&tenants_used) > limit / 4;
}

/**
 * gre2890_budget_limit() - return the memory limit of the host
 * Context: Any context.
 * Return: octets.
 */
unsigned long gre2890_budget_limit(void)
{
	return READ_ONCE(reorder_memory_host);
}

/**
 * gre2890_budget_used() - return the memory that packets hold in the whole host
 * Context: Any context.
 * Return: octets.
 */
unsigned long gre2890_budget_used(void)
{
	return atomic_long_read(&host_used);
}

/**
 * gre2890_budget_init() - derive the limit from the host's memory if it is unset
 *
 * Context: Process context.
 */
void __init gre2890_budget_init(void)
{
	if (reorder_memory_host == UNSET)
		reorder_memory_host = clamp(totalram_pages() * (PAGE_SIZE / 64),
					    (unsigned long)SZ_16M,
					    (unsigned long)SZ_256M);
}

/**
 * gre2890_budget_exit() - check that all memory has been returned
 *
 * Context: Process context, after the last namespace.
 */
void gre2890_budget_exit(void)
{
	WARN_ON_ONCE(atomic_long_read(&host_used));
	WARN_ON_ONCE(atomic_long_read(&tenants_used));
	WARN_ON_ONCE(!xa_empty(&owners));
}
