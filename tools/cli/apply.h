/* SPDX-License-Identifier: GPL-2.0 */
/* One pass of "apply", and waiting for another */
#ifndef GRE2890_APPLY_H
#define GRE2890_APPLY_H

#include "files.h"
#include "send.h"
#include "wanted.h"

/**
 * struct apply - one call of "apply"
 * @cli: the command
 * @argv: names of files
 * @files: the files
 * @want: their tunnels
 * @sending: result of sending the difference
 * @fresh: the files have not been applied yet
 * @partial: some existing tunnels could not be read
 * @pruned: tunnels that no file names have been deleted
 * @reported_unclear: --prune has been reported as impossible
 */
struct apply {
	const struct cli *cli;
	char **argv;
	struct files files;
	struct wanted_list want;
	struct sending sending;
	bool fresh;
	bool partial;
	bool pruned;
	bool reported_unclear;
};

/**
 * apply_load() - read the files again
 * @a: the call
 *
 * Return: false if they have a mistake, which has been reported.
 */
bool apply_load(struct apply *a);

/**
 * apply_pass() - make the tunnels as the files say
 * @a: the call; skips tunnels that are settled or wait for a name
 *
 * Return: an exit status; refusals are in @a->sending.
 */
int apply_pass(struct apply *a);

/**
 * apply_look() - look all names up again
 * @a: the call
 *
 * Return: true if apply_pass() has something to do.
 */
bool apply_look(struct apply *a);

/**
 * apply_missing() - count the tunnels that wait for a name
 * @a: the call
 */
size_t apply_missing(const struct apply *a);

/**
 * apply_report_missing() - report each missing device or namespace once
 * @a: the call
 * @all: also names of devices that the files themselves make
 * @tail: text after the reason
 *
 * Return: number of such names.
 */
size_t apply_report_missing(struct apply *a, bool all, const char *tail);

/**
 * apply_delete() - delete the tunnels that the files describe
 * @a: the call
 *
 * Return: an exit status.
 */
int apply_delete(struct apply *a);

/**
 * apply_watch() - apply, and again whenever a missing name may exist
 * @a: the call, with its files read
 *
 * With --wait, ends when nothing is missing or the time is over.  With --watch, ends
 * on SIGTERM or SIGINT, and reads the files again on SIGHUP.
 *
 * Return: an exit status.
 */
int apply_watch(struct apply *a);

#endif /* GRE2890_APPLY_H */
