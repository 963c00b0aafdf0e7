// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>
#include <linux/genetlink.h>

#include "cli.h"
#include "netns_stats.h"
#include "nl.h"

static struct nlmsghdr *request(void *buf, unsigned int family,
				unsigned int cmd, unsigned int version)
{
	struct nlmsghdr *nlh = nl_request(buf, family, 0);
	struct genlmsghdr *genl;

	genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	genl->cmd = cmd;
	genl->version = version;
	return nlh;
}

static int take_id(const struct nlattr *attr, void *ctx)
{
	if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
		*(unsigned int *)ctx = mnl_attr_get_u16(attr);
	return MNL_CB_OK;
}

static int on_family(const struct nlmsghdr *nlh, void *ctx)
{
	return mnl_attr_parse(nlh, sizeof(struct genlmsghdr), take_id, ctx);
}

static int take_stats(const struct nlattr *attr, void *ctx)
{
	struct netns_stats *stats = ctx;

	switch (mnl_attr_get_type(attr)) {
	case GRE2890_A_NETNS_TUNNELS:
		stats->tunnels = mnl_attr_get_u32(attr);
		break;
	case GRE2890_A_NETNS_STATS:
		mnl_attr_parse_nested(attr, counters_load, &stats->counters);
		break;
	}
	return MNL_CB_OK;
}

static int on_stats(const struct nlmsghdr *nlh, void *ctx)
{
	return mnl_attr_parse(nlh, sizeof(struct genlmsghdr), take_stats, ctx);
}

static int ask(struct nl *nl, struct netns_stats *stats)
{
	char buf[NL_REQUEST_SIZE];
	unsigned int family = 0;
	struct nlmsghdr *nlh;
	int err;

	nlh = request(buf, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, GRE2890_GENL_NAME);
	err = nl_talk(nl, nlh, on_family, &family);
	if (err)
		return err;
	nlh = request(buf, family, GRE2890_CMD_NETNS_GET, GRE2890_GENL_VERSION);
	return nl_talk(nl, nlh, on_stats, stats);
}

int netns_stats_get(struct netns_stats *stats)
{
	struct nl nl;
	int err;

	if (!nl_open(&nl, NETLINK_GENERIC))
		return cli_refused("netlink", "%s", strerror(errno));
	memset(stats, 0, sizeof(*stats));
	err = ask(&nl, stats);
	nl_close(&nl);
	if (err == -ENOENT)
		return cli_refused("stats", "the module is not loaded; try modprobe " GRE2890_KIND);
	if (err)
		return cli_refused("stats", "%s", nl_error(&nl, err));
	return CLI_DONE;
}
