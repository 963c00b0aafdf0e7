// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "../escape.h"
#include "cli.h"
#include "link_keywords.h"
#include "netns.h"

static const struct verb verbs[] = {
	{ "show", "[DEV]", "print tunnels and their settings",
	  .run = cli_show },
	{ "stats", "[DEV]", "print counters; without DEV those of the network namespace too",
	  .run = cli_stats },
	{ "add", "DEV [OPTION]...", "make a tunnel",
	  .keywords = { tunnel_keywords, link_keywords, link_add_keywords },
	  .run = cli_add },
	{ "set", "DEV OPTION...", "change a tunnel; other options keep their values",
	  .keywords = { tunnel_keywords, link_keywords },
	  .run = cli_set },
	{ "del", "DEV... [netns NETNS]", "delete tunnels, also of another network namespace",
	  .run = cli_del },
	{ "apply", "FILE...", "create and change tunnels to match JSON files; '-' is stdin",
	  .keywords = { tunnel_keywords, link_keywords },
	  .run = cli_apply },
	{ "export", "", "print the tunnels as a file for apply",
	  .run = cli_export },
	{ "monitor", "[DEV]", "print changes of tunnels as they happen",
	  .run = cli_monitor },
	{ "netns", "SETTING VALUE...",
	  "change settings of the network namespace: reorder-memory, log-unknown, answer-rate, answer-rate-tunnel",
	  .keywords = { netns_keywords },
	  .run = cli_netns },
	{ "help", "[VERB]", "explain all verbs, or one and its options",
	  .run = cli_help },
	{ "complete", "WORD...", "print what the last word can be",
	  .hidden = true,
	  .run = cli_complete },
	{ NULL }
};

static const struct verb *find_verb(const char *name)
{
	const struct verb *v;

	for (v = verbs; v->name; v++)
		if (!strcmp(name, v->name))
			return v;
	return NULL;
}

void cli_list_verbs(void (*visit)(const char *name, void *ctx), void *ctx)
{
	const struct verb *v;

	for (v = verbs; v->name; v++)
		if (!v->hidden)
			visit(v->name, ctx);
}

static void list_word(const char *name, void *f)
{
	put_line(f, "%s", name);
}

static void list_words(void)
{
	cli_list_verbs(list_word, stdout);
	cli_list_options(NULL, list_word, stdout);
}

static void help_verbs(void)
{
	const struct verb *v;

	put_verbatim(stdout, "Usage: gre2890 [OPTION]... VERB [ARGUMENT]...\n\nVerbs:\n");
	for (v = verbs; v->name; v++)
		if (!v->hidden)
			put_line(stdout, "  %-7s %-20s %s", v->name, v->usage,
				 v->help);
	options_help(NULL);
}

static void help_verb(const struct verb *v)
{
	const struct keyword *const *table;

	put_line(stdout, "Usage: gre2890 [OPTION]... %s %s", v->name, v->usage);
	put_line(stdout, "  %s", v->help);
	options_help(v);
	for (table = v->keywords; *table; table++) {
		fputs("\n", stdout);
		keywords_help(*table, stdout);
	}
}

/* One verb, or NULL: all */
static int help(const struct cli *cli, const struct verb *v)
{
	const struct keyword *const *table;

	if (v && cli->words)
		for (table = v->keywords; *table; table++)
			keywords_list(*table, stdout);
	else if (v)
		help_verb(v);
	else if (cli->words)
		list_words();
	else
		help_verbs();
	return CLI_DONE;
}

int cli_help(const struct cli *cli, int argc, char **argv)
{
	const struct verb *v = argc ? find_verb(*argv) : NULL;

	if (argc && !v)
		return cli_usage(cli, argv, "unknown verb, see 'gre2890 help'");
	if (argc > 1)
		return cli_usage(cli, argv + 1, "one verb at most");
	return help(cli, v);
}

static int take_verb(struct cli *cli, char **argv)
{
	if (cli->version || (cli->help && !argv[optind]))
		return CLI_DONE;
	if (!argv[optind] && cli->partial)
		return CLI_DONE;
	if (!argv[optind])
		return cli_usage(cli, argv + optind, "a verb is missing, see 'gre2890 help'");
	cli->verb = find_verb(argv[optind]);
	if (!cli->verb)
		return cli_usage(cli, argv + optind, "unknown verb, see 'gre2890 help'");
	optind++;
	return CLI_DONE;
}

int cli_parse(struct cli *cli, int argc)
{
	optind = 1;
	return options_take(cli, argc, cli->argv) ?:
	       take_verb(cli, cli->argv) ?:
	       options_take(cli, argc, cli->argv) ?: options_check(cli);
}

static int run(const struct cli *cli, int argc, char **argv)
{
	if (cli->version) {
		put_line(stdout, "gre2890 " GRE2890_VERSION);
		return CLI_DONE;
	}
	if (cli->help)
		return help(cli, cli->verb);
	if (cli->netns && !netns_enter(cli->netns))
		return cli_refused(cli->netns, "%s", netns_error(errno));
	return cli->verb->run(cli, argc, argv);
}

int main(int argc, char **argv)
{
	struct cli cli = { .argv = argv };
	int status;

	status = cli_parse(&cli, argc) ?:
		 run(&cli, argc - optind, argv + optind);
	if (fflush(stdout) || ferror(stdout))
		return cli_refused("stdout", "%s", strerror(errno));
	return status;
}
