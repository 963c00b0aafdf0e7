// SPDX-License-Identifier: GPL-2.0
/*
 * json-c checks the text and holds the values, but not their places.  jsmn finds the
 * places.  A table maps each value to its place.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Without parent links, jsmn takes quadratic time. */
#define JSMN_PARENT_LINKS
#define JSMN_STATIC
#include <jsmn.h>

#include "../escape.h"
#include "json_file.h"

#define BLANKS	" \t\n\r"

/* Levels of objects and lists; bounds the recursion */
#define DEPTH_MAX	32
/* Octets of a file; jsmn counts with int */
#define TEXT_MAX	(128 << 20)

/**
 * struct json_place - the place of a value in the text
 * @key: place of its name, if it is a member of an object
 * @value: place of the value
 * @start: start of the value
 * @end: its end
 */
struct json_place {
	struct json_mark key;
	struct json_mark value;
	const char *start;
	const char *end;
};

/* Continue from the latest place: places are needed in the order of the text. */
static struct json_mark mark_of(struct json_file *f, const char *at)
{
	if (at < f->at || !f->mark.line) {
		f->at = f->text;
		f->mark = (struct json_mark){ 1, 1 };
	}
	for (; f->at < at; f->at++) {
		if (*f->at == '\n')
			f->mark = (struct json_mark){ f->mark.line + 1, 1 };
		else if ((*f->at & 0xc0) != 0x80)
			f->mark.column++;
	}
	return f->mark;
}

static void say(const struct json_file *f, struct json_mark at, const char *fmt,
		va_list ap)
{
	char *text;

	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	put_line(stderr, "gre2890: %s:%u:%u: %s", f->name, at.line, at.column,
		 text);
	free(text);
}

__attribute__((format(printf, 3, 4)))
static void wrong_at(struct json_file *f, const char *at, const char *fmt, ...)
{
	va_list ap;

	f->mistakes = reallocarray(f->mistakes, f->mistake_count + 1,
				   sizeof(*f->mistakes));
	if (!f->mistakes)
		abort();
	f->mistakes[f->mistake_count++] = at;
	f->wrong++;
	va_start(ap, fmt);
	say(f, mark_of(f, at), fmt, ap);
	va_end(ap);
}

static const struct json_place *place_of(const struct json_file *f,
					 const struct json_object *value)
{
	void *place;

	return lh_table_lookup_ex(f->places, value, &place) ? place : NULL;
}

static int compare_mistake(const void *key, const void *mistake)
{
	const struct json_place *place = key;
	const char *at = *(const char *const *)mistake;

	return at < place->start ? 1 : at < place->end ? 0 : -1;
}

/* The mistakes are in the order of the text. */
bool json_file_is_wrong(const struct json_file *f,
			const struct json_object *value)
{
	return f->mistake_count &&
	       bsearch(place_of(f, value), f->mistakes, f->mistake_count,
		       sizeof(*f->mistakes), compare_mistake);
}

void json_file_say(struct json_file *f, const struct json_object *value,
		   const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(f, place_of(f, value)->value, fmt, ap);
	va_end(ap);
}

void json_file_wrong(struct json_file *f, const struct json_object *value,
		     const char *fmt, ...)
{
	va_list ap;

	f->wrong++;
	va_start(ap, fmt);
	say(f, place_of(f, value)->value, fmt, ap);
	va_end(ap);
}

void json_file_wrong_key(struct json_file *f, const struct json_object *value,
			 const char *fmt, ...)
{
	va_list ap;

	f->wrong++;
	va_start(ap, fmt);
	say(f, place_of(f, value)->key, fmt, ap);
	va_end(ap);
}

const char *json_file_string(struct json_file *f, struct json_object *value,
			     const char *key)
{
	const char *text = json_object_get_string(value);

	if (!json_object_is_type(value, json_type_string))
		json_file_wrong(f, value, "'%s' takes a string", key);
	else if (strlen(text) != (size_t)json_object_get_string_len(value))
		json_file_wrong(f, value, "a string must not contain NUL");
	else
		return text;
	return NULL;
}

/**
 * struct walk - a walk through the tokens of a text, beside its values
 * @f: the file
 * @tok: reads names
 * @next: the token to look at next
 * @place: its place
 * @again: inside a member that is a duplicate
 */
struct walk {
	struct json_file *f;
	struct json_tokener *tok;
	const jsmntok_t *next;
	struct json_place *place;
	bool again;
};

static struct json_tokener *new_tokener(void)
{
	struct json_tokener *tok = json_tokener_new_ex(DEPTH_MAX);

	if (!tok)
		abort();
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT |
			       JSON_TOKENER_ALLOW_TRAILING_CHARS |
			       JSON_TOKENER_VALIDATE_UTF8);
	return tok;
}

/* A string's token leaves out its quotes */
static const char *start_of(const struct walk *w, const jsmntok_t *t)
{
	return w->f->text + t->start - (t->type == JSMN_STRING);
}

static void locate(struct walk *w, struct json_object *value, const char *key);

