// SPDX-License-Identifier: GPL-2.0
/* The verbs that change something: add, set, del */
#include <errno.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "../args.h"
#include "cli.h"
#include "genl.h"
#include "link.h"
#include "link_keywords.h"
#include "netns.h"
#include "nl.h"
#include "tunnel.h"

/* Attempts to read a list that changes during the dump */
#define TRIES	20

static int refused(const char *name, const struct nl *nl, int err)
{
	return cli_refused(name, "%s", nl_error(nl, err));
}

static int add_refused(const struct args *a, const char *name,
		       const struct nl *nl, int err)
{
	const char *reason = nl_error(nl, err);
	char text[LINK_TAKEN_SIZE];
	int netns = link_keywords_netns(&a->link, IFLA_NET_NS_FD);

	if (err == -EOPNOTSUPP && !genl_loaded())
		reason = genl_not_loaded;
	/* The kernel explains a duplicate identity, but not a duplicate name. */
	if (err == -EEXIST && !*nl->message)
		reason = link_taken(netns, name, text) ?: reason;
	return cli_refused(name, "%s", reason);
}

/* The device that carries a tunnel is in the underlay's namespace */
static unsigned int ifindex(const struct args *a, const char *name)
{
	int netns = link_keywords_netns(&a->link, IFLA_LINK_NETNSID);
	unsigned int index;
	struct nl nl;

	if (!netns_socket(&nl, netns))
		return 0;
	index = link_index(&nl, name);
	nl_close(&nl);
	return index;
}

/* A new tunnel has a name, a change has an index. */
static int request(struct nl *nl, const struct args *a, const char *name,
		   unsigned int index)
{
	struct link_request request = {
		.name = a->create ? name : NULL,
		.index = index,
		.data = &a->data,
		.link = &a->link,
	};
	char buf[NL_REQUEST_SIZE];

	return nl_talk(nl, link_request(buf, &request), NULL, NULL);
}

/*
 * The kernel takes the namespace's id instead of a file descriptor: the id by which
 * the device's namespace knows it.
 */
static int number_link_netns(struct args *a)
{
	int fd = link_keywords_netns(&a->link, IFLA_LINK_NETNSID);
	struct nl nl;
	int id;

	if (fd < 0)
		return 0;
	if (!netns_socket(&nl, link_keywords_netns(&a->link, IFLA_NET_NS_FD)))
		return -errno;
	id = netns_id(&nl, fd);
	nl_close(&nl);
	attrs_load(&a->link, IFLA_LINK_NETNSID, &id, sizeof(id));
	return id < 0 ? id : 0;
}

static int usage(const struct cli *cli, const struct args *a)
{
	return cli_usage(cli, a->argv + a->at, "%s", a->error);
}

int cli_add(const struct cli *cli, int argc, char **argv)
{
	struct args a = {
		.keywords = cli->verb->keywords,
		.help = "gre2890 help add",
		.ifindex = ifindex,
	};
	struct nl nl;
	int err;

	if (!argc)
		return cli_usage(cli, argv, "the new device's name is missing");
	if (!**argv || strlen(*argv) >= IF_NAMESIZE)
		return cli_usage(cli, argv, "a device's name has 1 to %d characters",
				 IF_NAMESIZE - 1);
	if (strpbrk(*argv, "/: \t\n"))
		return cli_usage(cli, argv, "a device's name has no '/', ':' or blanks");
	args_init(&a);
	if (!args_parse(&a, argc - 1, argv + 1))
		return usage(cli, &a);
	if (!nl_open(&nl, NETLINK_ROUTE))
		return cli_refused("netlink", "%s", strerror(errno));
	err = number_link_netns(&a) ?: request(&nl, &a, *argv, 0);
	nl_close(&nl);
	return err ? add_refused(&a, *argv, &nl, err) : CLI_DONE;
}

static int change(const struct cli *cli, struct nl *nl, struct args *a,
		  int argc, char **argv)
{
	struct link link;
	int err = link_get(nl, *argv, &link);

	if (err)
		return refused(*argv, nl, err);
	args_change(a, &link.data);
	if (!args_parse(a, argc - 1, argv + 1))
		return usage(cli, a);
	err = request(nl, a, *argv, link.index);
	return err ? refused(*argv, nl, err) : CLI_DONE;
}

int cli_set(const struct cli *cli, int argc, char **argv)
{
	struct args a = {
		.keywords = cli->verb->keywords,
		.help = "gre2890 help set",
		.ifindex = ifindex,
	};
	struct args check = a;
	struct nl nl;
	int status;

	if (!argc)
		return cli_usage(cli, argv, "the device's name is missing");
	if (argc == 1)
		return cli_usage(cli, argv + 1, "the options to set are missing");
	/* Report wrong options even if there is no such tunnel. */
	args_init(&check);
	if (!args_parse(&check, argc - 1, argv + 1))
		return usage(cli, &check);
	if (!nl_open(&nl, NETLINK_ROUTE))
		return cli_refused("netlink", "%s", strerror(errno));
	status = change(cli, &nl, &a, argc, argv);
	nl_close(&nl);
	return status;
}

static int delete(struct nl *nl, const char *name)
{
	char buf[NL_REQUEST_SIZE];
	struct link link;
	int err = link_get(nl, name, &link);

	if (err)
		return err;
	return nl_talk(nl, link_delete_request(buf, link.index), NULL, NULL);
}

/* Delete by the tunnel's id: its owner may move the device at the same time. */
static int delete_of(unsigned int inode, const char *name)
{
	int err, tries = TRIES;
	struct genl g;
	__u32 id;

	do {
		if (genl_open(&g, name))
			return CLI_REFUSED;
		err = tunnel_find(&g, inode, name, &id) ?:
		      tunnel_delete(&g, &id, 1);
		genl_close(&g);
	} while (err == -EINTR && --tries);
	return err ? refused(name, &g.nl, err) : CLI_DONE;
}

/* @argv: devices, "netns" and their namespace */
static int delete_there(const struct cli *cli, int argc, char **argv)
{
	unsigned int inode = netns_inode(argv[argc - 1]);
	int i, status = CLI_DONE;

	if (!inode)
		return cli_usage(cli, argv + argc - 1, "%s",
				 netns_error(errno));
	for (i = 0; i < argc - 2; i++)
		if (delete_of(inode, argv[i]))
			status = CLI_REFUSED;
	return status;
}

int cli_del(const struct cli *cli, int argc, char **argv)
{
	int i, err, status = CLI_DONE;
	struct nl nl;

	if (!argc)
		return cli_usage(cli, argv, "the device's name is missing");
	for (i = 1; i < argc && strcmp(argv[i], "netns"); i++)
		;
	if (i + 1 == argc)
		return cli_usage(cli, argv + argc, "'netns' needs an argument");
	if (i + 2 < argc)
		return cli_usage(cli, argv + i + 2,
				 "the namespace of 'netns' comes last");
	if (i < argc)
		return delete_there(cli, argc, argv);
	if (!nl_open(&nl, NETLINK_ROUTE))
		return cli_refused("netlink", "%s", strerror(errno));
	for (; argc; argc--, argv++) {
		err = delete(&nl, *argv);
		if (err)
			status = refused(*argv, &nl, err);
	}
	nl_close(&nl);
	return status;
}
