// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/inotify.h>
#include <linux/rtnetlink.h>

#include "appear.h"
#include "netns.h"
#include "netns_handle.h"
#include "nl.h"
#include "wanted.h"

/* The folder of "ip netns", and its parent while that folder does not exist */
#define NETNS_DIR	"/run/netns"
#define NETNS_PARENT	"/run"

#define APPEARS	(IN_CREATE | IN_MOVED_TO | IN_ONLYDIR)

/*
 * A name may be a link to a namespace that is mounted elsewhere, so watching mounts is
 * not enough.
 */
static int watch_names(void)
{
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	if (fd >= 0 && inotify_add_watch(fd, NETNS_DIR, APPEARS) < 0)
		inotify_add_watch(fd, NETNS_PARENT, APPEARS);
	return fd;
}

static bool listen_to(struct appear *a, const char *netns)
{
	int group = RTNLGRP_LINK, fd = netns ? netns_open(netns) : -1;
	struct nl nl;
	bool opened;

	if (netns && fd < 0)
		return false;
	opened = netns_socket(&nl, fd);
	if (fd >= 0)
		close(fd);
	if (!opened)
		return false;
	if (mnl_socket_setsockopt(nl.socket, NETLINK_ADD_MEMBERSHIP, &group,
				  sizeof(group)) < 0) {
		nl_close(&nl);
		return false;
	}
	a->links = reallocarray(a->links, a->count + 1, sizeof(*a->links));
	a->netns = reallocarray(a->netns, a->count + 1, sizeof(*a->netns));
	if (!a->links || !a->netns)
		abort();
	a->links[a->count] = nl;
	a->netns[a->count] = netns ? strdup(netns) : NULL;
	a->count++;
	return true;
}

/* The next namespace behind @last in which a master is missing, or NULL */
static const char *next_netns(const struct wanted_list *want, size_t *at,
			      const char *last)
{
	for (; *at < want->count; ++*at) {
		const struct wanted *t = &want->list[*at];

		if (!t->wrong && t->names[WANTED_MASTER].why &&
		    netns_compare(t->netns, last))
			return t->netns;
	}
	return NULL;
}

bool appear_open(struct appear *a, const struct wanted_list *want)
{
	const char *netns = NULL;
	size_t at = 0;

	*a = (struct appear){
		.mounts = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC),
		.names = watch_names(),
	};
	if (!listen_to(a, NULL)) {
		appear_close(a);
		return false;
	}
	/* A namespace that vanished reappears as a mount. */
	while ((netns = next_netns(want, &at, netns)))
		listen_to(a, netns);
	return true;
}

bool appear_covers(const struct appear *a, const struct wanted_list *want)
{
	const char *netns = NULL;
	size_t at = 0, i = 1;

	while ((netns = next_netns(want, &at, netns))) {
		while (i < a->count && netns_compare(a->netns[i], netns) < 0)
			i++;
		if (i == a->count || netns_compare(a->netns[i], netns))
			return false;
	}
	return true;
}

bool appear_wait(const struct appear *a, int signals, int timeout)
{
	struct pollfd *polls = calloc(a->count + 3, sizeof(*polls));
	bool appeared;
	size_t i;
	int n;

	if (!polls)
		abort();
	polls[0] = (struct pollfd){ signals, POLLIN };
	polls[1] = (struct pollfd){ a->mounts, POLLPRI };
	polls[2] = (struct pollfd){ a->names, POLLIN };
	for (i = 0; i < a->count; i++)
		polls[i + 3] = (struct pollfd){
			mnl_socket_get_fd(a->links[i].socket), POLLIN
		};
	n = poll(polls, a->count + 3, timeout);
	appeared = n > 0 && !polls[0].revents;
	free(polls);
	return appeared;
}

void appear_close(struct appear *a)
{
	while (a->count) {
		a->count--;
		nl_close(&a->links[a->count]);
		free(a->netns[a->count]);
	}
	free(a->links);
	free(a->netns);
	if (a->mounts >= 0)
		close(a->mounts);
	if (a->names >= 0)
		close(a->names);
}
