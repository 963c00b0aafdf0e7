// SPDX-License-Identifier: GPL-2.0
/*
 * A kernel for the command's tests, put between it and libmnl by LD_PRELOAD.
 *
 * It has the links and addresses of the file $KERNEL_LINKS, written by "message",
 * and refuses to create another link with such a name.
 * It refuses requests about a device called "refused" with a message, $KERNEL_WORDS
 * if that is set, and about one called "exists" without a message; the kind of one
 * called "unknown" is unknown.  A change interrupts the first $KERNEL_CHANGES dumps.
 * Before each of its messages, another sender answers the request with the contents
 * of the file $KERNEL_FORGED and a refusal.  The attributes of RTM_NEWLINK go to
 * standard error as attribute=payload, nested ones in brackets.  A reader of events
 * gets the messages of the file $KERNEL_EVENTS, and then an error.
 *
 * The underlay has the tunnels of the file $KERNEL_TUNNELS.  Without it, the module has
 * no command for them; if it is "denied", the caller lacks permission.  Tunnel 404 does
 * not exist.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/gre2890.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#define FAMILY	77
#define FORGER	4242

static char answer[1 << 22];
static char sockets[NETLINK_GENERIC + 1];
static size_t answer_size, answer_read;
static unsigned int seq;
static bool wants_ack;
static int family;

struct mnl_socket *mnl_socket_open2(int bus, int flags)
{
	answer_size = 0;
	answer_read = 0;
	family = bus;
	return (struct mnl_socket *)&sockets[bus];
}

int mnl_socket_bind(struct mnl_socket *nl, unsigned int groups, pid_t pid)
{
	return 0;
}

int mnl_socket_setsockopt(const struct mnl_socket *nl, int type, void *buf,
			  socklen_t len)
{
	return 0;
}

unsigned int mnl_socket_get_portid(const struct mnl_socket *nl)
{
	return 1;
}

int mnl_socket_close(struct mnl_socket *nl)
{
	return 0;
}

/* For poll(): route events are always there, generic ones never */
int mnl_socket_get_fd(const struct mnl_socket *nl)
{
	return nl == (struct mnl_socket *)&sockets[NETLINK_ROUTE] ?
	       open("/dev/null", O_RDONLY) : eventfd(0, 0);
}

/* Append an event to the answer, at the end of which the reader is. */
static bool next_event(void)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)(answer + answer_size);
	static FILE *f;

	if (!f)
		f = fopen(getenv("KERNEL_EVENTS") ?: "", "r");
	if (!f)
		abort();
	if (fread(nlh, sizeof(*nlh), 1, f) != 1 ||
	    fread(nlh + 1, nlh->nlmsg_len - sizeof(*nlh), 1, f) != 1) {
		errno = EIO;
		return false;
	}
	answer_size += MNL_ALIGN(nlh->nlmsg_len);
	return true;
}

int connect(int fd, const struct sockaddr *addr, socklen_t len)
{
	return 0;
}

ssize_t recv(int fd, void *buf, size_t size, int flags)
{
	errno = EAGAIN;
	return -1;
}

/* Links from a file, as part of the answer */
static char *read_links(const char *name, int *size, unsigned int flags)
{
	static char file[1 << 22];
	FILE *f = fopen(name, "r");
	struct nlmsghdr *nlh = (struct nlmsghdr *)file;
	int left;

	*size = f ? fread(file, 1, sizeof(file) / 2, f) : 0;
	left = *size;
	if (f)
		fclose(f);
	for (; mnl_nlmsg_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		nlh->nlmsg_flags = flags;
		nlh->nlmsg_seq = seq;
		nlh->nlmsg_pid = 1;
	}
	return file;
}

static char *forge(int *size)
{
	char *file = read_links(getenv("KERNEL_FORGED"), size, NLM_F_MULTI);
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(file + *size);
	struct nlmsgerr *err = mnl_nlmsg_put_extra_header(nlh, sizeof(*err));

	nlh->nlmsg_type = NLMSG_ERROR;
	nlh->nlmsg_seq = seq;
	nlh->nlmsg_pid = 1;
	err->error = -EPERM;
	*size += nlh->nlmsg_len;
	return file;
}

ssize_t recvmsg(int fd, struct msghdr *msg, int flags)
{
	struct sockaddr_nl *sender = msg->msg_name;
	char *from = answer + answer_read;
	static bool honest;
	int len;

	if (answer_read == answer_size && !next_event())
		return -1;
	len = MNL_ALIGN(((struct nlmsghdr *)from)->nlmsg_len);
	if (answer_read + len > answer_size)
		abort();
	sender->nl_pid = getenv("KERNEL_FORGED") && !honest ? FORGER : 0;
	if (sender->nl_pid)
		from = forge(&len);
	memcpy(msg->msg_iov->iov_base, from,
	       (size_t)len < msg->msg_iov->iov_len ? (size_t)len :
						     msg->msg_iov->iov_len);
	if (flags & MSG_PEEK)
		return len;
	honest = sender->nl_pid;
	answer_read += sender->nl_pid ? 0 : len;
	return len;
}

