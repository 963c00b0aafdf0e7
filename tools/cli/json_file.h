/* SPDX-License-Identifier: GPL-2.0 */
/* A JSON file, and the places of its values */
#ifndef GRE2890_JSON_FILE_H
#define GRE2890_JSON_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <json-c/json.h>

struct json_place;

/**
 * struct json_mark - a place as errors have it
 * @line: line, from 1
 * @column: column, in characters, from 1
 */
struct json_mark {
	unsigned int line;
	unsigned int column;
};

/**
 * struct json_file - a JSON file
 * @name: its name, as errors have it
 * @text: its text, ended by NUL
 * @size: octets of it
 * @root: its value; NULL if it is no JSON, or null
 * @places: maps each value of @root to its place
 * @place: the places
 * @wrong: number of its mistakes; all have been reported
 * @unclear: it has no list of tunnels
 * @mistakes: places of the mistakes that json_file_read() found
 * @mistake_count: how many there are
 * @at: the latest place that was counted to
 * @mark: line and column of that
 */
struct json_file {
	char *name;
	char *text;
	size_t size;
	struct json_object *root;
	struct lh_table *places;
	struct json_place *place;
	size_t wrong;
	bool unclear;
	const char **mistakes;
	size_t mistake_count;
	const char *at;
	struct json_mark mark;
};

/**
 * json_file_read() - read a file
 * @f: filled in
 * @name: its name; "-": standard input
 *
 * Refuses null, a duplicate member and a name with a NUL.  Objects and lists may be
 * nested 32 levels deep.
 *
 * Return: false with errno set if the file can't be read, EFBIG from 128 MiB on, and
 * nothing to free; else @f->wrong says if something is wrong with it.
 */
bool json_file_read(struct json_file *f, const char *name);

/**
 * json_file_free() - forget a file
 * @f: the file
 */
void json_file_free(struct json_file *f);

/**
 * json_file_takes() - can a file hold this text?
 * @text: the text
 *
 * Return: false if it is not UTF-8.
 */
bool json_file_takes(const char *text);

/**
 * json_file_is_wrong() - did json_file_read() find a mistake inside a value?
 * @f: the file
 * @value: the value
 */
bool json_file_is_wrong(const struct json_file *f,
			const struct json_object *value);

/**
 * json_file_say() - print a message about a value, with its place
 * @f: the file
 * @value: which
 * @fmt: what, as for printf
 */
void json_file_say(struct json_file *f, const struct json_object *value,
		   const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/**
 * json_file_wrong() - report a mistake in a value
 * @f: the file
 * @value: which
 * @fmt: what, as for printf
 */
void json_file_wrong(struct json_file *f, const struct json_object *value,
		     const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/**
 * json_file_wrong_key() - report a mistake in the name of a member
 * @f: the file
 * @value: the member's value
 * @fmt: what, as for printf
 */
void json_file_wrong_key(struct json_file *f, const struct json_object *value,
			 const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * json_file_string() - take a string
 * @f: the file
 * @value: the value that must be one, without a NUL inside
 * @key: name of the member
 *
 * Return: the string; NULL if it is none, which has been reported.
 */
const char *json_file_string(struct json_file *f, struct json_object *value,
			     const char *key);

#endif /* GRE2890_JSON_FILE_H */
