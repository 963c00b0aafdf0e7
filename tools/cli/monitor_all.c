// SPDX-License-Identifier: GPL-2.0
/*
 * A message from another namespace only tells that something may have changed there.
 * The module reports the tunnels themselves (GRE2890_CMD_TUNNEL_GET), so no tenant can
 * forge or hide one.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/socket.h>
#include <linux/rtnetlink.h>

#include "cli.h"
#include "event.h"
#include "known.h"
#include "netns.h"
#include "tunnel.h"

/*
 * Milliseconds between two dumps of all tunnels.  A tenant that changes its devices in
 * a loop must not keep this process and RTNL busy, so rest ten times as long as the
 * dump took.
 */
#define REST_MIN	100
#define REST_FACTOR	10
/* Milliseconds between looks without an event: a namespace without an nsid sends none. */
#define HIDDEN		5000
/* Such events to read at once, and milliseconds of rest after that */
#define READ_MAX	64
#define READ_REST	50
/* Attempts to read a list that changes during the dump, at the start */
#define TRIES	20

/* The namespace of a device, for events that name it by nsid and ifindex */
struct seen {
	int nsid;
	unsigned int index;
	unsigned int inode;
};

/**
 * struct all - the tunnels of all namespaces
 * @known: what is known of them
 * @links: hears that a link has changed in some namespace, and is not read
 * @events: hears of resynchronisations and states
 * @seen: where the devices are, in order
 * @count: how many there are
 * @room: how many @seen has room for
 * @stale: the list was overtaken by a change
 * @hidden: there is one in a namespace that sends no events
 * @rest_until: not to list tunnels before, in milliseconds
 */
struct all {
	struct known *known;
	struct nl links;
	struct nl events;
	struct seen *seen;
	size_t count;
	size_t room;
	bool stale;
	bool hidden;
	long long rest_until;
};

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static bool listen_everywhere(struct nl *nl)
{
	int on = 1;

	return mnl_socket_setsockopt(nl->socket, NETLINK_LISTEN_ALL_NSID, &on,
				     sizeof(on)) >= 0;
}

static bool open_links(struct nl *nl)
{
	int group = RTNLGRP_LINK;

	if (!nl_open(nl, NETLINK_ROUTE))
		return false;
	if (listen_everywhere(nl) &&
	    mnl_socket_setsockopt(nl->socket, NETLINK_ADD_MEMBERSHIP, &group,
				  sizeof(group)) >= 0)
		return true;
	nl_close(nl);
	return false;
}

static bool open_events(struct nl *nl)
{
	if (!nl_open(nl, NETLINK_GENERIC))
		return false;
	if (!fcntl(mnl_socket_get_fd(nl->socket), F_SETFL, O_NONBLOCK) &&
	    listen_everywhere(nl) && events_join(nl))
		return true;
	nl_close(nl);
	return false;
}

static int compare(const void *first, const void *second)
{
	const struct seen *a = first, *b = second;

	if (a->nsid != b->nsid)
		return a->nsid < b->nsid ? -1 : 1;
	return a->index < b->index ? -1 : a->index > b->index;
}

static void on_tunnel(const struct tunnel *t, void *ctx)
{
	char text[NETNS_TEXT_SIZE];
	struct link link = t->link;
	struct all *all = ctx;

	link.netns = netns_by_inode(t->inode, text);
	known_link(all->known, t->id, &link);
	all->hidden |= link.netns && t->nsid < 0;
	if (all->count == all->room) {
		all->room = 2 * all->room + 16;
		all->seen = reallocarray(all->seen, all->room,
					 sizeof(*all->seen));
		if (!all->seen)
			abort();
	}
	all->seen[all->count++] = (struct seen){ t->nsid, link.index, t->inode };
}

/* Return: 0; -EINTR: tunnels came or went meanwhile; or what has been reported */
static int list(struct all *all)
{
	struct genl g;
	int err;

	if (genl_open(&g, "monitor"))
		return -ENOENT;
	netns_forget();
	all->count = 0;
	all->hidden = false;
	known_begin(all->known);
	err = tunnel_dump(&g, on_tunnel, all);
	genl_close(&g);
	if (err == -EINTR)
		return err;
	if (err) {
		cli_refused("monitor", "%s", nl_error(&g.nl, err));
		return err;
	}
	known_end(all->known);
	qsort(all->seen, all->count, sizeof(*all->seen), compare);
	return 0;
}

