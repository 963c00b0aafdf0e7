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
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <linux/magic.h>
#include <linux/net_namespace.h>
#include <linux/nsfs.h>
#include <linux/rtnetlink.h>

#include "netns.h"
#include "nl.h"

#define NETNS_DIR	"/run/netns"
#define NETNS_HERE	"/proc/self/ns/net"

/**
 * struct named - a namespace's name
 * @dev: device and
 * @ino: inode number that identify the namespace
 * @name: one of its names
 */
struct named {
	dev_t dev;
	ino_t ino;
	char *name;
};

/* Names in NETNS_DIR, read once, and paths passed to netns_name() */
static struct named *names;
static size_t count;

/* Find a file with O_PATH, which does not open it. */
static int find(const char *name)
{
	char path[PATH_MAX];
	int len = snprintf(path, sizeof(path), "%s%s",
			   strchr(name, '/') ? "" : NETNS_DIR "/", name);

	if (len < (int)sizeof(path))
		return open(path, O_PATH | O_CLOEXEC);
	errno = ENAMETOOLONG;
	return -1;
}

/* Open the namespace, of any type, that find() has found. */
static int reopen(int found)
{
	char path[sizeof("/proc/self/fd/-2147483648")];
	struct statfs fs;

	if (fstatfs(found, &fs))
		return -1;
	if (fs.f_type != NSFS_MAGIC) {
		errno = EINVAL;
		return -1;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", found);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* The number in "net:[INODE]", or 0 */
static unsigned int inode_of(const char *name)
{
	char text[NETNS_TEXT_SIZE];
	unsigned int inode;

	if (sscanf(name, "net:[%u]", &inode) != 1)
		return 0;
	snprintf(text, sizeof(text), "net:[%u]", inode);
	return strcmp(name, text) ? 0 : inode;
}

bool netns_is_unnamed(const char *name)
{
	return name && inode_of(name);
}

/* By a name or a path */
static int open_file(const char *name)
{
	int found = find(name);
	int fd = found < 0 ? -1 : reopen(found);
	int error = errno;

	if (found >= 0)
		close(found);
	if (fd >= 0 && ioctl(fd, NS_GET_NSTYPE) != CLONE_NEWNET) {
		close(fd);
		fd = -1;
		error = EINVAL;
	}
	errno = error;
	return fd;
}

int netns_open(const char *name)
{
	unsigned int inode = inode_of(name);

	if (inode && inode == netns_inode(NETNS_HERE))
		name = NETNS_HERE;
	else if (inode)
		name = netns_name(name);
	return open_file(name);
}

const char *netns_error(int error)
{
	switch (error) {
	case ENOENT:
		return "no such network namespace, see 'ip netns'";
	case EINVAL:
		return "not a network namespace, see 'ip netns'";
	}
	return strerror(error);
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

	return !stat(NETNS_HERE, &here) && !fstat(fd, &there) &&
	       here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

static int compare_ns(const void *first, const void *second)
{
	const struct named *a = first, *b = second;

	if (a->dev != b->dev)
		return a->dev < b->dev ? -1 : 1;
	return a->ino < b->ino ? -1 : a->ino > b->ino;
}

static int compare(const void *first, const void *second)
{
	const struct named *a = first, *b = second;

	return compare_ns(a, b) ?: strcmp(a->name, b->name);
}

static bool identify(struct named *n, const char *name)
{
	unsigned int inode = inode_of(name);
	int fd = open_file(inode ? NETNS_HERE : name);
	struct stat st;
	bool known = fd >= 0 && !fstat(fd, &st);

	if (fd >= 0)
		close(fd);
	if (known)
		*n = (struct named){ st.st_dev, inode ?: st.st_ino, NULL };
	return known;
}

static void add_name(struct named *n, const char *name)
{
	n->name = strdup(name);
	names = reallocarray(names, count + 1, sizeof(*names));
	if (!names || !n->name)
		abort();
	names[count++] = *n;
}

/* Keep the alphabetically first name of each namespace. */
static void sort_names(void)
{
	size_t i, kept = 0;

	qsort(names, count, sizeof(*names), compare);
	for (i = 0; i < count; i++) {
		if (kept && !compare_ns(&names[kept - 1], &names[i]))
			free(names[i].name);
		else
			names[kept++] = names[i];
	}
	count = kept;
}

static void read_names(void)
{
	DIR *dir = names ? NULL : opendir(NETNS_DIR);
	const struct dirent *entry;
	struct named n;

	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		if (*entry->d_name == '.' || !identify(&n, entry->d_name))
			continue;
		add_name(&n, entry->d_name);
	}
	closedir(dir);
	if (count)
		sort_names();
}

void netns_forget(void)
{
	while (count)
		free(names[--count].name);
	free(names);
	names = NULL;
}

const char *netns_name(const char *name)
{
	const struct named *found = NULL;
	struct named n;

	read_names();
	if (!identify(&n, name))
		return name;
	if (count)
		found = bsearch(&n, names, count, sizeof(*names), compare_ns);
	if (found)
		return found->name;
	if (strchr(name, '/')) {
		add_name(&n, name);
		sort_names();
	}
	return name;
}

unsigned int netns_inode(const char *name)
{
	struct named n;

	return identify(&n, name) ? n.ino : 0;
}

const char *netns_by_inode(unsigned int inode, char *text)
{
	snprintf(text, NETNS_TEXT_SIZE, "net:[%u]", inode);
	return inode == netns_inode(NETNS_HERE) ? NULL : netns_name(text);
}

bool netns_walk(bool (*visit)(const char *name, void *ctx), void *ctx)
{
	struct named here = { .name = NULL };
	struct stat st;
	size_t i;

	if (!stat(NETNS_HERE, &st))
		here = (struct named){ st.st_dev, st.st_ino, NULL };
	read_names();
	for (i = 0; i < count; i++) {
		if (!compare_ns(&names[i], &here))
			continue;
		if (!visit(names[i].name, ctx))
			return false;
	}
	return true;
}

void netns_list(void (*visit)(const char *name, void *ctx), void *ctx)
{
	DIR *dir = opendir(NETNS_DIR);
	const struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (*entry->d_name != '.')
			visit(entry->d_name, ctx);
	if (dir)
		closedir(dir);
}

bool netns_socket(struct nl *nl, int fd)
{
	int here = fd < 0 ? -1 : open(NETNS_HERE, O_RDONLY | O_CLOEXEC);
	bool opened;

	if (fd >= 0 && (here < 0 || setns(fd, CLONE_NEWNET))) {
		if (here >= 0)
			close(here);
		return false;
	}
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
		nl_attr_copy(attr, ctx, sizeof(int));
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
