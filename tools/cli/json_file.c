// SPDX-License-Identifier: GPL-2.0
/*
 * json-c says what a text means, and where one that is no JSON is wrong, but not
 * where each value stands.  So the text is gone through once more beside what
 * json-c has made of it.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../escape.h"
#include "json_file.h"

#define BLANKS	" \t\n\r"

/* Where a value stands, and if it is a member's, where its name does */
struct place {
	const char *key;
	const char *value;
};

static void say(struct json_file *f, const char *at, const char *fmt,
		va_list ap)
{
	char *text;

	if (at < f->at || !f->line) {
		f->at = f->text;
		f->line = 1;
		f->column = 1;
	}
	for (; f->at < at; f->at++) {
		if (*f->at == '\n') {
			f->line++;
			f->column = 1;
		} else if ((*f->at & 0xc0) != 0x80) {
			f->column++;
		}
	}
	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	put_line(stderr, "gre2890: %s:%u:%u: %s", f->name, f->line, f->column,
		 text);
	free(text);
}

__attribute__((format(printf, 3, 4)))
static void wrong_at(struct json_file *f, const char *at, const char *fmt, ...)
{
	va_list ap;

	f->wrong = true;
	va_start(ap, fmt);
	say(f, at, fmt, ap);
	va_end(ap);
}

static const struct place *place_of(const struct json_object *value)
{
	return json_object_get_userdata((struct json_object *)value);
}

void json_file_say(struct json_file *f, const struct json_object *value,
		   const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(f, place_of(value)->value, fmt, ap);
	va_end(ap);
}

void json_file_wrong(struct json_file *f, const struct json_object *value,
		     const char *fmt, ...)
{
	va_list ap;

	f->wrong = true;
	va_start(ap, fmt);
	say(f, place_of(value)->value, fmt, ap);
	va_end(ap);
}

void json_file_wrong_key(struct json_file *f, const struct json_object *value,
			 const char *fmt, ...)
{
	va_list ap;

	f->wrong = true;
	va_start(ap, fmt);
	say(f, place_of(value)->key, fmt, ap);
	va_end(ap);
}

/* A walk through a text that is known to be JSON */
struct walk {
	struct json_file *f;
	struct json_tokener *tok;
	const char *at;
};

static void free_place(struct json_object *value, void *place)
{
	free(place);
}

static void mark(struct json_object *value, const char *key, const char *at)
{
	struct place *place = malloc(sizeof(*place));

	if (!place)
		abort();
	place->key = key;
	place->value = at;
	json_object_set_serializer(value, NULL, place, free_place);
}

/* What json-c keeps with a fraction until then is something of its own */
static bool is_marked(const struct json_object *value)
{
	return !json_object_is_type(value, json_type_double) && place_of(value);
}

static void skip_blanks(struct walk *w)
{
	w->at += strspn(w->at, BLANKS);
}

static void skip_string(struct walk *w)
{
	for (w->at++; *w->at && *w->at != '"'; w->at++)
		if (*w->at == '\\' && w->at[1])
			w->at++;
	w->at += !!*w->at;
}

static void skip_word(struct walk *w)
{
	w->at += strcspn(w->at, ",]}" BLANKS);
}

/* The comma or the end of an object or an array; true: it goes on */
static bool next(struct walk *w)
{
	skip_blanks(w);
	return *w->at && *w->at++ == ',';
}

static void locate(struct walk *w, struct json_object *value, const char *key);

static struct json_object *member(struct walk *w, struct json_object *object,
				  const char *key)
{
	struct json_object *name, *value = NULL;

	json_tokener_reset(w->tok);
	name = json_tokener_parse_ex(w->tok, key, w->at - key);
	json_object_object_get_ex(object, json_object_get_string(name), &value);
	if (value && is_marked(value))
		wrong_at(w->f, key, "'%s' is there twice",
			 json_object_get_string(name));
	json_object_put(name);
	return value;
}

static void locate_members(struct walk *w, struct json_object *object)
{
	struct json_object *value;
	const char *key;

	do {
		skip_blanks(w);
		if (*w->at != '"')
			continue;
		key = w->at;
		skip_string(w);
		value = member(w, object, key);
		skip_blanks(w);
		w->at++;
		skip_blanks(w);
		locate(w, value, key);
	} while (next(w));
}

static void locate_elements(struct walk *w, struct json_object *array)
{
	bool is_array = json_object_is_type(array, json_type_array);
	size_t i = 0;

	do {
		skip_blanks(w);
		if (*w->at == ']')
			continue;
		locate(w, is_array ? json_object_array_get_idx(array, i) : NULL,
		       NULL);
		i++;
	} while (next(w));
}

/* Of a member that is there twice, @value is what the second one says */
static void locate(struct walk *w, struct json_object *value, const char *key)
{
	if (value && !is_marked(value))
		mark(value, key, w->at);
	switch (*w->at) {
	case '{':
		w->at++;
		locate_members(w, value);
		break;
	case '[':
		w->at++;
		locate_elements(w, value);
		break;
	case '"':
		skip_string(w);
		break;
	case 'n':
		wrong_at(w->f, w->at, "null says nothing; leave it out");
		skip_word(w);
		break;
	default:
		skip_word(w);
	}
}

static void parse(struct json_file *f)
{
	struct walk w = { .f = f, .tok = json_tokener_new(), .at = f->text };
	enum json_tokener_error error;
	const char *end;

	json_tokener_set_flags(w.tok, JSON_TOKENER_STRICT |
			       JSON_TOKENER_ALLOW_TRAILING_CHARS |
			       JSON_TOKENER_VALIDATE_UTF8);
	f->root = json_tokener_parse_ex(w.tok, f->text, f->size + 1);
	end = f->text + json_tokener_get_parse_end(w.tok);
	error = json_tokener_get_error(w.tok);
	if (error == json_tokener_success)
		end += strspn(end, BLANKS);
	if (error != json_tokener_success) {
		wrong_at(f, end, "no JSON: %s", json_tokener_error_desc(error));
	} else if (end < f->text + f->size) {
		wrong_at(f, end, "no JSON: more behind the end");
		json_object_put(f->root);
		f->root = NULL;
	} else {
		skip_blanks(&w);
		locate(&w, f->root, NULL);
	}
	json_tokener_free(w.tok);
}

/* What stands behind a NUL stays unread: the NUL is wrong by itself */
static bool read_text(struct json_file *f, FILE *in)
{
	size_t room = 0;
	ssize_t size = getdelim(&f->text, &room, '\0', in);

	if (size < 0 && ferror(in))
		return false;
	if (size < 0)
		*f->text = '\0';
	else
		f->size = size;
	return true;
}

bool json_file_read(struct json_file *f, const char *name)
{
	bool read, is_stdin = !strcmp(name, "-");
	FILE *in = is_stdin ? stdin : fopen(name, "re");

	*f = (struct json_file){ .name = is_stdin ? "stdin" : name };
	if (!in)
		return false;
	read = read_text(f, in);
	if (!is_stdin)
		fclose(in);
	if (read)
		parse(f);
	return read;
}

void json_file_free(struct json_file *f)
{
	json_object_put(f->root);
	free(f->text);
}

bool json_file_takes(const char *text)
{
	struct json_object *written = json_object_new_string(text), *read;
	struct json_tokener *tok = json_tokener_new();
	bool takes;

	json_tokener_set_flags(tok, JSON_TOKENER_VALIDATE_UTF8);
	read = json_tokener_parse_ex(tok, json_object_to_json_string(written),
				     -1);
	takes = read;
	json_tokener_free(tok);
	json_object_put(written);
	json_object_put(read);
	return takes;
}
