/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Text output.  Devices, aliases, namespaces and files may be named by somebody
 * hostile, and the kernel quotes such names.  So everything that the command
 * prints as text goes through put_text() or put_line(), which escape it.
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
 * Each octet of what is not printable becomes a backslash and three octal
 * digits.  A backslash becomes two, so that the result tells what @text was.
 *
 * Return: the escaped string; free() it.
 */
char *escape(const char *text);

/**
 * put_text() - print text without a line's end
 * @f: where to
 * @fmt: as for printf; what comes out is escaped, line ends too
 */
void put_text(FILE *f, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * put_line() - print one line
 * @f: where to
 * @fmt: as for printf; what comes out is escaped, and a line's end follows
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
 * @text: the string, which is printed as it is, with a NUL behind; but as a
 *	line of text if @f is a terminal
 */
void put_string(FILE *f, const char *text);

/**
 * put_json() - print a JSON text and a line's end
 * @f: where to
 * @json: the text; what is not printable in its strings becomes \uXXXX, an
 *	octet that is not UTF-8 becomes \udcXX
 */
void put_json(FILE *f, const char *json);

#endif /* GRE2890_ESCAPE_H */
