/* SPDX-License-Identifier: GPL-2.0 */
/* The table of words that "add" and "set" take, and "show" prints */
#ifndef GRE2890_KEYWORDS_H
#define GRE2890_KEYWORDS_H

#include <stdbool.h>
#include <stdio.h>
#include <linux/types.h>

struct args;
struct attrs;
struct item;

/**
 * struct word - one word, in both directions
 * @name: the word and its other spellings, with '|' between
 * @value: its argument, as in the help; NULL: it takes none
 * @help: what it does
 * @refused: a word of type gre that we do not have: why
 * @told: not a word to type, but something that the kernel tells
 * @no: the word with "no" before it is a word too, and takes no argument
 * @link: its attributes stand beside IFLA_LINKINFO, not in IFLA_INFO_DATA
 * @early: parsed before the others, because their meaning hangs on it
 * @parse: from the command line into attributes; @on is false for the "no"
 *	form, and @value NULL where there is no argument
 * @format: from attributes to an item to print; false: nothing to print
 * @key: the item's name in JSON
 * @attr: attribute
 * @attr2: a second one that is treated alike; 0: none
 * @name_attr: for a device, the attribute with its name; 0: none
 * @size: octets of a number or of flags
 * @bits: the flags that the word sets and its "no" form clears
 * @base: base of a number without 0x before it; 0: as in C
 * @min: smallest number
 * @max: largest number
 * @zero: what stands for 0
 * @choices: the names of 0, 1, and so on; ends with NULL
 * @counted: arguments that take a number behind them; ends with NULL
 * @takes: the argument in a sentence; NULL: word_takes() makes it
 * @numeric: the argument may be a number, although there is no @max
 *
 * The parameters below @key are for those @parse and @format that look at
 * them.
 */
struct word {
	const char *name;
	const char *value;
	const char *help;
	const char *refused;
	bool told;
	bool no;
	bool link;
	bool early;
	bool (*parse)(struct args *a, const struct word *w, bool on,
		      const char *value);
	bool (*format)(const struct attrs *s, int family, const struct word *w,
		       struct item *item);
	const char *key;
	unsigned short attr;
	unsigned short attr2;
	unsigned short name_attr;
	unsigned short size;
	unsigned short base;
	__u32 bits;
	__u32 min;
	__u32 max;
	const char *zero;
	const char *const *choices;
	const char *const *counted;
	const char *takes;
	bool numeric;
};

/* The link kind's words in the order in which they are printed; the last has
 * no name.
 */
extern const struct word option_words[];

/**
 * word_find() - look a word up
 * @table: where
 * @name: the word as typed
 * @on: set to false if it is the "no" form
 *
 * Return: its row, or NULL.
 */
const struct word *word_find(const struct word *table, const char *name,
			     bool *on);

/* Room for word_takes() */
#define WORD_TAKES_SIZE	80

/**
 * word_takes() - describe the argument of a word, for error messages
 * @w: its row
 * @text: WORD_TAKES_SIZE characters to use
 *
 * Return: such as "a number from 0 to 255 or inherit".
 */
const char *word_takes(const struct word *w, char *text);

/**
 * word_takes_number() - may the argument of a word be a number?
 * @w: its row
 */
bool word_takes_number(const struct word *w);

/**
 * words_help() - explain every word of a table
 * @table: the table
 * @f: where to
 */
void words_help(const struct word *table, FILE *f);

/**
 * words_walk() - go through every spelling of the words of a table
 * @table: the table
 * @visit: called for each, also for the "no" form
 * @ctx: passed to it
 */
void words_walk(const struct word *table,
		void (*visit)(const char *name, void *ctx), void *ctx);

/**
 * words_list() - print every word of a table, one a line
 * @table: the table
 * @f: where to
 */
void words_list(const struct word *table, FILE *f);

/**
 * word_values() - go through what a word's argument can be
 * @w: its row
 * @visit: called for each keyword, and for each kind of argument in capital
 *	letters; without the number that may follow
 * @ctx: passed to it
 */
void word_values(const struct word *w,
		 void (*visit)(const char *value, void *ctx), void *ctx);

/**
 * word_is_counted() - does a number follow an argument?
 * @w: the word's row
 * @value: the argument
 */
bool word_is_counted(const struct word *w, const char *value);

#endif /* GRE2890_KEYWORDS_H */
