// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <linux/gre2890.h>

#include "cli.h"
#include "genl.h"

static const char octets_wanted[] =
	"'reorder-memory' takes octets, up to %u, or with suffix K, M or G";
static const char settings_wanted[] =
	"the settings are reorder-memory, log-unknown, answer-rate and answer-rate-tunnel";

/* A number, with suffix K, M or G it for 1024 octets and so on */
static bool to_octets(const char *text, __u32 *octets)
{
	static const char suffixes[] = "KMG";
	unsigned long long value;
	const char *suffix;
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	value = strtoull(text, &end, 10);
	if (value > UINT32_MAX)
		return false;
	suffix = *end ? strchr(suffixes, *end) : NULL;
	if (suffix) {
		value <<= 10 * (suffix - suffixes + 1);
		end++;
	}
	*octets = value;
	return !*end && value <= UINT32_MAX;
}

static bool to_rate(const char *text, __u32 *rate)
{
	unsigned long long value;
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	value = strtoull(text, &end, 10);
	*rate = value;
	return !*end && value <= UINT32_MAX;
}

static int put_rate(const struct cli *cli, char **argv, struct nlmsghdr *nlh)
{
	__u32 rate;

	if (!to_rate(argv[1], &rate))
		return cli_usage(cli, argv + 1,
				 "'%s' takes a number of answers per second, up to %u",
				 argv[0], UINT32_MAX);
	mnl_attr_put_u32(nlh, strcmp(argv[0], "answer-rate") ?
			 GRE2890_A_NETNS_ANSWER_RATE_TUNNEL :
			 GRE2890_A_NETNS_ANSWER_RATE, rate);
	return CLI_DONE;
}

static int put_memory(const struct cli *cli, char **argv, struct nlmsghdr *nlh)
{
	__u32 octets;

	if (!to_octets(argv[1], &octets))
		return cli_usage(cli, argv + 1, octets_wanted, UINT32_MAX);
	mnl_attr_put_u32(nlh, GRE2890_A_NETNS_REORDER_MEMORY, octets);
	return CLI_DONE;
}

static int put_log(const struct cli *cli, char **argv, struct nlmsghdr *nlh)
{
	if (strcmp(argv[1], "on") && strcmp(argv[1], "off"))
		return cli_usage(cli, argv + 1, "'log-unknown' takes on or off");
	mnl_attr_put_u8(nlh, GRE2890_A_NETNS_LOG_UNKNOWN, !strcmp(argv[1], "on"));
	return CLI_DONE;
}

/* One setting: its word and its argument become an attribute */
static int put(const struct cli *cli, char **argv, struct nlmsghdr *nlh)
{
	if (!strcmp(argv[0], "reorder-memory"))
		return put_memory(cli, argv, nlh);
	if (!strcmp(argv[0], "log-unknown"))
		return put_log(cli, argv, nlh);
	return put_rate(cli, argv, nlh);
}

const struct keyword netns_keywords[] = {
	{ "reorder-memory", "OCTETS",
	  "memory for packets that wait to be put in order" },
	{ "log-unknown", "on|off", "log packets that belong to no tunnel" },
	{ "answer-rate", "N",
	  "keepalives and echo replies to answer per second, all tunnels together" },
	{ "answer-rate-tunnel", "N", "the same for each tunnel" },
	{ NULL }
};

static bool is_setting(const char *word)
{
	bool on;

	return keyword_find(netns_keywords, word, &on);
}

static bool is_repeated(int i, char **argv)
{
	int j;

	for (j = 0; j < i; j += 2)
		if (!strcmp(argv[i], argv[j]))
			return true;
	return false;
}

static int put_all(const struct cli *cli, int argc, char **argv,
		   struct nlmsghdr *nlh)
{
	int i, status = CLI_DONE;

	if (!argc)
		return cli_usage(cli, argv, "the settings to change are missing");
	for (i = 0; i < argc && !status; i += 2) {
		if (!is_setting(argv[i]))
			return cli_usage(cli, argv + i, settings_wanted);
		if (is_repeated(i, argv))
			return cli_usage(cli, argv + i, "is there twice");
		if (i + 1 == argc)
			return cli_usage(cli, argv + i + 1, "needs an argument");
		status = put(cli, argv + i, nlh);
	}
	return status;
}

int cli_netns(const struct cli *cli, int argc, char **argv)
{
	char buf[NL_REQUEST_SIZE], words[NL_REQUEST_SIZE];
	struct nlmsghdr *nlh;
	struct genl g = { };
	int status, err;

	/* Report wrong words even without the module. */
	status = put_all(cli, argc, argv, genl_request(&g, words, 0)) ?:
		 genl_open(&g, "netns");
	if (status)
		return status;
	nlh = genl_request(&g, buf, GRE2890_CMD_NETNS_SET);
	put_all(cli, argc, argv, nlh);
	err = nl_talk(&g.nl, nlh, NULL, NULL);
	genl_close(&g);
	if (err)
		return cli_refused("netns", "%s", nl_error(&g.nl, err));
	return CLI_DONE;
}
