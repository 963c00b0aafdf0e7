// SPDX-License-Identifier: GPL-2.0
#include <linux/genetlink.h>
#include <linux/gre2890.h>

#include "cli.h"
#include "genl.h"
#include "nl.h"
#include "resync.h"

bool resync_join(struct nl *nl)
{
	struct genl g;

	if (genl_open(&g, NULL))
		return true;
	genl_close(&g);
	return mnl_socket_setsockopt(nl->socket, NETLINK_ADD_MEMBERSHIP,
				     &g.events, sizeof(g.events)) >= 0;
}

static int take_resync(const struct nlattr *attr, void *ctx)
{
	struct resync *resync = ctx;

	switch (mnl_attr_get_type(attr)) {
	case GRE2890_A_IFINDEX:
		nl_attr_copy(attr, &resync->index, sizeof(resync->index));
		break;
	case GRE2890_A_IFNAME:
		nl_attr_text(attr, resync->name, sizeof(resync->name));
		break;
	case GRE2890_A_RESYNC_LAST:
		nl_attr_copy(attr, &resync->last, sizeof(resync->last));
		break;
	case GRE2890_A_RESYNC_NUMBER:
		nl_attr_copy(attr, &resync->number, sizeof(resync->number));
		break;
	case GRE2890_A_RESYNC_COUNT:
		nl_attr_copy(attr, &resync->count, sizeof(resync->count));
		break;
	}
	return MNL_CB_OK;
}

bool resync_load(struct resync *resync, const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = nl_payload(nlh, sizeof(*genl));

	*resync = (struct resync){ .index = 0 };
	if (!genl || genl->cmd != GRE2890_CMD_RESYNC_NTF)
		return false;
	genl_parse(nlh, take_resync, resync);
	return true;
}
