/* SPDX-License-Identifier: GPL-2.0 */
/* Convert the members of a tunnel in a file to words of a command line */
#ifndef GRE2890_FILE_ARGS_H
#define GRE2890_FILE_ARGS_H

#include "../keywords.h"

struct json_file;
struct json_object;

/* Words of one tunnel; more than all options together need */
#define FILE_ARGS_MAX	128

/**
 * struct file_args - words
 * @argv: the words
 * @from: the value that each word comes from
 * @argc: their number
 */
struct file_args {
	char *argv[FILE_ARGS_MAX + 1];
	struct json_object *from[FILE_ARGS_MAX + 1];
	int argc;
};

/* The tables that the names of members are looked up in */
extern const struct keyword *const file_keywords[];

/**
 * file_args_add() - add the words for a member
 * @words: the words
 * @f: the file; the mistakes of the member are reported
 * @key: name of the member
 * @value: its value
 */
void file_args_add(struct file_args *words, struct json_file *f,
		   const char *key, struct json_object *value);

/**
 * file_args_drop() - remove and free the words for a member
 * @words: the words
 * @from: the member's value
 */
void file_args_drop(struct file_args *words, const struct json_object *from);

#endif /* GRE2890_FILE_ARGS_H */
