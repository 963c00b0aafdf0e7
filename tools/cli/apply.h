/* SPDX-License-Identifier: GPL-2.0 */
/* What "apply" does at once, and again when it waits */
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
 * @sending: what happened when the difference was sent
 * @fresh: nothing has been made of the files yet
 * @partial: not all that there is could be read
 * @pruned: tunnels that no file names are deleted
 * @reported_unclear: or it was reported that they are not
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
 * apply_load() - read the files, instead of those that were read before
 * @a: the call
 *
 * Return: false if there is a mistake in them, which has been reported.
 */
bool apply_load(struct apply *a);

/**
 * apply_pass() - make the tunnels as the files say
 * @a: the call; all but those that are settled or wait for a name
 *
 * Return: an exit status; refusals are in @a->sending.
 */
int apply_pass(struct apply *a);

/**
 * apply_look() - look all names up again
 * @a: the call
 *
 * Return: true if apply_pass() has something to do because of that.
 */
bool apply_look(struct apply *a);

/**
 * apply_missing() - how many tunnels wait for a name
 * @a: the call
 */
size_t apply_missing(const struct apply *a);

/**
 * apply_report_missing() - report names of things that do not exist, each once
 * @a: the call
 * @all: also names of devices that the files themselves make
 * @tail: what to say behind the reason
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
 * apply_watch() - apply, and again when a name that was missing may exist
 * @a: the call, with its files read
 *
 * With --wait, ends when nothing is missing any more or the time is over; with
 * --watch, on SIGTERM or SIGINT, and reads the files again on SIGHUP.
 *
 * Return: an exit status.
 */
int apply_watch(struct apply *a);

#endif /* GRE2890_APPLY_H */
