/* SPDX-License-Identifier: GPL-2.0 */
/* Tunnels for the tests, made from words */
#ifndef GRE2890_TEST_TUNNEL_H
#define GRE2890_TEST_TUNNEL_H

#include "../args.h"

/**
 * tunnel_words() - cut a line into words
 * @line: the line, which is cut
 * @argv: room for 32 words
 *
 * Return: how many they are.
 */
int tunnel_words(char *line, char **argv);

/**
 * tunnel_parse() - parse options as "add" or, from @now, as "set" does
 * @a: filled in
 * @now: what the tunnel has; NULL: there is none
 * @argc: how many words
 * @argv: the words
 *
 * Devices are called if1, if2 and so on.
 *
 * Return: false as args_parse().
 */
bool tunnel_parse(struct args *a, const struct attrs *now, int argc,
		  char **argv);

/**
 * tunnel_fill() - complete a new tunnel as the kernel reports it
 * @a: what its words have set
 */
void tunnel_fill(struct args *a);

#endif /* GRE2890_TEST_TUNNEL_H */
