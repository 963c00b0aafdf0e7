// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <linux/netlink.h>

#include "netns.h"
#include "netns_handle.h"

bool netns_handle_open(struct netns_handle *p, const char *netns)
{
	int fd = netns ? netns_open(netns) : -1;
	bool opened;
	int error;

	if (netns && fd < 0)
		return false;
	p->netns = netns;
	p->underlay = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	opened = p->underlay >= 0 && netns_socket(&p->nl, fd);
	error = errno;
	if (!opened && p->underlay >= 0)
		close(p->underlay);
	if (fd >= 0)
		close(fd);
	errno = error;
	return opened;
}

void netns_handle_close(struct netns_handle *p)
{
	nl_close(&p->nl);
	close(p->underlay);
}

int netns_compare(const char *a, const char *b)
{
	return strcmp(a ?: "", b ?: "");
}
