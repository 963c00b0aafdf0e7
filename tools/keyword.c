// SPDX-License-Identifier: GPL-2.0
/* What the rows of a table of options are used for */
#include <ctype.h>
#include <string.h>

#include "escape.h"
#include "keywords.h"

/* Where the explanations begin */
#define HELP_COLUMN	26

static bool spells(const char *names, const char *name)
{
	size_t len;

	for (;; names += len + 1) {
		len = strcspn(names, "|");
		if (strlen(name) == len && !strncmp(names, name, len))
			return true;
		if (!names[len])
			return false;
	}
}

const struct keyword *keyword_find(const struct keyword *table, const char *name,
				   bool *on)
{
	const struct keyword *w;

	for (w = table; w->name; w++) {
		if (w->read_only)
			continue;
		*on = spells(w->name, name);
		if (*on || (w->no && !strncmp(name, "no", 2) &&
			    spells(w->name, name + 2)))
			return w;
	}
	return NULL;
}

const char *keyword_takes(const struct keyword *w, char *text)
{
	if (w->takes || !w->max)
		return w->takes ?: w->value;
	snprintf(text, KEYWORD_TAKES_SIZE, "a number from %u to %u%s%s", w->min,
		 w->max, w->zero ? " or " : "", w->zero ?: "");
	return text;
}

bool keyword_takes_number(const struct keyword *w)
{
	return w->numeric || w->max;
}

static void help_line(const struct keyword *w, FILE *f)
{
	char usage[80];

	if (w->value)
		snprintf(usage, sizeof(usage), "%s %s%s%s", w->name, w->value,
			 w->no ? ", no" : "", w->no ? w->name : "");
	else
		snprintf(usage, sizeof(usage), "%s%s", w->no ? "[no]" : "",
			 w->name);
	if (strlen(usage) > HELP_COLUMN) {
		put_line(f, "  %s", usage);
		*usage = '\0';
	}
	put_line(f, "  %-*s %s", HELP_COLUMN, usage, w->help);
}

static void help_refused(const struct keyword *table, FILE *f)
{
	const char *before = "Not supported of type gre:";
	const struct keyword *w;

	for (w = table; w->name; w++) {
		if (!w->refused)
			continue;
		put_text(f, "%s %s", before, w->name);
		before = ",";
	}
	if (!strcmp(before, ","))
		fputs("\n", f);
}

void keywords_help(const struct keyword *table, FILE *f)
{
	const struct keyword *w;

	for (w = table; w->name; w++)
		if (!w->refused && !w->read_only)
			help_line(w, f);
	help_refused(table, f);
}

/* The longest keyword, with "no" and NUL */
#define KEYWORD_SIZE	40

void keywords_walk(const struct keyword *table,
		   void (*visit)(const char *name, void *ctx), void *ctx)
{
	char name[KEYWORD_SIZE];
	const struct keyword *w;
	const char *at;
	int len;

	for (w = table; w->name; w++) {
		if (w->refused || w->read_only)
			continue;
		for (at = w->name; *at; at += len + (at[len] == '|')) {
			len = strcspn(at, "|");
			snprintf(name, sizeof(name), "no%.*s", len, at);
			visit(name + strlen("no"), ctx);
			if (w->no)
				visit(name, ctx);
		}
	}
}

static void list_word(const char *name, void *f)
{
	put_line(f, "%s", name);
}

void keywords_list(const struct keyword *table, FILE *f)
{
	keywords_walk(table, list_word, f);
}

void keyword_values(const struct keyword *w,
		    void (*visit)(const char *value, void *ctx), void *ctx)
{
	char value[KEYWORD_SIZE];
	const char *at;

	for (at = w->value; *at; at += strcspn(at, "|"), at += *at == '|') {
		snprintf(value, sizeof(value), "%.*s",
			 (int)strcspn(at, " |"), at);
		visit(value, ctx);
	}
}

bool keyword_number_follows(const struct keyword *w, const char *value)
{
	const char *const *c;

	for (c = w->with_number; c && *c; c++)
		if (!strcmp(*c, value))
			return true;
	return false;
}

bool keyword_unit_follows(const struct keyword *w, const char *value,
			  const char *next)
{
	return w->unit && isdigit((unsigned char)*value) && next &&
	       !strcmp(next, w->unit);
}