/* Open a new socket before the dump; queued events are dropped with the old one. */
static int look(struct all *all)
{
	long long begun = now_ms(), rest;
	struct nl fresh;
	int err;

	if (!open_links(&fresh))
		return cli_refused("netlink", "%s", strerror(errno));
	nl_close(&all->links);
	all->links = fresh;
	err = list(all);
	rest = REST_FACTOR * (now_ms() - begun);
	all->rest_until = now_ms() + (rest < REST_MIN ? REST_MIN : rest);
	all->stale = err == -EINTR;
	return !err || err == -EINTR ? CLI_DONE : CLI_REFUSED;
}

/* Return: where the device is; NULL: its tunnel has another underlay, or is not asked for */
static const struct seen *find(const struct all *all, unsigned int index,
			       const char *name)
{
	struct seen key = { all->events.nsid, index };

	return known_reports(all->known, name) ?
	       bsearch(&key, all->seen, all->count, sizeof(key), compare) : NULL;
}

static int on_event(const struct nlmsghdr *nlh, void *ctx)
{
	const struct cli *cli = ((const struct all *)ctx)->known->cli;
	char text[NETNS_TEXT_SIZE];
	struct state_change change;
	const struct seen *seen;
	struct resync resync;

	if (resync_load(&resync, nlh)) {
		seen = find(ctx, resync.index, resync.name);
		if (seen)
			event_resync(cli, &resync,
				     netns_by_inode(seen->inode, text));
	} else if (state_change_load(&change, nlh)) {
		seen = find(ctx, change.index, change.name);
		if (seen)
			event_state(cli, &change,
				    netns_by_inode(seen->inode, text));
	}
	return MNL_CB_OK;
}

/* Return: an exit status; @more is set if another message may wait */
static int take_event(struct all *all, bool *more)
{
	struct nl *nl = &all->events;
	ssize_t len = nl_receive(nl);

	*more = len >= 0;
	if (len >= 0)
		mnl_cb_run(nl->buf, len, 0, 0, on_event, all);
	else if (errno == ENOBUFS)
		event_lost(all->known->cli);
	else if (errno != EINTR && errno != EAGAIN)
		return cli_refused("netlink", "%s", strerror(errno));
	return CLI_DONE;
}

/* A tenant may flood the group, so read some events and rest. */
static int take_events(struct all *all)
{
	int left = READ_MAX, status = CLI_DONE;
	bool more = true;

	while (!status && more && left--)
		status = take_event(all, &more);
	poll(NULL, 0, READ_REST);
	return status;
}

static int time_left(const struct all *all)
{
	long long rest = all->rest_until - now_ms();

	if (rest > 0)
		return rest;
	return all->stale ? 0 : all->hidden ? HIDDEN : -1;
}

static int watch(struct all *all)
{
	struct pollfd polls[2];
	int n, status = CLI_DONE;
	bool rests;

	while (!status && !ferror(stdout)) {
		rests = now_ms() < all->rest_until;
		polls[0] = (struct pollfd){
			mnl_socket_get_fd(all->events.socket), POLLIN
		};
		polls[1] = (struct pollfd){
			rests ? -1 : mnl_socket_get_fd(all->links.socket), POLLIN
		};
		n = poll(polls, 2, time_left(all));
		if (n < 0 && errno != EINTR)
			return cli_refused("poll", "%s", strerror(errno));
		if (n > 0 && polls[0].revents)
			status = take_events(all);
		if (!status && !rests && (!n || (n > 0 && polls[1].revents)))
			status = look(all);
	}
	return status;
}

static int begin(struct all *all)
{
	int status, tries = TRIES;

	do {
		status = look(all);
		if (!status && all->stale)
			poll(NULL, 0, REST_MIN);
	} while (!status && all->stale && --tries);
	if (!status && all->stale)
		return cli_refused("monitor",
				   "tunnels change faster than they can be listed; try again");
	return status;
}

int monitor_all(struct known *known, const struct cli *cli)
{
	struct all all = { .known = known };
	int status;

	if (!open_links(&all.links))
		return cli_refused("--all-netns", "%s", strerror(errno));
	if (!open_events(&all.events)) {
		nl_close(&all.links);
		return cli_refused("--all-netns", "%s", strerror(errno));
	}
	status = begin(&all);
	known->cli = cli;
	status = status ?: watch(&all);
	nl_close(&all.links);
	nl_close(&all.events);
	free(all.seen);
	return status;
}
