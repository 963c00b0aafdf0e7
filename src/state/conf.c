// SPDX-License-Identifier: GPL-2.0
#include <linux/slab.h>
#include <linux/string.h>

#include "state/conf.h"
#include "state/tunnel.h"

static bool copy_name(char **name)
{
	if (!*name)
		return true;
	*name = kstrdup(*name, GFP_KERNEL_ACCOUNT);
	return *name;
}

static void free_names(struct gre2890_conf *conf)
{
	kfree(conf->local_dev_name);
	kfree(conf->link_name);
}

/**
 * gre2890_conf_alloc() - allocate settings that the caller may change
 * @dev: the tunnel's device
 * @old: settings to copy, NULL for all zero
 *
 * Context: Process context.
 * Return: unpublished settings, or NULL.
 */
struct gre2890_conf *gre2890_conf_alloc(struct net_device *dev,
					const struct gre2890_conf *old)
{
	struct gre2890_conf *conf;
	bool copied;

	conf = old ? kmemdup(old, sizeof(*old), GFP_KERNEL_ACCOUNT) :
		     kzalloc(sizeof(*conf), GFP_KERNEL_ACCOUNT);
	if (!conf)
		return NULL;
	/* Call both, so that free_names() frees no name of @old's. */
	copied = copy_name(&conf->link_name) & copy_name(&conf->local_dev_name);
	if (!copied || dst_cache_init(&conf->routes, GFP_KERNEL_ACCOUNT)) {
		free_names(conf);
		kfree(conf);
		return NULL;
	}
	conf->listener = NULL;
	conf->dev = dev;
	conf->net = ((struct gre2890_tunnel *)netdev_priv(dev))->net;
	return conf;
}

/**
 * gre2890_conf_free() - free settings that have no readers
 * @conf: never published, or withdrawn a grace period ago
 *
 * Context: Any context.
 */
void gre2890_conf_free(struct gre2890_conf *conf)
{
	dst_cache_destroy(&conf->routes);
	kfree(conf->listener);
	free_names(conf);
	kfree(conf);
}

/**
 * gre2890_conf_free_rcu() - free settings after a grace period
 * @rcu: gre2890_conf.rcu of settings that were withdrawn
 *
 * A callback for call_rcu().
 *
 * Context: RCU callback.
 */
void gre2890_conf_free_rcu(struct rcu_head *rcu)
{
	gre2890_conf_free(container_of(rcu, struct gre2890_conf, rcu));
}
