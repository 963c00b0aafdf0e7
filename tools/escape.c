// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "escape.h"

#define INVALID	UINT32_MAX

/* Unicode characters that change the output or are invisible */
static const struct {
	uint32_t first;
	uint32_t last;
} hidden[] = {
	{ 0x0000, 0x001f },	/* C0 */
	{ 0x007f, 0x009f },	/* DEL, C1 */
	{ 0x061c, 0x061c },	/* direction of writing */
	{ 0x200b, 0x200f },	/* no width, direction */
	{ 0x2028, 0x202e },	/* ends of lines, direction */
	{ 0x2060, 0x206f },	/* no width, direction */
	{ 0xfeff, 0xfeff },	/* byte order mark */
	{ 0xfff9, 0xfffb },	/* annotations */
	{ 0xe0000, 0xe0fff },	/* tags, variants */
};

/* RFC 3629: the shortest form, no surrogates, up to 0x10ffff */
static uint32_t decode(const char *text, size_t *len)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char c = *text;
	uint32_t code;
	size_t i;

	*len = c < 0x80 ? 1 : c < 0xc0 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 :
	       c < 0xf8 ? 4 : 0;
	if (!*len)
		return INVALID;
	code = *len == 1 ? c : c & (0x7f >> *len);
	for (i = 1; i < *len; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return INVALID;
		code = code << 6 | (text[i] & 0x3f);
	}
	if (code < smallest[*len] || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return INVALID;
	return code;
}

static bool is_hidden(uint32_t code)
{
	size_t i;

	for (i = 0; i < sizeof(hidden) / sizeof(*hidden); i++)
		if (code >= hidden[i].first && code <= hidden[i].last)
			return true;
	return false;
}

size_t printable(const char *text)
{
	size_t len;
	uint32_t code;

	/* The common case */
	if (*text >= ' ' && *text <= '~')
		return 1;
	code = decode(text, &len);
	return code == INVALID || is_hidden(code) ? 0 : len;
}

char *escape(const char *text)
{
	char *escaped = malloc(strlen("\\000") * strlen(text) + 1);
	char *to = escaped;
	size_t len;

	if (!escaped)
		abort();
	while (*text) {
		len = printable(text);
		if (*text == '\\')
			*to++ = '\\';
		if (len)
			to = mempcpy(to, text, len);
		else
			to += sprintf(to, "\\%03o", (unsigned char)*text);
		text += len ?: 1;
	}
	*to = '\0';
	return escaped;
}

__attribute__((format(printf, 2, 0)))
static void put(FILE *f, const char *fmt, va_list ap, const char *end)
{
	char *text, *escaped;

	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	escaped = escape(text);
	fprintf(f, "%s%s", escaped, end);
	free(escaped);
	free(text);
}

void put_text(FILE *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(f, fmt, ap, "");
	va_end(ap);
}

void put_line(FILE *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put(f, fmt, ap, "\n");
	va_end(ap);
}

void put_verbatim(FILE *f, const char *text)
{
	fputs(text, f);
}

void put_string(FILE *f, const char *text)
{
	if (isatty(fileno(f)))
		put_line(f, "%s", text);
	else
		fwrite(text, 1, strlen(text) + 1, f);
}

/* Encode an octet that is not UTF-8 as Python's "surrogateescape" does */
static size_t put_code(FILE *f, const char *text)
{
	size_t len;
	uint32_t code = decode(text, &len);

	if (code == INVALID) {
		fprintf(f, "\\udc%02x", (unsigned char)*text);
		return 1;
	}
	if (code > 0xffff)
		fprintf(f, "\\u%04x\\u%04x", 0xd7c0 + (code >> 10),
			0xdc00 + (code & 0x3ff));
	else
		fprintf(f, "\\u%04x", code);
	return len;
}

void put_json(FILE *f, const char *json)
{
	const char *at = json;
	size_t len;

	while (*at) {
		len = *at == '\n' ? 1 : printable(at);
		at += len;
		if (len)
			continue;
		fwrite(json, 1, at - json, f);
		at += put_code(f, at);
		json = at;
	}
	fprintf(f, "%s\n", json);
}
