/* SPDX-License-Identifier: GPL-2.0 */
/* Output of a tunnel: items for its attributes, names for its counters */
#ifndef GRE2890_FORMAT_H
#define GRE2890_FORMAT_H

#include <stdbool.h>
#include <linux/gre2890.h>

#include "attrs.h"

struct keyword;

enum item_type {
	ITEM_STRING,
	ITEM_NUMBER,
	ITEM_BOOL,
};

/**
 * struct item - one thing to print
 * @key: its name in JSON
 * @type: its type in JSON
 * @string: its value, if a string
 * @number: its value, if a number or a boolean
 * @text: its text output; may be empty
 */
struct item {
	const char *key;
	enum item_type type;
	char string[DEVICE_NAME_SIZE];
	unsigned int number;
	char text[DEVICE_NAME_SIZE + 32];
};

/**
 * items_walk() - visit every item of a tunnel
 * @s: its attributes
 * @print: called for each item, in the order of the output
 * @ctx: passed to it
 */
void items_walk(const struct attrs *s,
		void (*print)(const struct item *item, void *ctx), void *ctx);

/* Names of the counters, by GRE2890_STAT_*; NULL where that is no counter */
extern const char *const stat_names[GRE2890_STAT_MAX + 1];

/*
 * All take the tunnel's attributes @s, the family of its underlay, the row @w, and
 * the @item to fill, whose key is set already.  They return false if there is nothing
 * to print.
 */

bool format_address(const struct attrs *s, int family, const struct keyword *w,
		    struct item *item);
bool format_device(const struct attrs *s, int family, const struct keyword *w,
		   struct item *item);
/* The row's bits, if they are set */
bool format_flag(const struct attrs *s, int family, const struct keyword *w,
		 struct item *item);
/* One of the row's choices */
bool format_choice(const struct attrs *s, int family, const struct keyword *w,
		   struct item *item);
/* A number in hexadecimal, unless it is 0 */
bool format_hex(const struct attrs *s, int family, const struct keyword *w,
		struct item *item);
bool format_key(const struct attrs *s, int family, const struct keyword *w,
		struct item *item);
bool format_ttl(const struct attrs *s, int family, const struct keyword *w,
		struct item *item);
/* TOS or traffic class, whichever the underlay has */
bool format_tos(const struct attrs *s, int family, const struct keyword *w,
		struct item *item);
bool format_flowlabel(const struct attrs *s, int family, const struct keyword *w,
		      struct item *item);
bool format_encaplimit(const struct attrs *s, int family, const struct keyword *w,
		       struct item *item);
/* A flag that is on by default; text output has only its "no" form */
bool format_unless(const struct attrs *s, int family, const struct keyword *w,
		   struct item *item);
/* One of the row's choices; text output omits the first */
bool format_mode(const struct attrs *s, int family, const struct keyword *w,
		 struct item *item);
/* One of the row's choices, unless it is the first */
bool format_state(const struct attrs *s, int family, const struct keyword *w,
		  struct item *item);
/* A number, if the kernel reports it */
bool format_number(const struct attrs *s, int family, const struct keyword *w,
		   struct item *item);
/* Likewise, but text output omits 0 */
bool format_limit(const struct attrs *s, int family, const struct keyword *w,
		  struct item *item);
/* Milliseconds, unless 0; text output has seconds if they are whole */
bool format_interval(const struct attrs *s, int family, const struct keyword *w,
		     struct item *item);
/* A number that changes by itself; not in text output, which show_diff() compares */
bool format_reading(const struct attrs *s, int family, const struct keyword *w,
		    struct item *item);
bool format_resync(const struct attrs *s, int family, const struct keyword *w,
		   struct item *item);

#endif /* GRE2890_FORMAT_H */
