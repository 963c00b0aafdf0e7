// SPDX-License-Identifier: GPL-2.0
/* The verb "monitor" */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/genetlink.h>
#include <linux/gre2890.h>
#include <linux/rtnetlink.h>

#include "addr.h"
#include "cli.h"
#include "event.h"
#include "genl.h"
#include "known.h"
#include "link.h"
#include "nl.h"

/* Times that lists which change while they are read are read again, to begin with */
#define TRIES	20
/* Milliseconds between the tries */
#define PAUSE	100
/* Octets of events that may wait; the kernel takes what its limit allows */
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

/* What bridges and IPv6 tell by the same types has no kind, so is not ours */
static void on_link(const struct nlmsghdr *nlh, struct known *known)
{
	struct link link;

	link_load(&link, nlh);
	if (!link.ours)
		return;
	if (nlh->nlmsg_type == RTM_NEWLINK)
		known_link(known, &link);
	else
		known_link_gone(known, link.index);
}

static void on_addr(const struct nlmsghdr *nlh, struct known *known)
{
	struct addr addr;
	unsigned int index = 0;

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

/* Where the module is not loaded, there is nothing to tell. */
static bool join_generic(struct nl *nl)
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
		resync->index = mnl_attr_get_u32(attr);
		break;
	case GRE2890_A_IFNAME:
		resync->name = mnl_attr_get_str(attr);
		break;
	case GRE2890_A_RESYNC_LAST:
		resync->last = mnl_attr_get_u32(attr);
		break;
	case GRE2890_A_RESYNC_NUMBER:
		resync->number = mnl_attr_get_u32(attr);
		break;
	case GRE2890_A_RESYNC_COUNT:
		resync->count = mnl_attr_get_u64(attr);
		break;
	}
	return MNL_CB_OK;
}

static int on_generic(const struct nlmsghdr *nlh, void *ctx)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	const struct known *known = ctx;
	struct resync resync = { .name = "" };

	if (genl->cmd == GRE2890_CMD_RESYNC_NTF) {
		genl_parse(nlh, take_resync, &resync);
		event_resync(known->cli, &resync);
	}
	return MNL_CB_OK;
}

static struct source sources[] = {
	{ NETLINK_ROUTE, join_route, on_route },
	{ NETLINK_GENERIC, join_generic, on_generic },
};

#define SOURCES	(sizeof(sources) / sizeof(*sources))

static bool open_source(struct source *s, struct pollfd *poll)
{
	int fd, size = BUFFER;

	if (!nl_open(&s->nl, s->bus))
		return false;
	fd = mnl_socket_get_fd(s->nl.socket);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	*poll = (struct pollfd){ .fd = fd, .events = POLLIN };
	return !fcntl(fd, F_SETFL, O_NONBLOCK) && s->join(&s->nl);
}

static void dumped_link(const struct link *link, void *known)
{
	known_link(known, link);
}

static void dumped_addr(const struct addr *addr, unsigned int index, bool given,
			void *known)
{
	known_addr(known, index, addr);
}

/* Reads what there is, and tells what is not as it was known */
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
		/* Who listens already waits until it is quiet. */
	} while (err == -EINTR && (known->cli || ++tries < TRIES));
	if (err)
		return cli_refused("links", "%s", nl_error(&nl, err));
	known_end(known);
	return CLI_DONE;
}

/* Events older than what is read next would tell of what has passed */
static void discard(struct source *s, char *buf, size_t size)
{
	while (mnl_socket_recvfrom(s->nl.socket, buf, size) >= 0 ||
	       errno == ENOBUFS)
		;
}

static int take_events(struct source *s, struct known *known)
{
	char buf[NL_ANSWER_SIZE];
	ssize_t len = mnl_socket_recvfrom(s->nl.socket, buf, sizeof(buf));

	if (len >= 0) {
		mnl_cb_run(buf, len, 0, 0, s->event, known);
		return CLI_DONE;
	}
	if (errno == EAGAIN || errno == EINTR)
		return CLI_DONE;
	if (errno != ENOBUFS)
		return cli_refused("netlink", "%s", strerror(errno));
	event_lost(known->cli);
	discard(s, buf, sizeof(buf));
	return read_all(known);
}

static int watch(struct pollfd *polls, struct known *known)
{
	int status = CLI_DONE;
	size_t i;

	while (!status && !ferror(stdout)) {
		if (poll(polls, SOURCES, -1) < 0 && errno != EINTR)
			return cli_refused("poll", "%s", strerror(errno));
		for (i = 0; i < SOURCES && !status; i++)
			if (polls[i].revents)
				status = take_events(&sources[i], known);
	}
	return status;
}

int cli_monitor(const struct cli *cli, int argc, char **argv)
{
	struct known known = { .cli = NULL };
	struct pollfd polls[SOURCES];
	int status;
	size_t i;

	if (argc)
		return cli_usage(cli, argv, "monitor takes no argument");
	setlinebuf(stdout);
	for (i = 0; i < SOURCES; i++)
		if (!open_source(&sources[i], &polls[i]))
			return cli_refused("netlink", "%s", strerror(errno));
	status = read_all(&known);
	known.cli = cli;
	return status ?: watch(polls, &known);
}
