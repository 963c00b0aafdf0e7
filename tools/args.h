/* SPDX-License-Identifier: GPL-2.0 */
/* Parse the arguments of "add" and "set" into attributes */
#ifndef GRE2890_ARGS_H
#define GRE2890_ARGS_H

#include <stdbool.h>

#include "attrs.h"

struct keyword;

/**
 * struct args - arguments of one command
 * @keywords: tables of the options to take; ends with NULL
 * @help: the command that explains them
 * @ifindex: returns the index of a device of the underlay, or 0
 * @waits: does the tunnel already wait for a device of this name?  NULL: no
 * @data: attributes for IFLA_INFO_DATA
 * @link: attributes beside it: IFLA_*; IFF_* in IFLA_UNSPEC
 * @family: AF_INET or AF_INET6, the underlay
 * @create: a new tunnel, not a change
 * @word: the current option, as typed
 * @number: the number after its argument, or NULL
 * @unit: its unit is after its argument
 * @at: index of the current word; after an error, of the wrong word
 * @argv: the words
 * @error: what is wrong with it
 * @missing: the error is a device that does not exist yet
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
	bool unit;
	int at;
	char **argv;
	char error[160];
	bool missing;
};

/**
 * args_init() - begin a new tunnel
 * @a: arguments; the caller sets @keywords, @help and @ifindex
 */
void args_init(struct args *a);

/**
 * args_change() - begin a change of an existing tunnel
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
 * args_fail() - set the error about the current word
 * @a: arguments
 * @fmt: as for printf
 *
 * Return: false, for the caller to return.
 */
bool args_fail(struct args *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * args_bits() - set bits of a number by the current option
 * @a: arguments
 * @w: its row
 * @b: which bits, and their value
 *
 * Return: false, with the error set, if an earlier option contradicts.
 */
bool args_bits(struct args *a, const struct keyword *w, const struct bits *b);

/**
 * args_bytes() - set an attribute that is not a number by the current option
 * @a: arguments
 * @w: its row
 * @new: payload and length of the row's attribute
 *
 * Return: false, with the error set, if an earlier option contradicts.
 */
bool args_bytes(struct args *a, const struct keyword *w, const struct attr *new);

#endif /* GRE2890_ARGS_H */