/* Of two members with the same name, json-c keeps the second. */
static void locate_member(struct walk *w, struct json_object *object)
{
	const jsmntok_t *t = w->next++;
	const char *key = start_of(w, t), *text;
	struct json_object *name, *value = NULL;
	bool again = w->again;

	w->place++;
	json_tokener_reset(w->tok);
	name = json_tokener_parse_ex(w->tok, key, t->end - t->start + 2);
	text = json_object_get_string(name);
	if (strlen(text) != (size_t)json_object_get_string_len(name))
		wrong_at(w->f, key, "a name must not contain NUL");
	json_object_object_get_ex(object, text, &value);
	if (value && !again && place_of(w->f, value)) {
		wrong_at(w->f, key, "'%s' is there twice", text);
		w->again = true;
	}
	json_object_put(name);
	locate(w, value, key);
	w->again = again;
}

static void mark(struct walk *w, const struct json_object *value,
		 const struct json_place *place)
{
	lh_table_delete(w->f->places, value);
	if (lh_table_insert(w->f->places, value, place))
		abort();
}

/* The value of a duplicate is that of another place. */
static bool is_of_type(const struct json_object *value, jsmntype_t type)
{
	return json_object_is_type(value, json_type_object) ==
	       (type == JSMN_OBJECT) &&
	       json_object_is_type(value, json_type_array) ==
	       (type == JSMN_ARRAY);
}

static void locate(struct walk *w, struct json_object *value, const char *key)
{
	const jsmntok_t *t = w->next++;
	struct json_place *place = w->place++;
	int i;

	place->key = key ? mark_of(w->f, key) : w->f->mark;
	place->start = start_of(w, t);
	place->value = mark_of(w->f, place->start);
	place->end = w->f->text + t->end;
	if (value)
		mark(w, value, place);
	if (!is_of_type(value, t->type))
		value = NULL;
	if (t->type == JSMN_PRIMITIVE && *place->start == 'n')
		wrong_at(w->f, place->start, "null is not allowed; leave it out");
	for (i = 0; i < t->size; i++) {
		if (t->type == JSMN_OBJECT)
			locate_member(w, value);
		else
			locate(w, value ? json_object_array_get_idx(value, i) :
					  NULL, NULL);
	}
}

/* Return: the tokens, or NULL if jsmn rejects the text */
static jsmntok_t *read_tokens(struct json_file *f, int *count)
{
	jsmntok_t *tokens;
	jsmn_parser parser;

	jsmn_init(&parser);
	*count = jsmn_parse(&parser, f->text, f->size, NULL, 0);
	tokens = calloc(*count > 0 ? *count : 1, sizeof(*tokens));
	if (!tokens)
		abort();
	if (*count > 0) {
		jsmn_init(&parser);
		*count = jsmn_parse(&parser, f->text, f->size, tokens, *count);
	}
	if (*count > 0)
		return tokens;
	wrong_at(f, f->text + parser.pos, "no JSON: unexpected character");
	free(tokens);
	return NULL;
}

static void forget_values(struct json_file *f)
{
	json_object_put(f->root);
	f->root = NULL;
}

static void locate_all(struct json_file *f, struct json_tokener *tok)
{
	int count;
	jsmntok_t *tokens = read_tokens(f, &count);
	struct walk w = { .f = f, .tok = tok, .next = tokens };

	if (!tokens) {
		forget_values(f);
		return;
	}
	f->place = calloc(count, sizeof(*f->place));
	f->places = lh_kptr_table_new(count, NULL);
	if (!f->place || !f->places)
		abort();
	w.place = f->place;
	locate(&w, f->root, NULL);
	free(tokens);
}

static void parse(struct json_file *f)
{
	struct json_tokener *tok = new_tokener();
	enum json_tokener_error error;
	const char *end;

	f->root = json_tokener_parse_ex(tok, f->text, f->size + 1);
	end = f->text + json_tokener_get_parse_end(tok);
	error = json_tokener_get_error(tok);
	if (error == json_tokener_success)
		end += strspn(end, BLANKS);
	if (error != json_tokener_success) {
		wrong_at(f, end, "no JSON: %s", json_tokener_error_desc(error));
	} else if (end < f->text + f->size) {
		wrong_at(f, end, "no JSON: text after the end");
		forget_values(f);
	} else {
		locate_all(f, tok);
	}
	json_tokener_free(tok);
}

/* A NUL is no JSON, and json-c stops there */
static bool read_text(struct json_file *f, FILE *in)
{
	size_t room = 1 << 16;

	for (;;) {
		f->text = realloc(f->text, room);
		if (!f->text)
			abort();
		f->size += fread(f->text + f->size, 1, room - f->size, in);
		if (f->size < room)
			break;
		if (room >= TEXT_MAX) {
			errno = EFBIG;
			return false;
		}
		room *= 2;
	}
	f->text[f->size] = '\0';
	return !ferror(in);
}

void json_file_free(struct json_file *f)
{
	forget_values(f);
	if (f->places)
		lh_table_free(f->places);
	free(f->place);
	free(f->mistakes);
	free(f->text);
	free(f->name);
}

bool json_file_read(struct json_file *f, const char *name)
{
	bool read, is_stdin = !strcmp(name, "-");
	FILE *in = is_stdin ? stdin : fopen(name, "re");

	int error;

	*f = (struct json_file){ .name = NULL };
	if (!in)
		return false;
	f->name = strdup(is_stdin ? "stdin" : name);
	if (!f->name)
		abort();
	read = read_text(f, in);
	error = errno;
	if (!is_stdin)
		fclose(in);
	if (read)
		parse(f);
	else
		json_file_free(f);
	errno = error;
	return read;
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
