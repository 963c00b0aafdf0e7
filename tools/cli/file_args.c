// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file_args.h"
#include "json_file.h"
#include "link_keywords.h"

/**
 * struct member - a member of a tunnel's object
 * @words: takes its words
 * @file: the file
 * @key: its name
 * @value: its value
 * @w: the row of the option
 */
struct member {
	struct file_args *words;
	struct json_file *file;
	const char *key;
	struct json_object *value;
	const struct keyword *w;
};

const struct keyword *const file_keywords[] = {
	tunnel_keywords, link_keywords, NULL
};

static const struct keyword *find(const char *key)
{
	const struct keyword *const *table;
	const struct keyword *w;
	bool on;

	for (table = file_keywords; *table; table++) {
		w = keyword_find(*table, key, &on);
		if (w && on)
			return w;
	}
	return NULL;
}

static void add_word(const struct member *m, const char *prefix,
		     const char *word)
{
	struct file_args *words = m->words;

	if (words->argc == FILE_ARGS_MAX)
		return;
	words->from[words->argc] = m->value;
	if (asprintf(&words->argv[words->argc++], "%s%s", prefix, word) < 0)
		abort();
}

/* Describe a value of the wrong type. */
static const char *type_of(struct json_object *value)
{
	switch (json_object_get_type(value)) {
	case json_type_array:
		return "a list";
	case json_type_object:
		return "an object";
	case json_type_string:
		return "a string";
	default:
		return json_object_to_json_string(value);
	}
}

static void wrong_type(const struct member *m)
{
	char takes[KEYWORD_TAKES_SIZE];

	json_file_wrong(m->file, m->value, "'%s' takes %s, not %.40s", m->key,
			m->w->value ? keyword_takes(m->w, takes) : "true or false",
			type_of(m->value));
}

static void add_flag(const struct member *m)
{
	if (json_object_get_boolean(m->value) && !m->w->value)
		add_word(m, "", m->key);
	else if (json_object_get_boolean(m->value))
		wrong_type(m);
	else if (!strcmp(m->key, "up"))
		add_word(m, "", "down");
	else if (m->w->no)
		add_word(m, "no", m->key);
	else
		json_file_wrong(m->file, m->value,
				"'%s' can't be false; leave it out", m->key);
}

/* Hexadecimal, as "tos" and "flowlabel" require it */
static void add_number(const struct member *m)
{
	long long number = json_object_get_int64(m->value);
	char text[24];

	add_word(m, "", m->key);
	snprintf(text, sizeof(text), number < 0 ? "%lld" : "0x%llx", number);
	add_word(m, "", text);
}

/* "packets 5" and "500 ms" are two words of the command line; no value has more. */
static void add_words(const struct member *m, char *first)
{
	char *second = strchr(first, ' ');
	bool two;

	if (second)
		*second++ = '\0';
	two = keyword_unit_follows(m->w, first, second);
	if (keyword_number_follows(m->w, first)) {
		two = second && !strchr(second, ' ');
		if (!two) {
			json_file_wrong(m->file, m->value, "'%s' takes %s",
					m->key, m->w->value);
			return;
		}
	}
	if (second && !two)
		second[-1] = ' ';
	add_word(m, "", m->key);
	add_word(m, "", first);
	if (two)
		add_word(m, "", second);
}

static void add_string(const struct member *m)
{
	const char *text = json_file_string(m->file, m->value, m->key);
	char *words = text ? strdup(text) : NULL;

	if (text && !words)
		abort();
	if (words)
		add_words(m, words);
	free(words);
}

static void add_value(const struct member *m)
{
	enum json_type type = json_object_get_type(m->value);

	if (type == json_type_boolean)
		add_flag(m);
	else if (type == json_type_string && m->w->value)
		add_string(m);
	else if (type == json_type_int && keyword_takes_number(m->w))
		add_number(m);
	else
		wrong_type(m);
}

void file_args_add(struct file_args *words, struct json_file *f,
		   const char *key, struct json_object *value)
{
	struct member m = { words, f, key, value, find(key) };

	if (!m.w || !strcmp(key, "down"))
		json_file_wrong_key(f, value,
				    "'%s': unknown option, see 'gre2890 help apply'",
				    key);
	else if (m.w->refused)
		json_file_wrong_key(f, value, "'%s': not supported: %s", key,
				    m.w->refused);
	else
		add_value(&m);
}

void file_args_drop(struct file_args *words, const struct json_object *from)
{
	int i, kept = 0;

	for (i = 0; i < words->argc; i++) {
		if (words->from[i] == from) {
			free(words->argv[i]);
			continue;
		}
		words->from[kept] = words->from[i];
		words->argv[kept++] = words->argv[i];
	}
	words->argc = kept;
}
