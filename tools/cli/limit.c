// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "genl.h"
#include "netns_stats.h"

/* A number, with K, M or G behind it for 1024 octets and so on */
static bool to_octets(const char *text, __u32 *octets)
{
	static const char suffixes[] = "KMG";
	unsigned long long value;
	const char *suffix;
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	value = strtoull(text, &end, 10);
	if (value > UINT32_MAX)
		return false;
	suffix = *end ? strchr(suffixes, *end) : NULL;
	if (suffix) {
		value <<= 10 * (suffix - suffixes + 1);
		end++;
	}
	*octets = value;
	return !*end && value <= UINT32_MAX;
}

static int set(__u32 octets)
{
	char buf[NL_REQUEST_SIZE];
	struct nlmsghdr *nlh;
	struct genl g;
	int err;

	err = genl_open(&g, "limit");
	if (err)
		return err;
	nlh = genl_request(&g, buf, GRE2890_CMD_NETNS_SET);
	mnl_attr_put_u32(nlh, GRE2890_A_NETNS_REORDER_MEMORY, octets);
	err = nl_talk(&g.nl, nlh, NULL, NULL);
	genl_close(&g);
	if (err)
		return cli_refused("limit", "%s", nl_error(&g.nl, err));
	return CLI_DONE;
}

int cli_limit(const struct cli *cli, int argc, char **argv)
{
	__u32 octets;

	if (!argc || strcmp(argv[0], "reorder-memory"))
		return cli_usage(cli, argv, "the limit is called reorder-memory");
	if (argc == 1)
		return cli_usage(cli, argv + 1, "needs an argument: OCTETS");
	if (argc > 2)
		return cli_usage(cli, argv + 2, "one limit at a time");
	if (!to_octets(argv[1], &octets))
		return cli_usage(cli, argv + 1, "'reorder-memory' takes octets, up to %u, or with K, M or G behind",
				 UINT32_MAX);
	return set(octets);
}
