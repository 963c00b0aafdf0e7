/* SPDX-License-Identifier: GPL-2.0 */
/* The arguments of "add" and "set", from words to attributes */
#ifndef GRE2890_ARGS_H
#define GRE2890_ARGS_H

#include <stdbool.h>

#include "attrs.h"

struct keyword;

/**
 * struct args - arguments of one command
 * @keywords: tables of the options to take; ends with NULL
 * @help: the command that explains them
 * @ifindex: index of a device of the underlay; 0: there is none
 * @waits: does the tunnel wait for a device of this name already?  NULL: no
 * @data: what goes into IFLA_INFO_DATA
 * @link: what goes beside it: IFLA_*; in 0, IFLA_UNSPEC, IFF_*
 * @family: AF_INET or AF_INET6, the underlay
 * @create: a new tunnel, not a change
 * @word: the option looked at, as typed
 * @number: what stands behind its argument, if the row says that something does
 * @at: index of the word looked at; after an error, the one it is about
 * @argv: the words
 * @error: what is wrong with it
 * @missing: it names a device that does not exist, which may change
 */
struct args {
	const struct keyword *const *keywords;
	const char *help;
	unsigned int (*ifindex)(const struct args *a, const char *name);
	bool (*waits)(const struct args *a, const struct keyword *w,
		      const char *name);
	struct attrs data;
	struct attrs link;
	int family;
	bool create;
	const char *word;
	const char *number;
	int at;
	char **argv;
	char error[160];
	bool missing;
};

/**
 * args_init() - begin a new tunnel
 * @a: arguments; @words, @help and @ifindex are the caller's to fill
 */
void args_init(struct args *a);

/**
 * args_change() - begin a change instead, from what the tunnel has
 * @a: arguments, initialised
 * @now: its attributes
 */
void args_change(struct args *a, const struct attrs *now);

/**
 * args_parse() - parse words
 * @a: arguments
 * @argc: how many
 * @argv: the words
 *
 * Return: false if one is wrong: @a->at is its index, @a->error says why.
 */
bool args_parse(struct args *a, int argc, char **argv);

/**
 * args_fail() - say what is wrong with the word looked at
 * @a: arguments
 * @fmt: as for printf
 *
 * Return: false, for the caller to return.
 */
bool args_fail(struct args *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * args_bits() - let the word looked at decide some bits of a number
 * @a: arguments
 * @w: its row
 * @b: which bits, and their value
 *
 * Return: false, with the error said, if an earlier word contradicts.
 */
bool args_bits(struct args *a, const struct keyword *w, const struct bits *b);

/**
 * args_bytes() - let the word looked at decide what is not a number
 * @a: arguments
 * @w: its row
 * @new: payload and length of the row's attribute
 *
 * Return: false, with the error said, if an earlier word contradicts.
 */
bool args_bytes(struct args *a, const struct keyword *w, const struct attr *new);

#endif /* GRE2890_ARGS_H */
