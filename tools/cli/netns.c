// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>

#include "netns.h"
#include "nl.h"

#define NETNS_DIR	"/run/netns"

int netns_open(const char *name)
{
	char path[PATH_MAX];

	if (strchr(name, '/'))
		snprintf(path, sizeof(path), "%s", name);
	else
		snprintf(path, sizeof(path), NETNS_DIR "/%s", name);
	return open(path, O_RDONLY | O_CLOEXEC);
}

bool netns_enter(const char *name)
{
	int fd = netns_open(name);
	bool entered;

	if (fd < 0)
		return false;
	entered = !setns(fd, CLONE_NEWNET);
	close(fd);
	return entered;
}

bool netns_socket(struct nl *nl, int fd)
{
	int here = fd < 0 ? -1 : open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	bool opened;

	if (fd >= 0 && (here < 0 || setns(fd, CLONE_NEWNET)))
		return false;
	opened = nl_open(nl, NETLINK_ROUTE);
	if (fd >= 0 && setns(here, CLONE_NEWNET))
		abort();
	if (here >= 0)
		close(here);
	return opened;
}

static int take_attr(const struct nlattr *attr, void *ctx)
{
	if (mnl_attr_get_type(attr) == NETNSA_NSID)
		*(int *)ctx = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

static int take_id(const struct nlmsghdr *nlh, void *ctx)
{
	return mnl_attr_parse(nlh, sizeof(struct rtgenmsg), take_attr, ctx);
}

static int ask(struct nl *nl, unsigned int type, int fd, int *id)
{
	char buf[NL_REQUEST_SIZE];
	struct nlmsghdr *nlh = nl_request(buf, type, 0);

	mnl_nlmsg_put_extra_header(nlh, sizeof(struct rtgenmsg));
	mnl_attr_put_u32(nlh, NETNSA_FD, fd);
	if (type == RTM_NEWNSID)
		mnl_attr_put_u32(nlh, NETNSA_NSID, NETNSA_NSID_NOT_ASSIGNED);
	return nl_talk(nl, nlh, take_id, id);
}

int netns_id(struct nl *nl, int fd)
{
	int id = NETNSA_NSID_NOT_ASSIGNED;
	int err = ask(nl, RTM_GETNSID, fd, &id);

	if (!err && id == NETNSA_NSID_NOT_ASSIGNED) {
		err = ask(nl, RTM_NEWNSID, fd, &id) ?:
		      ask(nl, RTM_GETNSID, fd, &id);
	}
	return err ?: id;
}
