// SPDX-License-Identifier: GPL-2.0
/* The verb "monitor" */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/rtnetlink.h>

#include "addr.h"
#include "cli.h"
#include "event.h"
#include "known.h"
#include "link.h"
#include "nl.h"
#include "tunnel.h"

/* Attempts to read lists that change during the dump, at the start */
#define TRIES	20
/* Milliseconds between the tries */
#define PAUSE	100
/* Octets of queued events; the kernel may limit it to less */
#define BUFFER	(4 << 20)

/**
 * struct source - where events come from
 * @bus: NETLINK_ROUTE or NETLINK_GENERIC
 * @join: becomes a member of the groups; false with errno set
 * @event: takes a message; @ctx is the struct known
 * @nl: the socket
 */
struct source {
	int bus;
	bool (*join)(struct nl *nl);
	int (*event)(const struct nlmsghdr *nlh, void *ctx);
	struct nl nl;
};

static bool join_route(struct nl *nl)
{
	static const int groups[] = {
		RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
	};
	size_t i;

	for (i = 0; i < sizeof(groups) / sizeof(*groups); i++)
		if (mnl_socket_setsockopt(nl->socket, NETLINK_ADD_MEMBERSHIP,
					  (void *)&groups[i],
					  sizeof(*groups)) < 0)
			return false;
	return true;
}

/* Messages of bridges and IPv6 have the same types but no kind: ignore them. */
static void on_link(const struct nlmsghdr *nlh, struct known *known)
{
	struct link link;

	if (!link_load(&link, nlh) || !link.ours)
		return;
	if (nlh->nlmsg_type == RTM_NEWLINK)
		known_link(known, link.index, &link);
	else
		known_link_gone(known, link.index);
}

static void on_addr(const struct nlmsghdr *nlh, struct known *known)
{
	struct addr addr;
	unsigned int index;

	addr_load(&addr, nlh, &index);
	if (nlh->nlmsg_type == RTM_NEWADDR)
		known_addr(known, index, &addr);
	else
		known_addr_gone(known, index, &addr);
}

static int on_route(const struct nlmsghdr *nlh, void *ctx)
{
	switch (nlh->nlmsg_type) {
	case RTM_NEWLINK:
	case RTM_DELLINK:
		on_link(nlh, ctx);
		break;
	case RTM_NEWADDR:
	case RTM_DELADDR:
		on_addr(nlh, ctx);
		break;
	}
	return MNL_CB_OK;
}

static int on_generic(const struct nlmsghdr *nlh, void *ctx)
{
	const struct known *known = ctx;
	struct state_change change;
	struct resync resync;

	if (resync_load(&resync, nlh) && known_reports(known, resync.name))
		event_resync(known->cli, &resync, NULL);
	if (state_change_load(&change, nlh) && known_reports(known, change.name))
		event_state(known->cli, &change, NULL);
	return MNL_CB_OK;
}

static struct source sources[] = {
	{ NETLINK_ROUTE, join_route, on_route },
	{ NETLINK_GENERIC, events_join, on_generic },
};

#define SOURCES	(sizeof(sources) / sizeof(*sources))

static bool open_source(struct source *s)
{
	int fd, size = BUFFER;

	if (!nl_open(&s->nl, s->bus))
		return false;
	fd = mnl_socket_get_fd(s->nl.socket);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (!fcntl(fd, F_SETFL, O_NONBLOCK) && s->join(&s->nl))
		return true;
	nl_close(&s->nl);
	return false;
}

static void dumped_link(const struct link *link, void *known)
{
	known_link(known, link->index, link);
}

static void dumped_addr(const struct addr *addr, unsigned int index, bool given,
			void *known)
{
	known_addr(known, index, addr);
}

/* Read all links and addresses, and print the differences to the known ones. */
static int read_all(struct known *known)
{
	int err = 0, tries = 0;
	struct nl nl;

	do {
		if (err)
			poll(NULL, 0, PAUSE);
		if (!nl_open(&nl, NETLINK_ROUTE))
			return cli_refused("netlink", "%s", strerror(errno));
		known_begin(known);
		err = link_dump(&nl, dumped_link, known) ?:
		      addr_dump(&nl, dumped_addr, known);
		nl_close(&nl);
		/* A running monitor retries until the dump succeeds. */
	} while (err == -EINTR && (known->cli || ++tries < TRIES));
	if (err)
		return cli_refused("links", "%s", nl_error(&nl, err));
	known_end(known);
	return CLI_DONE;
}

/*
 * Queued events are older than the dump that follows.  Close their socket instead of
 * reading them: a flooding sender could keep a reader busy forever.
 */
static int catch_up(struct source *s, struct known *known)
{
	struct source fresh = *s;

	event_lost(known->cli);
	if (!open_source(&fresh))
		return cli_refused("netlink", "%s", strerror(errno));
	nl_close(&s->nl);
	*s = fresh;
	return read_all(known);
}

static int take_events(struct source *s, struct known *known)
{
	ssize_t len = nl_receive(&s->nl);

	if (len >= 0)
		mnl_cb_run(s->nl.buf, len, 0, 0, s->event, known);
	else if (errno == ENOBUFS)
		return catch_up(s, known);
	else if (errno != EAGAIN && errno != EINTR)
		return cli_refused("netlink", "%s", strerror(errno));
	return CLI_DONE;
}

static int watch(struct known *known)
{
	struct pollfd polls[SOURCES];
	int status = CLI_DONE;
	size_t i;

	while (!status && !ferror(stdout)) {
		for (i = 0; i < SOURCES; i++)
			polls[i] = (struct pollfd){
				.fd = mnl_socket_get_fd(sources[i].nl.socket),
				.events = POLLIN,
			};
		if (poll(polls, SOURCES, -1) < 0 && errno != EINTR)
			return cli_refused("poll", "%s", strerror(errno));
		for (i = 0; i < SOURCES && !status; i++)
			if (polls[i].revents)
				status = take_events(&sources[i], known);
	}
	return status;
}

static int monitor_here(struct known *known, const struct cli *cli)
{
	size_t opened = 0;
	int status;

	while (opened < SOURCES && open_source(&sources[opened]))
		opened++;
	if (opened < SOURCES) {
		status = cli_refused("netlink", "%s", strerror(errno));
	} else {
		status = read_all(known);
		known->cli = cli;
		status = status ?: watch(known);
	}
	while (opened)
		nl_close(&sources[--opened].nl);
	return status;
}

int cli_monitor(const struct cli *cli, int argc, char **argv)
{
	struct known known = { .cli = NULL, .name = argc ? *argv : NULL };
	int status;

	if (argc > 1)
		return cli_usage(cli, argv + 1, "one device at most");
	setlinebuf(stdout);
	status = cli->all_netns ? monitor_all(&known, cli) :
				  monitor_here(&known, cli);
	known_free(&known);
	return status;
}
