/* SPDX-License-Identifier: GPL-2.0 */
/* Messages to the service manager, see sd_notify(3) */
#ifndef GRE2890_NOTIFY_H
#define GRE2890_NOTIFY_H

/**
 * notify() - send a message to the socket in $NOTIFY_SOCKET, if there is one
 * @fmt: as for printf: VARIABLE=VALUE, one a line.  Names must be escaped, so that
 *	none of them adds a line
 */
void notify(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * notify_reloading() - tell that files are read again, until READY=1
 */
void notify_reloading(void);

#endif /* GRE2890_NOTIFY_H */
