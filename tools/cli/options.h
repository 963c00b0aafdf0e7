/* SPDX-License-Identifier: GPL-2.0 */
/* Options of the command, before the verb or right behind it */
#ifndef GRE2890_OPTIONS_H
#define GRE2890_OPTIONS_H

struct cli;
struct verb;

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

#endif /* GRE2890_OPTIONS_H */
