// SPDX-License-Identifier: GPL-2.0
/*
 * The verb "complete", for the shell's completion.  Its arguments are the words of an
 * unfinished command.  It prints the candidates for the last word, each ended by NUL,
 * as names may hold any other octet.
 */
#include <getopt.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../escape.h"
#include "cli.h"
#include "link.h"
#include "netns.h"
#include "nl.h"

/**
 * struct completion - a command that is being typed
 * @cli: the options and the verb before the last word
 * @argv: the words behind them
 * @argc: how many there are before the last
 * @word: what is typed of the last
 * @before: what stands before each candidate, as "--netns="
 */
struct completion {
	struct cli cli;
	char **argv;
	int argc;
	const char *word;
	const char *before;
};

static void offer(const char *candidate, void *ctx)
{
	const struct completion *c = ctx;
	char *whole;

	if (asprintf(&whole, "%s%s", c->before, candidate) < 0)
		abort();
	if (!strncmp(whole, c->word, strlen(c->word)))
		put_string(stdout, whole);
	free(whole);
}

static void offer_link(const struct link *link, void *ctx)
{
	offer(link->name, ctx);
}

/* The devices of a namespace, by its name, or of the current one */
static void devices(struct completion *c, const char *netns)
{
	int fd = netns ? netns_open(netns) : -1;
	struct nl nl;

	if ((netns && fd < 0) || !netns_socket(&nl, fd))
		return;
	link_dump_all(&nl, offer_link, c);
	nl_close(&nl);
	if (fd >= 0)
		close(fd);
}

/* The command takes a name that begins with '-' for an option, unless behind "--" */
static void offer_tunnel(const struct link *link, void *ctx)
{
	const struct completion *c = ctx;

	if (*link->name != '-' || c->argc || !strcmp(c->argv[-1], "--"))
		offer(link->name, ctx);
}

static void tunnels(struct completion *c)
{
	struct nl nl;

	if (!netns_socket(&nl, -1))
		return;
	link_dump(&nl, offer_tunnel, c);
	nl_close(&nl);
}

static void verbs(struct completion *c)
{
	cli_list_verbs(offer, c);
}

/* Escape the typed part, which is no pattern. */
static char *pattern(const char *word)
{
	char *text = malloc(2 * strlen(word) + sizeof("*")), *to = text;

	if (!text)
		abort();
	for (; *word; word++) {
		if (strchr("*?[\\", *word))
			*to++ = '\\';
		*to++ = *word;
	}
	*to++ = '*';
	*to = '\0';
	return text;
}

static void files(struct completion *c)
{
	char *text = pattern(c->word);
	glob_t found = { .gl_pathc = 0 };
	size_t i;

	if (!glob(text, GLOB_MARK, NULL, &found))
		for (i = 0; i < found.gl_pathc; i++)
			offer(found.gl_pathv[i], c);
	globfree(&found);
	free(text);
}

static const struct keyword *find(const struct completion *c, const char *name,
				  bool *on)
{
	const struct keyword *const *table;
	const struct keyword *w;

	for (table = c->cli.verb->keywords; *table; table++) {
		w = keyword_find(*table, name, on);
		if (w)
			return w;
	}
	return NULL;
}

/* An option's argument in the words before the last one */
static const char *value_of(const struct completion *c, const char *option)
{
	int i;

	for (i = c->argc - 2; i > 0; i--)
		if (!strcmp(c->argv[i], option))
			return c->argv[i + 1];
	return NULL;
}

/* A carrier is in the underlay's namespace, a master in the device's. */
static void offer_value(const char *value, void *ctx)
{
	struct completion *c = ctx;
	bool is_master = !strcmp(c->argv[c->argc - 1], "master");

	if (!strcmp(value, "DEV"))
		devices(c, value_of(c, is_master ? "netns" : "link-netns"));
	else if (!strcmp(value, "NETNS"))
		netns_list(offer, c);
	else if (*value < 'A' || *value > 'Z')
		offer(value, c);
}

/* Return: whether the word behind word @i is the unit of its number */
static bool is_unit(struct completion *c, int i, const struct keyword *w)
{
	bool last = i + 1 == c->argc;

	if (last && keyword_unit_follows(w, c->argv[i], w->unit))
		offer(w->unit, c);
	return !last && keyword_unit_follows(w, c->argv[i], c->argv[i + 1]);
}

/* Goes through the options as args_parse() does, up to the last word */
static void options(struct completion *c, int i)
{
	const struct keyword *const *table;
	const struct keyword *w;
	bool on;

	for (; i < c->argc; i++) {
		w = find(c, c->argv[i], &on);
		if (!w)
			return;
		if (!w->value || !on)
			continue;
		if (++i == c->argc) {
			keyword_values(w, offer_value, c);
			return;
		}
		if (keyword_number_follows(w, c->argv[i]) && ++i == c->argc)
			return;
		i += is_unit(c, i, w);
	}
	for (table = c->cli.verb->keywords; *table; table++)
		keywords_walk(*table, offer, c);
}

static void settings(struct completion *c)
{
	options(c, 0);
}

static void options_of_device(struct completion *c)
{
	options(c, 1);
}

/* Arguments of the verbs: the first, and those behind it */
static const struct {
	int (*run)(const struct cli *cli, int argc, char **argv);
	void (*first)(struct completion *c);
	void (*more)(struct completion *c);
} arguments[] = {
	{ cli_show, tunnels },
	{ cli_stats, tunnels },
	{ cli_monitor, tunnels },
	{ cli_add, NULL, options_of_device },
	{ cli_set, tunnels, options_of_device },
	{ cli_del, tunnels, tunnels },
	{ cli_apply, files, files },
	{ cli_netns, settings, settings },
	{ cli_help, verbs },
};

static void complete_argument(struct completion *c)
{
	size_t i;

	for (i = 0; i < sizeof(arguments) / sizeof(*arguments); i++) {
		if (arguments[i].run != c->cli.verb->run)
			continue;
		if (c->argc && arguments[i].more)
			arguments[i].more(c);
		else if (!c->argc && arguments[i].first)
			arguments[i].first(c);
	}
}

static void complete(struct completion *c)
{
	static const char netns[] = "--netns=";

	if (c->cli.unfinished) {
		netns_list(offer, c);
		return;
	}
	if (c->cli.verb)
		complete_argument(c);
	else
		verbs(c);
	if (c->argc || !strcmp(c->argv[-1], "--") ||
	    (c->cli.verb && *c->word != '-'))
		return;
	cli_list_options(c->cli.verb, offer, c);
	if (!strncmp(c->word, netns, strlen(netns))) {
		c->before = netns;
		netns_list(offer, c);
	}
}

int cli_complete(const struct cli *cli, int argc, char **argv)
{
	struct completion c = { .cli.partial = true, .before = "" };
	int status;

	if (!argc)
		return cli_usage(cli, argv, "what to complete is missing");
	/* The words with the command's name before them, without the last */
	c.cli.argv = calloc(argc + 1, sizeof(*c.cli.argv));
	if (!c.cli.argv)
		abort();
	c.cli.argv[0] = cli->argv[0];
	memcpy(c.cli.argv + 1, argv, (argc - 1) * sizeof(*argv));
	c.word = argv[argc - 1];
	status = cli_parse(&c.cli, argc);
	c.argv = c.cli.argv + optind;
	c.argc = argc - optind;
	if (!status && c.cli.netns && !netns_enter(c.cli.netns))
		status = CLI_REFUSED;
	if (!status)
		complete(&c);
	free(c.cli.argv);
	return status;
}