static struct nlmsghdr *begin(unsigned int type, unsigned int flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(answer + answer_size);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = seq;
	nlh->nlmsg_pid = 1;
	return nlh;
}

static void end(const struct nlmsghdr *nlh)
{
	answer_size += MNL_ALIGN(nlh->nlmsg_len);
}

static void ack(int error, const char *message)
{
	struct nlmsghdr *nlh = begin(NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS);
	struct nlmsgerr *err = mnl_nlmsg_put_extra_header(nlh, sizeof(*err));

	if (!error && !wants_ack)
		return;
	err->error = error;
	if (message)
		mnl_attr_put_strz(nlh, NLMSGERR_ATTR_MSG, message);
	end(nlh);
}

/* Messages of a type from a file; @name NULL: with any name */
static void links(const char *path, const char *name, unsigned int type,
		  unsigned int flags)
{
	struct nlmsghdr *nlh;
	int size;

	nlh = (struct nlmsghdr *)read_links(path, &size, flags);
	for (; mnl_nlmsg_ok(nlh, size); nlh = mnl_nlmsg_next(nlh, &size)) {
		if (nlh->nlmsg_type != type ||
		    (name && !memmem(nlh, nlh->nlmsg_len, name, strlen(name) + 1)))
			continue;
		if (family == NETLINK_GENERIC)
			nlh->nlmsg_type = FAMILY;
		memcpy(answer + answer_size, nlh, nlh->nlmsg_len);
		end(nlh);
	}
}

static void done(unsigned int flags)
{
	struct nlmsghdr *nlh = begin(NLMSG_DONE, flags);

	*(int *)mnl_nlmsg_put_extra_header(nlh, sizeof(int)) = 0;
	end(nlh);
}

static void dump(const char *path, unsigned int type)
{
	static int dumps;
	const char *changes = getenv("KERNEL_CHANGES");
	unsigned int flags = NLM_F_MULTI;

	if (changes && dumps++ < atoi(changes))
		flags |= NLM_F_DUMP_INTR;
	links(path, NULL, type, flags);
	done(flags);
}

static void get(const char *name)
{
	size_t before = answer_size;

	links(getenv("KERNEL_LINKS"), name, RTM_NEWLINK, 0);
	if (answer_size == before)
		ack(-ENODEV, NULL);
	else
		ack(0, NULL);
}

static void print(const struct nlattr *attr)
{
	const unsigned char *payload = mnl_attr_get_payload(attr);
	bool nest = mnl_attr_get_type(attr) == IFLA_LINKINFO ||
		    attr->nla_type & NLA_F_NESTED;
	const struct nlattr *inner;
	int i;

	fprintf(stderr, " %u=", mnl_attr_get_type(attr));
	if (nest) {
		fputs("[", stderr);
		mnl_attr_for_each_nested(inner, attr)
			print(inner);
		fputs(" ]", stderr);
		return;
	}
	for (i = 0; i < mnl_attr_get_payload_len(attr); i++)
		fprintf(stderr, "%02x", payload[i]);
}

static bool is_there(const char *name)
{
	size_t before = answer_size;
	bool there;

	links(getenv("KERNEL_LINKS"), name, RTM_NEWLINK, 0);
	there = answer_size > before;
	answer_size = before;
	return there;
}

static void new_link(const struct nlmsghdr *nlh, const char *name)
{
	const struct ifinfomsg *ifi = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;

	if (!strcmp(name, "refused")) {
		ack(-EINVAL, getenv("KERNEL_WORDS") ?: "the kernel's own words");
		return;
	}
	if (!strcmp(name, "exists") ||
	    (nlh->nlmsg_flags & NLM_F_EXCL && is_there(name))) {
		ack(-EEXIST, NULL);
		return;
	}
	if (!strcmp(name, "unknown")) {
		ack(-EOPNOTSUPP, "Unknown device type");
		return;
	}
	fprintf(stderr, "index=%d flags=%x/%x", ifi->ifi_index, ifi->ifi_flags,
		ifi->ifi_change);
	mnl_attr_for_each(attr, nlh, sizeof(*ifi))
		print(attr);
	fputs("\n", stderr);
	ack(0, strcmp(name, "warned") ? NULL :
	       getenv("KERNEL_WORDS") ?: "take care");
}

static void genl_family(unsigned int flags)
{
	struct nlmsghdr *nlh = begin(GENL_ID_CTRL, 0);

	mnl_nlmsg_put_extra_header(nlh, sizeof(struct genlmsghdr));
	nlh->nlmsg_flags |= flags;
	mnl_attr_put_u16(nlh, CTRL_ATTR_FAMILY_ID, FAMILY);
	mnl_attr_put_strz(nlh, CTRL_ATTR_FAMILY_NAME, GRE2890_GENL_NAME);
	end(nlh);
}

static void genl_one(void)
{
	genl_family(0);
	ack(0, NULL);
}

