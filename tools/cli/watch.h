/* SPDX-License-Identifier: GPL-2.0 */
/* "apply" that waits for devices and namespaces */
#ifndef GRE2890_WATCH_H
#define GRE2890_WATCH_H

struct apply;

/**
 * watch() - apply, and again when a name that was missing may exist
 * @a: the call, with its files read
 *
 * With --wait, ends when nothing is missing any more or the time is over; with
 * --watch, on SIGTERM or SIGINT, and reads the files again on SIGHUP.
 *
 * Return: an exit status.
 */
int watch(struct apply *a);

#endif /* GRE2890_WATCH_H */
