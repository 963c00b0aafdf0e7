// SPDX-License-Identifier: GPL-2.0
/*
 * A host of the plugin, whose structure of callbacks is that of "ip" ("host
 * same") or another one.  Exit status 0: the plugin has the kind.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <linux/if_tunnel.h>

#include "../iproute2/ip_host.h"

__attribute__((visibility("default")))
struct rtnl_handle {
	int unused;
} rth;

static int parse_opt(struct link_util *lu, int argc, char **argv,
		     struct nlmsghdr *n)
{
	return 0;
}

static void print_opt(struct link_util *lu, FILE *f, struct rtattr *tb[])
{
}

static void print_help(struct link_util *lu, int argc, char **argv, FILE *f)
{
}

extern struct link_util gre_link_util;
__attribute__((visibility("default")))
struct link_util gre_link_util = {
	.id = "gre",
	.maxattr = IFLA_GRE_MAX,
	.parse_opt = parse_opt,
	.print_opt = print_opt,
	.print_help = print_help,
};

int main(int argc, char **argv)
{
	void *plugin = dlopen("./link_gre2890.so", RTLD_LAZY);
	const struct link_util *util;

	if (!plugin)
		return EXIT_FAILURE;
	/* as if one callback more stood before print_help */
	if (argc < 2 || strcmp(argv[1], "same"))
		gre_link_util.print_help = NULL;
	util = dlsym(plugin, "gre2890_link_util");
	return !util || strcmp(util->id, "gre2890");
}
