// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>
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

bool netns_is_here(int fd)
{
	struct stat here, there;

	return !stat("/proc/self/ns/net", &here) && !fstat(fd, &there) &&
	       here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

static bool is_elsewhere(const char *name)
{
	int fd = *name == '.' ? -1 : netns_open(name);
	bool elsewhere = fd >= 0 && !netns_is_here(fd);

	if (fd >= 0)
		close(fd);
	return elsewhere;
}

bool netns_walk(bool (*visit)(const char *name, void *ctx), void *ctx)
{
	DIR *dir = opendir(NETNS_DIR);
	const struct dirent *entry;
	bool all = true;

	while (dir && all && (entry = readdir(dir)))
		if (is_elsewhere(entry->d_name))
			all = visit(entry->d_name, ctx);
	if (dir)
		closedir(dir);
	return all;
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

int netns_known_id(struct nl *nl, int fd)
{
	int id = NETNSA_NSID_NOT_ASSIGNED;

	ask(nl, RTM_GETNSID, fd, &id);
	return id;
}

int netns_id(struct nl *nl, int fd)
{
	int id = netns_known_id(nl, fd);
	int err = 0;

	if (id == NETNSA_NSID_NOT_ASSIGNED)
		err = ask(nl, RTM_NEWNSID, fd, &id) ?:
		      ask(nl, RTM_GETNSID, fd, &id);
	return err ?: id;
}
