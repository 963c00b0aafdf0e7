/* SPDX-License-Identifier: GPL-2.0 */
/* One thing to print about a tunnel */
#ifndef GRE2890_ITEM_H
#define GRE2890_ITEM_H

#include <stdbool.h>

#include "attrs.h"

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
 * @number: its value, if a number or (0 or 1) a truth
 * @text: what text output says; empty: nothing
 */
struct item {
	const char *key;
	enum item_type type;
	char string[DEVICE_NAME_SIZE];
	unsigned int number;
	char text[DEVICE_NAME_SIZE + 32];
};

/**
 * items_walk() - go through what there is to print about a tunnel
 * @s: its attributes
 * @print: called for each item, in the order of the output
 * @ctx: passed to it
 */
void items_walk(const struct attrs *s,
		void (*print)(const struct item *item, void *ctx), void *ctx);

#endif /* GRE2890_ITEM_H */
