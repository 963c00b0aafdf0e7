// SPDX-License-Identifier: GPL-2.0
/* Print the members of tunnels.schema.json that are options of a tunnel, one a line */
#include <stdint.h>
#include <string.h>

#include "escape.h"
#include "keywords.h"
#include "parse.h"

static void put_choices(const struct keyword *w)
{
	const char *const *c;

	put_text(stdout, "\"enum\": [");
	for (c = w->choices; *c; c++)
		put_text(stdout, "%s\"%s\"", c == w->choices ? "" : ", ", *c);
	put_text(stdout, "]");
}

/**
 * struct pattern - a regular expression for the arguments of an option
 * @w: the option
 * @separator: text before the next argument
 */
struct pattern {
	const struct keyword *w;
	const char *separator;
};

static void put_argument(const char *value, void *ctx)
{
	struct pattern *p = ctx;

	put_text(stdout, "%s%s%s", p->separator, value,
		 keyword_number_follows(p->w, value) ? " [0-9a-fA-Fx]+" : "");
	p->separator = "|";
}

static void put_pattern(const struct keyword *w)
{
	struct pattern p = { w, "" };

	put_text(stdout, "\"type\": \"string\", \"pattern\": \"^(");
	keyword_values(w, put_argument, &p);
	put_text(stdout, ")$\"");
}

/* Strings may be other spellings of a number, or names. */
static void put_number(const struct keyword *w)
{
	put_text(stdout, "\"$ref\": \"#/$defs/number\"");
	if (w->min)
		put_text(stdout, ", \"minimum\": %u", w->min);
	if (w->max && w->max != UINT32_MAX)
		put_text(stdout, ", \"maximum\": %u", w->max);
}

/* A number in the option's own unit, or a string as on the command line */
static void put_interval(const struct keyword *w)
{
	put_text(stdout, "\"anyOf\": [{ \"type\": \"integer\", ");
	put_text(stdout, "\"minimum\": %u, \"maximum\": %u }, ", w->min, w->max);
	put_text(stdout, "{ \"type\": \"string\", ");
	put_text(stdout, "\"pattern\": \"^([0-9][0-9a-fA-Fx]*( %s)?|%s)$\" }]",
		 w->unit, w->zero);
}

static void put_type(const struct keyword *w)
{
	if (!w->value)
		put_text(stdout, "\"type\": \"boolean\"");
	else if (w->choices)
		put_choices(w);
	else if (w->with_number)
		put_pattern(w);
	else if (w->unit)
		put_interval(w);
	else if (w->parse == parse_key)
		put_text(stdout, "\"$ref\": \"#/$defs/key\"");
	else if (w->parse == parse_device)
		put_text(stdout, "\"$ref\": \"#/$defs/device\"");
	else if (w->parse == parse_address)
		put_text(stdout, "\"type\": \"string\"");
	else if (keyword_takes_number(w))
		put_number(w);
	else
		put_text(stdout, "\"enum\": [\"%s\"%s]", w->value,
			 w->no ? ", false" : "");
}

int main(void)
{
	const struct keyword *w;
	const char *name;
	int len;

	for (w = tunnel_keywords; w->name; w++) {
		if (w->refused || w->read_only)
			continue;
		for (name = w->name; *name; name += len + (name[len] == '|')) {
			len = strcspn(name, "|");
			put_text(stdout, "\"%.*s\": { ", len, name);
			if (name == w->name)
				put_text(stdout, "\"description\": \"%s%s%s\", ",
					 w->value ?: "", w->value ? " - " : "",
					 w->help);
			put_type(w);
			put_line(stdout, " }");
		}
	}
	return 0;
}
