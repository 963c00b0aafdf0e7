/* SPDX-License-Identifier: GPL-2.0 */
/* Exit status of the command, and the error messages that go with it */
#ifndef GRE2890_ERROR_H
#define GRE2890_ERROR_H

struct cli;

/* Exit status */
enum {
	CLI_DONE,
	CLI_REFUSED,
	CLI_USAGE,
};

/**
 * cli_usage() - report a wrong word of the command
 * @cli: the command
 * @word: the word, in cli->argv; or one past the last: one is missing
 * @fmt: what is wrong, as for printf
 *
 * Return: the exit status.
 */
int cli_usage(const struct cli *cli, char **word, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * cli_refused() - report a refusal
 * @what: its subject: a device, a file
 * @fmt: why, as for printf
 *
 * Return: the exit status.
 */
int cli_refused(const char *what, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif /* GRE2890_ERROR_H */