static void genl_families(void)
{
	if (!getenv("KERNEL_EMPTY"))
		genl_family(NLM_F_MULTI);
	done(NLM_F_MULTI);
}

static void netns_stats(void)
{
	struct nlmsghdr *nlh = begin(FAMILY, 0);
	struct nlattr *nest;

	mnl_nlmsg_put_extra_header(nlh, sizeof(struct genlmsghdr));
	mnl_attr_put_u32(nlh, GRE2890_A_NETNS_TUNNELS, 2);
	mnl_attr_put_u32(nlh, GRE2890_A_NETNS_REORDER_MEMORY, 4096);
	mnl_attr_put_u32(nlh, GRE2890_A_NETNS_REORDER_USED, 7);
	mnl_attr_put_u32(nlh, GRE2890_A_NETNS_ANSWER_RATE, 10000);
	mnl_attr_put_u32(nlh, GRE2890_A_NETNS_ANSWER_RATE_TUNNEL, 1000);
	if (getenv("KERNEL_HOST")) {
		mnl_attr_put_u64(nlh, GRE2890_A_REORDER_MEMORY_HOST, 1ULL << 33);
		mnl_attr_put_u64(nlh, GRE2890_A_REORDER_USED_HOST, 8);
	}
	nest = mnl_attr_nest_start(nlh, GRE2890_A_NETNS_STATS);
	mnl_attr_put_u64(nlh, GRE2890_STAT_RX_NO_TUNNEL, 5);
	mnl_attr_put_u64(nlh, GRE2890_STAT_RX_TRUNCATED, 0);
	mnl_attr_nest_end(nlh, nest);
	end(nlh);
	ack(0, NULL);
}

/* GRE2890_A_LINK is a nest, which print() sees. */
static void tunnel(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;
	int error = 0;

	fprintf(stderr, "cmd=%u", genl->cmd);
	mnl_attr_for_each(attr, nlh, sizeof(*genl)) {
		print(attr);
		if (mnl_attr_get_type(attr) == GRE2890_A_TUNNEL_ID &&
		    mnl_attr_get_u32(attr) == 404)
			error = -ENOENT;
	}
	fputs("\n", stderr);
	ack(error, NULL);
}

static void tunnels(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	const char *path = getenv("KERNEL_TUNNELS");

	if (!path)
		ack(-EOPNOTSUPP, NULL);
	else if (!strcmp(path, "denied"))
		ack(-EPERM, NULL);
	else if (genl->cmd == GRE2890_CMD_TUNNEL_GET)
		dump(path, 0);
	else
		tunnel(nlh);
}

static void generic(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *genl = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *attr;

	if (genl->cmd == GRE2890_CMD_NETNS_GET) {
		netns_stats();
		return;
	}
	if (genl->cmd >= GRE2890_CMD_TUNNEL_GET) {
		tunnels(nlh);
		return;
	}
	mnl_attr_for_each(attr, nlh, sizeof(*genl))
		fprintf(stderr, "cmd=%u %u=%u\n", genl->cmd,
			mnl_attr_get_type(attr),
			mnl_attr_get_payload_len(attr) == 1 ?
			mnl_attr_get_u8(attr) : mnl_attr_get_u32(attr));
	ack(0, NULL);
}

static const char *name_of(const struct nlmsghdr *nlh)
{
	const struct nlattr *attr;

	mnl_attr_for_each(attr, nlh, sizeof(struct ifinfomsg))
		if (mnl_attr_get_type(attr) == IFLA_IFNAME)
			return mnl_attr_get_str(attr);
	return "";
}

static void route(const struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_type == RTM_GETLINK && nlh->nlmsg_flags & NLM_F_DUMP)
		dump(getenv("KERNEL_LINKS"), RTM_NEWLINK);
	else if (nlh->nlmsg_type == RTM_GETLINK)
		get(name_of(nlh));
	else if (nlh->nlmsg_type == RTM_NEWLINK)
		new_link(nlh, name_of(nlh));
	else if (nlh->nlmsg_type == RTM_GETADDR)
		dump(getenv("KERNEL_LINKS"), RTM_NEWADDR);
	else
		ack(0, NULL);
}

static void handle(const struct nlmsghdr *nlh)
{
	seq = nlh->nlmsg_seq;
	wants_ack = nlh->nlmsg_flags & NLM_F_ACK;
	if (family == NETLINK_ROUTE)
		route(nlh);
	else if (nlh->nlmsg_type == FAMILY)
		generic(nlh);
	else if ((nlh->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP)
		genl_families();
	else if (getenv("KERNEL_EMPTY"))
		ack(-ENOENT, NULL);
	else
		genl_one();
}

ssize_t mnl_socket_sendto(const struct mnl_socket *nl, const void *req,
			  size_t len)
{
	const struct nlmsghdr *nlh = req;
	int left = len;

	for (; mnl_nlmsg_ok(nlh, left); nlh = mnl_nlmsg_next(nlh, &left))
		handle(nlh);
	return len;
}
