/* SPDX-License-Identifier: GPL-2.0 */
/* The command gre2890: options and verbs */
#ifndef GRE2890_CLI_H
#define GRE2890_CLI_H

#include <stdbool.h>

#include "../keywords.h"
#include "error.h"

struct verb;

/**
 * struct cli - one call of the command
 * @argv: its words
 * @verb: one of them
 * @json: -j
 * @pretty: -p
 * @all: -a
 * @all_netns: -A
 * @words: -w
 * @help: -h
 * @version: -V
 * @openmetrics: --openmetrics
 * @dry_run: --dry-run
 * @prune: --prune
 * @keep_going: --keep-going
 * @wait: --wait
 * @watch: --watch
 * @delete_on_exit: --delete-on-exit
 * @timestamp: -t
 * @timeout: argument of --wait in seconds; 0: none
 * @only: the option in @argv that only some verbs take
 * @only_opt: that option
 * @netns: argument of -n
 * @partial: the command is still being typed; the verb may be missing
 * @unfinished: @partial, and the last word is an option without its argument
 */
struct cli {
	char **argv;
	const struct verb *verb;
	bool json;
	bool pretty;
	bool all;
	bool all_netns;
	bool words;
	bool help;
	bool version;
	bool openmetrics;
	bool dry_run;
	bool prune;
	bool keep_going;
	bool wait;
	bool watch;
	bool delete_on_exit;
	bool timestamp;
	unsigned int timeout;
	char **only;
	int only_opt;
	const char *netns;
	bool partial;
	bool unfinished;
};

/**
 * struct verb - a verb of the command
 * @name: as typed
 * @usage: its arguments
 * @help: what it does
 * @keywords: tables of the options that it takes; ends with NULL
 * @hidden: not for people to type
 * @run: does it; @argv are the words behind the verb; returns an exit status
 */
struct verb {
	const char *name;
	const char *usage;
	const char *help;
	const struct keyword *keywords[4];
	bool hidden;
	int (*run)(const struct cli *cli, int argc, char **argv);
};

int cli_show(const struct cli *cli, int argc, char **argv);
int cli_stats(const struct cli *cli, int argc, char **argv);
int cli_add(const struct cli *cli, int argc, char **argv);
int cli_set(const struct cli *cli, int argc, char **argv);
int cli_netns(const struct cli *cli, int argc, char **argv);
int cli_del(const struct cli *cli, int argc, char **argv);
int cli_apply(const struct cli *cli, int argc, char **argv);
int cli_monitor(const struct cli *cli, int argc, char **argv);
int cli_export(const struct cli *cli, int argc, char **argv);
int cli_help(const struct cli *cli, int argc, char **argv);
int cli_complete(const struct cli *cli, int argc, char **argv);

/* Settings of "netns" */
extern const struct keyword netns_keywords[];

/**
 * cli_parse() - take the options and the verb of a command
 * @cli: filled in; @argv is there
 * @argc: how many words @argv has
 *
 * Sets optind to the first word behind them.
 *
 * Return: an exit status.
 */
int cli_parse(struct cli *cli, int argc);

/**
 * cli_list_verbs() - go through all verbs
 * @visit: called for each
 * @ctx: passed to it
 */
void cli_list_verbs(void (*visit)(const char *name, void *ctx), void *ctx);

/**
 * cli_list_options() - go through all long options
 * @verb: without those that are for another verb; NULL: all
 * @visit: called for each
 * @ctx: passed to it
 */
void cli_list_options(const struct verb *verb,
		      void (*visit)(const char *name, void *ctx), void *ctx);

/**
 * options_take() - take options, from optind on
 * @cli: filled in
 * @argc: number of words
 * @argv: all words of the command
 *
 * Return: an exit status.
 */
int options_take(struct cli *cli, int argc, char **argv);

/**
 * options_check() - are the options for the verb?
 * @cli: the command
 *
 * Return: an exit status.
 */
int options_check(const struct cli *cli);

/**
 * options_help() - explain options
 * @v: those of this verb; NULL: all
 */
void options_help(const struct verb *v);

#endif /* GRE2890_CLI_H */
