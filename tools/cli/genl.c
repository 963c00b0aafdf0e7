// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>
#include <linux/genetlink.h>
#include <linux/gre2890.h>

#include "error.h"
#include "genl.h"

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

struct nlmsghdr *genl_request(const struct genl *g, void *buf,
			      unsigned int cmd)
{
	return request(buf, g->family, cmd, GRE2890_GENL_VERSION);
}

int genl_parse(const struct nlmsghdr *nlh, mnl_attr_cb_t cb, void *ctx)
{
	return mnl_attr_parse(nlh, sizeof(struct genlmsghdr), cb, ctx);
}

/* The family has one group */
static int take_group(const struct nlattr *attr, void *ctx)
{
	if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GRP_ID)
		nl_attr_copy(attr, ctx, sizeof(__u32));
	return MNL_CB_OK;
}

static int take_groups(const struct nlattr *attr, void *ctx)
{
	return mnl_attr_parse_nested(attr, take_group, ctx);
}

static int take_family(const struct nlattr *attr, void *ctx)
{
	struct genl *g = ctx;

	if (mnl_attr_get_type(attr) == CTRL_ATTR_MCAST_GROUPS)
		return mnl_attr_parse_nested(attr, take_groups, &g->events);
	if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_ID)
		nl_attr_copy(attr, &g->family, sizeof(g->family));
	return MNL_CB_OK;
}

static int on_family(const struct nlmsghdr *nlh, void *ctx)
{
	return genl_parse(nlh, take_family, ctx);
}

const char genl_not_loaded[] =
	"the module is not loaded; try modprobe " GRE2890_KIND;

/* Return: 0 or a negative errno, for nl_error() */
static int find_family(struct genl *g)
{
	char buf[NL_REQUEST_SIZE];
	struct nlmsghdr *nlh;
	int err;

	memset(g, 0, sizeof(*g));
	if (!nl_open(&g->nl, NETLINK_GENERIC))
		return -errno;
	nlh = request(buf, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, GRE2890_GENL_NAME);
	err = nl_talk(&g->nl, nlh, on_family, g);
	if (err)
		nl_close(&g->nl);
	return err;
}

int genl_open(struct genl *g, const char *what)
{
	int err = find_family(g);

	if (!err)
		return CLI_DONE;
	if (!what)
		return CLI_REFUSED;
	return cli_refused(what, "%s", err == -ENOENT ? genl_not_loaded :
						nl_error(&g->nl, err));
}

static int match_name(const struct nlattr *attr, void *ctx)
{
	if (mnl_attr_get_type(attr) == CTRL_ATTR_FAMILY_NAME &&
	    !strcmp(mnl_attr_get_str(attr), GRE2890_GENL_NAME))
		*(bool *)ctx = true;
	return MNL_CB_OK;
}

static int on_any_family(const struct nlmsghdr *nlh, void *ctx)
{
	return genl_parse(nlh, match_name, ctx);
}

bool genl_loaded(void)
{
	char buf[NL_REQUEST_SIZE];
	bool loaded = false;
	struct nlmsghdr *nlh;
	struct nl nl;
	int err;

	if (!nl_open(&nl, NETLINK_GENERIC))
		return true;
	nlh = request(buf, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1);
	nlh->nlmsg_flags |= NLM_F_DUMP;
	err = nl_talk(&nl, nlh, on_any_family, &loaded);
	nl_close(&nl);
	return loaded || err;
}

int genl_check(const char *what)
{
	return genl_loaded() ? CLI_DONE :
			       cli_refused(what, "%s", genl_not_loaded);
}

void genl_close(struct genl *g)
{
	nl_close(&g->nl);
}
