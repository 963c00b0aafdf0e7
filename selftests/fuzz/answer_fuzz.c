// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel answers, and what it tells to monitor.  The first octet chooses
 * what is asked, the rest are datagrams: flags, two octets of length, and octets,
 * to which the harness gives the sequence number and port that are waited for.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>

#include "../../tools/cli/cli.h"
#include "../../tools/cli/link.h"
#include "../../tools/cli/netns.h"
#include "../../tools/cli/nl.h"
#include "input.h"

#define PORT	1

enum {
	FOREIGN = 1,	/* another process sent it */
	UNASKED = 2,	/* with the numbers that it has */
	OVERRUN = 4,	/* and others were lost before it */
};

static struct input in;
static unsigned int sequence;
static int null;

int LLVMFuzzerInitialize(int *argc, char ***argv);
struct mnl_socket *__wrap_mnl_socket_open2(int bus, int flags);
int __wrap_mnl_socket_bind(struct mnl_socket *nl, unsigned int groups, pid_t pid);
int __wrap_mnl_socket_setsockopt(const struct mnl_socket *nl, int type, void *buf, socklen_t len);
int __wrap_mnl_socket_get_fd(const struct mnl_socket *nl);
unsigned int __wrap_mnl_socket_get_portid(const struct mnl_socket *nl);
int __wrap_mnl_socket_close(struct mnl_socket *nl);
ssize_t __wrap_mnl_socket_sendto(const struct mnl_socket *nl, const void *req, size_t len);
int __wrap_connect(int fd, const struct sockaddr *addr, socklen_t len);
ssize_t __wrap_recv(int fd, void *buf, size_t size, int flags);
ssize_t __wrap_recvmsg(int fd, struct msghdr *msg, int flags);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout);
int __wrap_netns_open(const char *name);
bool __wrap_netns_socket(struct nl *nl, int fd);
bool __wrap_netns_walk(bool (*visit)(const char *name, void *ctx), void *ctx);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	null = open("/dev/null", O_RDWR);
	must(null >= 0 && freopen("/dev/null", "w", stdout));
	return 0;
}

struct mnl_socket *__wrap_mnl_socket_open2(int bus, int flags)
{
	return (struct mnl_socket *)&in;
}

int __wrap_mnl_socket_bind(struct mnl_socket *nl, unsigned int groups, pid_t pid)
{
	return 0;
}

int __wrap_mnl_socket_setsockopt(const struct mnl_socket *nl, int type, void *buf, socklen_t len)
{
	return 0;
}

int __wrap_mnl_socket_get_fd(const struct mnl_socket *nl)
{
	return null;
}

unsigned int __wrap_mnl_socket_get_portid(const struct mnl_socket *nl)
{
	return PORT;
}

int __wrap_mnl_socket_close(struct mnl_socket *nl)
{
	return 0;
}

ssize_t __wrap_mnl_socket_sendto(const struct mnl_socket *nl, const void *req, size_t len)
{
	sequence = ((const struct nlmsghdr *)req)->nlmsg_seq;
	return len;
}

int __wrap_connect(int fd, const struct sockaddr *addr, socklen_t len)
{
	must(addr->sa_family == AF_NETLINK && !((const struct sockaddr_nl *)addr)->nl_pid);
	return 0;
}

ssize_t __wrap_recv(int fd, void *buf, size_t size, int flags)
{
	errno = EAGAIN;
	return -1;
}

static void number(void *data, int len)
{
	struct nlmsghdr *nlh = data;

	for (; mnl_nlmsg_ok(nlh, len) && nlh->nlmsg_len <= (size_t)len; nlh = mnl_nlmsg_next(nlh, &len)) {
		nlh->nlmsg_seq = sequence;
		nlh->nlmsg_pid = PORT;
	}
}

ssize_t __wrap_recvmsg(int fd, struct msghdr *msg, int flags)
{
	struct input at = in;
	unsigned int form = take(&at, 1);
	size_t len = take(&at, 2), left = at.end - at.at, copied;

	len = len < left ? len : left;
	if (!left || (form & OVERRUN && !(flags & MSG_PEEK))) {
		errno = left ? ENOBUFS : EAGAIN;
		in.at = at.at + len;
		return -1;
	}
	((struct sockaddr_nl *)msg->msg_name)->nl_pid = form & FOREIGN ? 2 : 0;
	copied = len < msg->msg_iov->iov_len ? len : msg->msg_iov->iov_len;
	memcpy(msg->msg_iov->iov_base, at.at, copied);
	if (!(form & UNASKED))
		number(msg->msg_iov->iov_base, copied);
	must(!(form & FOREIGN) || !copied);
	if (!(flags & MSG_PEEK))
		in.at = at.at + len;
	return len;
}

/* Each source has something as long as there is anything. */
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout)
{
	nfds_t i;

	for (i = 0; i < count; i++)
		fds[i].revents = POLLIN;
	errno = EIO;
	return in.at < in.end || !count ? (int)count : -1;
}

int __wrap_netns_open(const char *name)
{
	return open("/dev/null", O_RDONLY);
}

bool __wrap_netns_socket(struct nl *nl, int fd)
{
	return nl_open(nl, NETLINK_ROUTE);
}

bool __wrap_netns_walk(bool (*visit)(const char *name, void *ctx), void *ctx)
{
	return visit("red", ctx);
}

static void answered(void *about, int error, struct nl *nl)
{
	must(about == &in);
	must(memchr(nl->message, 0, sizeof(nl->message)) && nl_error(nl, error));
}

/* The answers have the number of the last request; so the others are waited for in vain. */
static void ask_batch(unsigned int count)
{
	static struct batch batch;
	char buf[NL_REQUEST_SIZE];
	struct nl nl;

	must(nl_open(&nl, NETLINK_ROUTE));
	batch_init(&batch, &nl, answered);
	for (; count; count--)
		must(!batch_add(&batch, link_delete_request(buf, 5), &in));
	batch_send(&batch);
	nl_close(&nl);
}

static void ask_number(void)
{
	struct nl nl;

	must(nl_open(&nl, NETLINK_ROUTE));
	netns_id(&nl, null);
	nl_close(&nl);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *words[] = { "t4", NULL };
	struct cli cli = { .argv = words };
	unsigned int question;

	in = (struct input){ data, data + size };
	question = take(&in, 1);
	cli.json = question & 0x80;
	cli.all = question & 0x40;
	cli.openmetrics = question & 0x20;
	switch (question & 0xf) {
	case 0:
		return cli_show(&cli, 0, words + 1), 0;
	case 1:
		return cli_show(&cli, 1, words), 0;
	case 2:
		return cli_stats(&cli, 0, words + 1), 0;
	case 3:
		return cli_export(&cli, 0, words + 1), 0;
	case 4:
		return cli_monitor(&cli, 0, words + 1), 0;
	case 5:
		return cli_del(&cli, 1, words), 0;
	case 6:
		return ask_number(), 0;
	case 7:
		return ask_batch(1 + (question >> 4)), 0;
	}
	return -1;
}
