// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "../escape.h"
#include "appear.h"
#include "apply.h"
#include "cli.h"
#include "json_file.h"

/*
 * Milliseconds of rest after each attempt.  A process that creates devices in a loop
 * must not keep this one busy, so rest ten times as long as the attempt took.
 */
#define REST_MIN	100
#define REST_MAX	10000
#define REST_FACTOR	10

/* Immediate attempts if a namespace is not covered by the sockets */
#define LISTEN_TRIES	3

/* Names in the status; the journal has all */
#define STATUS_NAMES	5

static long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* The address is a path, or behind '@' an abstract name. */
static void send_to(const char *address, const char *text)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	size_t len = strlen(address);
	int fd;

	if (!len || len >= sizeof(to.sun_path))
		return;
	memcpy(to.sun_path, address, len);
	if (*address == '@')
		to.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return;
	/* Best effort: the service works without. */
	(void)!sendto(fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT,
		      (struct sockaddr *)&to,
		      offsetof(struct sockaddr_un, sun_path) + len);
	close(fd);
}

/*
 * Send a message to the service manager, see sd_notify(3), if $NOTIFY_SOCKET names its
 * socket.  Names must be escaped, so that none of them adds a line.
 */
__attribute__((format(printf, 1, 2)))
static void notify(const char *fmt, ...)
{
	const char *address = getenv("NOTIFY_SOCKET");
	va_list ap;
	char *text;

	if (!address)
		return;
	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) < 0)
		abort();
	va_end(ap);
	send_to(address, text);
	free(text);
}

static void notify_reloading(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	notify("RELOADING=1\nMONOTONIC_USEC=%llu",
	       now.tv_sec * 1000000ULL + now.tv_nsec / 1000);
}

static void name_missing(FILE *f, const struct wanted *t, enum wanted_name i)
{
	put_text(f, "%s %s",
		 i == WANTED_NETNS ? "network namespace" : "device",
		 json_object_get_string(t->names[i].value));
	if (i == WANTED_MASTER && t->netns)
		put_text(f, " in %s", t->netns);
	put_text(f, " (%s)", t->name);
}

static void list_missing(FILE *f, const struct apply *a)
{
	const char *before = "; waiting for ";
	size_t i, count = 0;

	for (i = 0; i < a->want.count; i++) {
		const struct wanted *t = &a->want.list[i];
		enum wanted_name name = wanted_missing(t);

		if (name == WANTED_NAMES)
			name = wanted_away(t);
		if (t->wrong || name == WANTED_NAMES || ++count > STATUS_NAMES)
			continue;
		put_verbatim(f, before);
		name_missing(f, t, name);
		before = ", ";
	}
	if (count > STATUS_NAMES)
		put_text(f, " and %zu more", count - STATUS_NAMES);
}

static void tell_status(const struct apply *a, const char *more)
{
	size_t i, applied = 0, refused = 0, size;
	char *text;
	FILE *f = open_memstream(&text, &size);

	for (i = 0; i < a->want.count; i++) {
		const struct wanted *t = &a->want.list[i];

		refused += t->refused;
		applied += !t->wrong && !t->refused &&
			   wanted_missing(t) == WANTED_NAMES;
	}
	put_text(f, applied == 1 ? "%zu tunnel is as its file says" :
				   "%zu tunnels are as their files say", applied);
	list_missing(f, a);
	if (refused || a->files.unreadable || files_wrong(&a->files))
		put_verbatim(f, "; there were errors, see the log");
	fclose(f);
	notify("%sSTATUS=%s", more, text);
	free(text);
}

/* One socket per namespace may exceed the soft limit. */
static void raise_limit(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

/* Return: a file descriptor for the signals that --watch takes; -1: none */
static int take_signals(const struct cli *cli)
{
	sigset_t set;

	if (!cli->watch)
		return -1;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* Open all sockets before looking names up, so that no event is missed. */
static int attempt(struct apply *a, struct appear *appear)
{
	int status = CLI_DONE, tries = LISTEN_TRIES;

	do {
		appear_close(appear);
		if (!appear_open(appear, &a->want))
			return cli_refused("netlink", "%s", strerror(errno));
		if (apply_look(a))
			status = apply_pass(a);
	} while (!status && !appear_covers(appear, &a->want) && --tries);
	apply_report_missing(a, true, "; waiting for it");
	return status;
}

/* Return: false when it is over */
static bool take_signal(struct apply *a, int signals)
{
	struct signalfd_siginfo info;

	if (read(signals, &info, sizeof(info)) != sizeof(info))
		return true;
	if (info.ssi_signo != SIGHUP)
		return false;
	notify_reloading();
	a->sending.status = CLI_DONE;
	if (!apply_load(a))
		a->sending.status = CLI_REFUSED;
	return true;
}

/* Milliseconds until the time of --wait is over; -1: it never is */
static int time_left(const struct cli *cli, long long start)
{
	long long left = start + cli->timeout * 1000LL - now_ms();

	if (!cli->timeout)
		return -1;
	return left < 0 ? 0 : left;
}

static int min_time(int a, int b)
{
	return a >= 0 && a < b ? a : b;
}

/* Wait for a reason for another attempt.  Return: false when it is over */
static bool wait_for_reason(struct apply *a, const struct appear *appear,
			    int signals, long long start, int rest)
{
	struct pollfd stop = { signals, POLLIN };

	if (!poll(&stop, 1, min_time(time_left(a->cli, start), rest)) &&
	    appear_wait(appear, signals, time_left(a->cli, start)))
		return true;
	if (!time_left(a->cli, start))
		return false;
	return signals < 0 || take_signal(a, signals);
}

static int rest_after(long long begun)
{
	long long rest = REST_FACTOR * (now_ms() - begun);

	return rest < REST_MIN ? REST_MIN : rest > REST_MAX ? REST_MAX : rest;
}

static bool is_over(const struct apply *a)
{
	if (a->cli->watch)
		return false;
	return !apply_missing(a) ||
	       (a->sending.status && !a->sending.keep_going);
}

static int work(struct apply *a, struct appear *appear, int signals)
{
	long long start = now_ms(), begun;
	bool ready;
	int status;
	size_t i;

	do {
		begun = now_ms();
		ready = a->fresh;
		status = attempt(a, appear);
		if (status)
			return status;
		tell_status(a, ready ? "READY=1\n" : "");
		if (is_over(a))
			return a->sending.status;
	} while (wait_for_reason(a, appear, signals, start, rest_after(begun)));
	if (a->cli->watch)
		return a->cli->delete_on_exit ? apply_delete(a) : CLI_DONE;
	for (i = 0; i < a->want.count; i++)
		a->want.list[i].reported = 0;
	apply_report_missing(a, true, ", and the time is over");
	return CLI_REFUSED;
}

int apply_watch(struct apply *a)
{
	struct appear appear = { .mounts = -1, .names = -1 };
	int signals = take_signals(a->cli);
	int status;

	raise_limit();
	status = work(a, &appear, signals);
	appear_close(&appear);
	if (signals >= 0)
		close(signals);
	return status ?: a->partial ? CLI_REFUSED : CLI_DONE;
}
