/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text output.  Names of devices, aliases, namespaces and files may be hostile, and
 * the kernel quotes them in its messages.  All text output goes through put_text() or
 * put_line(), which escape it.
 */
#ifndef GRE2890_ESCAPE_H
#define GRE2890_ESCAPE_H

#include <stddef.h>
#include <stdio.h>

/**
 * printable() - measure the character at the start of a string
 * @text: the string, in any encoding
 *
 * Control characters, line separators and characters that change the order of
 * others or show nothing are not printable.  Nor is an octet that is not UTF-8.
 *
 * Return: octets of the character if it is printable UTF-8, else 0.
 */
size_t printable(const char *text);

/**
 * escape() - make a string safe to print
 * @text: the string, in any encoding
 *
 * Replaces each octet that is not printable by a backslash and three octal digits,
 * and a backslash by two, so that the result is unambiguous.
 *
 * Return: the escaped string; free() it.
 */
char *escape(const char *text);

/**
 * put_text() - print text without a newline
 * @f: where to
 * @fmt: as for printf; the result is escaped, including newlines
 */
void put_text(FILE *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * put_line() - print one line
 * @f: where to
 * @fmt: as for printf; the result is escaped, and a newline follows
 */
void put_line(FILE *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * put_verbatim() - print text that is safe already
 * @f: where to
 * @text: a constant, or made by put_text() and put_line()
 */
void put_verbatim(FILE *f, const char *text);

/**
 * put_string() - print a string for another program
 * @f: where to
 * @text: the string, printed as is and ended by NUL; on a terminal, an escaped line
 */
void put_string(FILE *f, const char *text);

/**
 * put_json() - print JSON and a newline
 * @f: where to
 * @json: the text; unprintable characters in strings become \uXXXX, octets that are
 *	not UTF-8 become \udcXX
 */
void put_json(FILE *f, const char *json);

#endif /* GRE2890_ESCAPE_H */
