// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "../escape.h"
#include "cli.h"
#include "error.h"

__attribute__((format(printf, 1, 0)))
static char *format(const char *fmt, va_list ap)
{
	char *text;

	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	return text;
}

int cli_usage(const struct cli *cli, char **word, const char *fmt, ...)
{
	int position = word - cli->argv + 1;
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = format(fmt, ap);
	va_end(ap);
	if (*word)
		put_line(stderr, "gre2890: word %d '%s': %s", position, *word,
			 text);
	else
		put_line(stderr, "gre2890: word %d: %s", position, text);
	free(text);
	return CLI_USAGE;
}

int cli_refused(const char *what, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = format(fmt, ap);
	va_end(ap);
	put_line(stderr, "gre2890: %s: %s", what, text);
	free(text);
	return CLI_REFUSED;
}
