// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../escape.h"
#include "cli.h"

/* Seconds of --wait: a day */
#define TIMEOUT_MAX	86400

static const struct option options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "pretty", no_argument, NULL, 'p' },
	{ "all", no_argument, NULL, 'a' },
	{ "all-netns", no_argument, NULL, 'A' },
	{ "netns", required_argument, NULL, 'n' },
	{ "openmetrics", no_argument, NULL, 'o' },
	{ "dry-run", no_argument, NULL, 'd' },
	{ "prune", no_argument, NULL, 'P' },
	{ "keep-going", no_argument, NULL, 'k' },
	{ "wait", optional_argument, NULL, 'W' },
	{ "watch", no_argument, NULL, 'f' },
	{ "delete-on-exit", no_argument, NULL, 'D' },
	{ "timestamp", no_argument, NULL, 't' },
	{ "words", no_argument, NULL, 'w' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ NULL }
};

/* Help on the options, and the verbs that take them; NULL: all */
static const struct {
	const char *usage;
	const char *verbs;
	const char *help;
} usages[] = {
	{ "-j, --json", "show, stats, monitor", "JSON" },
	{ "-p, --pretty", "show, stats, monitor, export", "JSON on several lines" },
	{ "-a, --all", "stats", "counters that are 0 too" },
	{ "-A, --all-netns", "show, stats, monitor", "tunnels of all network namespaces" },
	{ "-n, --netns NETNS", NULL, "work in this network namespace" },
	{ "    --openmetrics", "stats", "text for Prometheus" },
	{ "    --dry-run", "apply", "print the changes, and make none" },
	{ "    --prune", "apply", "delete tunnels that no file names" },
	{ "    --keep-going", "apply", "skip wrong and refused tunnels, and do the rest" },
	{ "    --wait[=SECONDS]", "apply", "wait for devices and namespaces that are missing" },
	{ "    --watch", "apply", "keep running, and apply again when one appears" },
	{ "    --delete-on-exit", "apply", "with --watch: delete its tunnels at the end" },
	{ "-t, --timestamp", "monitor", "begin each event with its time" },
	{ "-w, --words", "help", "only keywords, one per line" },
	{ "-h, --help", NULL, "the same as help" },
	{ "-V, --version", NULL, "print the version" },
	{ NULL }
};

/* Some options are for some verbs only. */
static bool takes(const char *verb, int opt)
{
	switch (opt) {
	case 'A':
		return !strcmp(verb, "show") || !strcmp(verb, "stats") ||
		       !strcmp(verb, "monitor");
	case 't':
		return !strcmp(verb, "monitor");
	case 'o':
		return !strcmp(verb, "stats");
	case 'd':
	case 'P':
	case 'k':
	case 'W':
	case 'f':
	case 'D':
		return !strcmp(verb, "apply");
	}
	return true;
}

void cli_list_options(const struct verb *verb,
		      void (*visit)(const char *name, void *ctx), void *ctx)
{
	const struct option *o;
	char name[32];

	for (o = options; o->name; o++) {
		if (verb && !takes(verb->name, o->val))
			continue;
		snprintf(name, sizeof(name), "--%s", o->name);
		visit(name, ctx);
	}
}

static bool is_for(const char *list, const char *verb)
{
	size_t len = strlen(verb);

	for (; list; list = strchr(list, ' ')) {
		list += strspn(list, " ");
		if (!strncmp(list, verb, len) && strchr(",", list[len]))
			return true;
	}
	return false;
}

void options_help(const struct verb *v)
{
	const char *before = "\nOptions:\n";
	size_t i;

	for (i = 0; usages[i].usage; i++) {
		const char *list = usages[i].verbs;

		if (v && !is_for(list, v->name))
			continue;
		put_verbatim(stdout, before);
		put_line(stdout, "  %-18s %s%s%s", usages[i].usage,
			 v ? "" : list ?: "", v || !list ? "" : ": ",
			 usages[i].help);
		before = "";
	}
}

/* Refuse options that the verb ignores, such as --dry-run. */
int options_check(const struct cli *cli)
{
	if (cli->only && cli->verb && !takes(cli->verb->name, cli->only_opt))
		return cli_usage(cli, cli->only, "not for '%s'", cli->verb->name);
	return CLI_DONE;
}

/* Return: false if it is no option that only sets a flag */
static bool set_flag(struct cli *cli, int opt)
{
	bool *flags[] = {
		['j'] = &cli->json,
		['p'] = &cli->pretty,
		['a'] = &cli->all,
		['A'] = &cli->all_netns,
		['o'] = &cli->openmetrics,
		['d'] = &cli->dry_run,
		['P'] = &cli->prune,
		['k'] = &cli->keep_going,
		['f'] = &cli->watch,
		['D'] = &cli->delete_on_exit,
		['t'] = &cli->timestamp,
		['w'] = &cli->words,
		['h'] = &cli->help,
		['V'] = &cli->version,
	};

	if (opt >= (int)(sizeof(flags) / sizeof(*flags)) || !flags[opt])
		return false;
	*flags[opt] = true;
	return true;
}

static bool set_timeout(struct cli *cli, const char *value)
{
	char *end;

	cli->wait = true;
	if (!value)
		return true;
	errno = 0;
	cli->timeout = strtoul(value, &end, 10);
	return isdigit((unsigned char)*value) && !*end && !errno &&
	       cli->timeout && cli->timeout <= TIMEOUT_MAX;
}

static int take_option(struct cli *cli, int opt, char **word)
{
	switch (opt) {
	case 'n':
		cli->netns = optarg;
		break;
	case 'W':
		if (!set_timeout(cli, optarg))
			return cli_usage(cli, word, "--wait takes a number of seconds from 1 to %d",
					 TIMEOUT_MAX);
		break;
	case ':':
		cli->unfinished = cli->partial;
		return cli->partial ? CLI_DONE :
		       cli_usage(cli, word, "needs an argument");
	default:
		if (!set_flag(cli, opt))
			return cli_usage(cli, word, "unknown option, see 'gre2890 help'");
	}
	return CLI_DONE;
}

int options_take(struct cli *cli, int argc, char **argv)
{
	int opt, status = CLI_DONE, at = optind;

	while (!status && (opt = getopt_long(argc, argv, "+:jpaAn:twhV", options,
					     NULL)) != -1) {
		status = take_option(cli, opt, argv + at);
		if (opt == ':')
			break;
		if (!takes("", opt)) {
			cli->only = argv + at;
			cli->only_opt = opt;
		}
		at = optind;
	}
	return status;
}
