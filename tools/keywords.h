/* SPDX-License-Identifier: GPL-2.0 */
/* The table of options that "add" and "set" take, and "show" prints */
#ifndef GRE2890_KEYWORDS_H
#define GRE2890_KEYWORDS_H

#include <stdbool.h>
#include <stdio.h>
#include <linux/types.h>

struct args;
struct attrs;
struct item;

/**
 * struct keyword - one option, for parsing and for output
 * @name: the keyword and its aliases, separated by '|'
 * @value: its argument, as the help shows it; NULL: it takes none
 * @help: one line of help
 * @refused: why an option of type gre is not supported
 * @read_only: the kernel reports it, nobody sets it
 * @no: a form with "no" before it exists, without an argument
 * @link: its attributes stand beside IFLA_LINKINFO, not in IFLA_INFO_DATA
 * @parse_first: parse it before the others, which depend on it
 * @parse: converts to attributes; @on is false for the "no" form, @value is NULL
 *	without an argument
 * @format: converts attributes to an item; false: nothing to print
 * @key: the item's name in JSON
 * @attr: attribute
 * @attr2: a second attribute, set alike; 0: none
 * @name_attr: for a device, the attribute that holds its name; 0: none
 * @size: octets of a number or of flags
 * @bits: flags that the option sets and its "no" form clears
 * @base: base of a number; 0: as in C
 * @min: smallest number
 * @max: largest number
 * @zero: keyword for 0
 * @choices: the names of 0, 1, and so on; ends with NULL
 * @with_number: arguments that a number follows; ends with NULL
 * @unit: keyword that may follow a number and changes its unit; NULL: none
 * @takes: the argument, as errors describe it; NULL: keyword_takes() composes it
 * @numeric: the argument may be a number, although there is no @max
 *
 * The members below @key are parameters of @parse and @format.
 */
struct keyword {
	const char *name;
	const char *value;
	const char *help;
	const char *refused;
	bool read_only;
	bool no;
	bool link;
	bool parse_first;
	bool (*parse)(struct args *a, const struct keyword *w, bool on,
		      const char *value);
	bool (*format)(const struct attrs *s, int family, const struct keyword *w,
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
	const char *const *with_number;
	const char *unit;
	const char *takes;
	bool numeric;
};

/* Options of a tunnel, in the order in which they are printed; ends without a name */
extern const struct keyword tunnel_keywords[];

/**
 * state_name() - get the name of a tunnel's state
 * @state: GRE2890_STATE_*, also an unknown one
 *
 * Return: such as "no-answer".
 */
const char *state_name(unsigned int state);

/**
 * keyword_find() - find the row of a keyword
 * @table: the table
 * @name: the keyword as typed
 * @on: set to false if it is the "no" form
 *
 * Return: its row, or NULL.
 */
const struct keyword *keyword_find(const struct keyword *table, const char *name,
				   bool *on);

/* Room for keyword_takes() */
#define KEYWORD_TAKES_SIZE	80

/**
 * keyword_takes() - describe the argument of an option, for error messages
 * @w: its row
 * @text: KEYWORD_TAKES_SIZE characters to use
 *
 * Return: such as "a number from 0 to 255 or inherit".
 */
const char *keyword_takes(const struct keyword *w, char *text);

/**
 * keyword_takes_number() - may the argument of an option be a number?
 * @w: its row
 */
bool keyword_takes_number(const struct keyword *w);

/**
 * keywords_help() - print help on every option of a table
 * @table: the table
 * @f: where to
 */
void keywords_help(const struct keyword *table, FILE *f);

/**
 * keywords_walk() - visit every spelling of the keywords of a table
 * @table: the table
 * @visit: called for each, also for the "no" form
 * @ctx: passed to it
 */
void keywords_walk(const struct keyword *table,
		   void (*visit)(const char *name, void *ctx), void *ctx);

/**
 * keywords_list() - print every keyword of a table, one a line
 * @table: the table
 * @f: where to
 */
void keywords_list(const struct keyword *table, FILE *f);

/**
 * keyword_values() - visit the values that an argument can have
 * @w: its row
 * @visit: called for each keyword, and for each kind of argument in capital
 *	letters; without the number that may follow
 * @ctx: passed to it
 */
void keyword_values(const struct keyword *w,
		    void (*visit)(const char *value, void *ctx), void *ctx);

/**
 * keyword_number_follows() - does a number follow an argument?
 * @w: the option's row
 * @value: the argument
 */
bool keyword_number_follows(const struct keyword *w, const char *value);

/**
 * keyword_unit_follows() - does the unit of an option follow its argument?
 * @w: the option's row
 * @value: the argument
 * @next: the word after it; NULL: there is none
 */
bool keyword_unit_follows(const struct keyword *w, const char *value,
			  const char *next);

#endif /* GRE2890_KEYWORDS_H */
