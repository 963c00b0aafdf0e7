// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "../escape.h"
#include "nl.h"

#ifndef NETLINK_CAP_ACK
#define NETLINK_CAP_ACK	10
#endif

/* The largest of the kernel */
#define MAX_ERRNO	4095

/* The kernel sizes its dumps by the room that a reader offers, up to this. */
#define ROOM	32768

/* Drop messages that other processes sent between bind() and connect(). */
static bool connect_kernel(struct nl *nl)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int fd = mnl_socket_get_fd(nl->socket);

	if (connect(fd, (struct sockaddr *)&kernel, sizeof(kernel)))
		return false;
	while (recv(fd, NULL, 0, MSG_DONTWAIT) >= 0 || errno == ENOBUFS)
		;
	return true;
}

bool nl_open(struct nl *nl, int bus)
{
	int on = 1;

	*nl = (struct nl){ .room = ROOM };
	nl->socket = mnl_socket_open2(bus, SOCK_CLOEXEC);
	if (!nl->socket)
		return false;
	nl->buf = malloc(nl->room);
	if (!nl->buf)
		abort();
	mnl_socket_setsockopt(nl->socket, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(nl->socket, NETLINK_CAP_ACK, &on, sizeof(on));
	if (mnl_socket_bind(nl->socket, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    !connect_kernel(nl)) {
		nl_close(nl);
		return false;
	}
	return true;
}

void nl_close(struct nl *nl)
{
	mnl_socket_close(nl->socket);
	free(nl->buf);
}

/* Return: size of the datagram, even if it exceeds @room */
static ssize_t receive(struct nl *nl, struct sockaddr_nl *sender, size_t room,
		       int flags)
{
	struct iovec iov = { .iov_base = nl->buf, .iov_len = room };
	union {
		struct cmsghdr header;
		char buf[CMSG_SPACE(sizeof(int))];
	} control = { .buf = "" };
	struct msghdr msg = {
		.msg_name = sender,
		.msg_namelen = sizeof(*sender),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};
	ssize_t len = recvmsg(mnl_socket_get_fd(nl->socket), &msg,
			      flags | MSG_TRUNC);

	nl->nsid = -1;
	if (control.header.cmsg_level == SOL_NETLINK &&
	    control.header.cmsg_type == NETLINK_LISTEN_ALL_NSID)
		memcpy(&nl->nsid, CMSG_DATA(&control.header), sizeof(nl->nsid));
	return len;
}

/* libmnl does not check for lengths above INT_MAX. */
static bool is_whole(const struct nlmsghdr *nlh, int len)
{
	for (; len >= (int)sizeof(*nlh); nlh = mnl_nlmsg_next(nlh, &len))
		if (nlh->nlmsg_len < sizeof(*nlh) ||
		    nlh->nlmsg_len > (size_t)len)
			return false;
	return true;
}

ssize_t nl_receive(struct nl *nl)
{
	struct sockaddr_nl sender = { .nl_pid = 1 };
	ssize_t len = receive(nl, &sender, 0, MSG_PEEK);

	if (len < 0)
		return -1;
	/* Only the kernel has the number 0. */
	if (sender.nl_pid)
		return receive(nl, &sender, 0, 0) < 0 ? -1 : 0;
	if ((size_t)len > nl->room) {
		nl->room = len;
		nl->buf = realloc(nl->buf, nl->room);
		if (!nl->buf)
			abort();
	}
	len = receive(nl, &sender, nl->room, 0);
	if (len >= 0 && (sender.nl_pid || (size_t)len > nl->room ||
			 !is_whole(nl->buf, len))) {
		errno = EBADMSG;
		return -1;
	}
	return len;
}

const void *nl_payload(const struct nlmsghdr *nlh, size_t size)
{
	if (mnl_nlmsg_get_payload_len(nlh) >= size)
		return mnl_nlmsg_get_payload(nlh);
	errno = EBADMSG;
	return NULL;
}

void nl_attr_copy(const struct nlattr *attr, void *to, size_t size)
{
	if (mnl_attr_get_payload_len(attr) == size)
		memcpy(to, mnl_attr_get_payload(attr), size);
}

void nl_attr_text(const struct nlattr *attr, char *text, size_t size)
{
	bool valid = mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0;

	snprintf(text, size, "%s", valid ? mnl_attr_get_str(attr) : "");
}

void nl_attr_store(const struct nlattr *attr, const struct nl_field *fields,
		   void *to)
{
	const struct nl_field *f = fields;

	while (f->type && f->type != mnl_attr_get_type(attr))
		f++;
	if (f->text)
		nl_attr_text(attr, (char *)to + f->offset, f->size);
	else if (f->type)
		nl_attr_copy(attr, (char *)to + f->offset, f->size);
}

struct nlmsghdr *nl_request(void *buf, unsigned int type, unsigned int flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	return nlh;
}

/* The answer that is being read */
struct answer {
	struct nl *nl;
	mnl_cb_t cb;
	void *ctx;
};

static int take_message(const struct nlattr *attr, void *ctx)
{
	struct nl *nl = ctx;

	if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG)
		nl_attr_text(attr, nl->message, sizeof(nl->message));
	return MNL_CB_OK;
}

/* Return: a valid status of the kernel, 0 or a negative errno, else -EBADMSG */
static int status(int error)
{
	return error > 0 || error < -MAX_ERRNO ? -EBADMSG : error;
}

/* End the answer: @error is its status, the message follows after @size octets. */
static int end(struct nl *nl, const struct nlmsghdr *nlh, int error,
	       size_t size)
{
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS && nl_payload(nlh, size))
		mnl_attr_parse(nlh, size, take_message, nl);
	if (error) {
		errno = -error;
		return MNL_CB_ERROR;
	}
	if (*nl->message)
		put_line(stderr, "gre2890: warning: %s", nl->message);
	return MNL_CB_STOP;
}

int nl_ack(struct nl *nl, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = nl_payload(nlh, sizeof(*err));
	size_t size = sizeof(*err);

	nl->message[0] = '\0';
	if (!err)
		return -EBADMSG;
	/* The request follows, without the header that is in @err already. */
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED) &&
	    err->msg.nlmsg_len > sizeof(err->msg))
		size += MNL_ALIGN((size_t)err->msg.nlmsg_len) -
			sizeof(err->msg);
	end(nl, nlh, status(err->error), size);
	return status(err->error);
}

static int on_error(const struct nlmsghdr *nlh, void *ctx)
{
	const struct answer *answer = ctx;
	int error = nl_ack(answer->nl, nlh);

	errno = -error;
	return error ? MNL_CB_ERROR : MNL_CB_STOP;
}

static int on_done(const struct nlmsghdr *nlh, void *ctx)
{
	const struct answer *answer = ctx;
	const int *error = nl_payload(nlh, sizeof(*error));

	if (!error)
		return MNL_CB_ERROR;
	return end(answer->nl, nlh, status(*error), sizeof(*error));
}

static int on_data(const struct nlmsghdr *nlh, void *ctx)
{
	const struct answer *answer = ctx;

	return answer->cb ? answer->cb(nlh, answer->ctx) : MNL_CB_OK;
}

static mnl_cb_t on_control[] = {
	[NLMSG_ERROR] = on_error,
	[NLMSG_DONE] = on_done,
};

int nl_talk(struct nl *nl, struct nlmsghdr *req, mnl_cb_t cb, void *ctx)
{
	struct answer answer = { nl, cb, ctx };
	ssize_t len;
	int ret;

	req->nlmsg_seq = ++nl->seq;
	/* NLM_F_EXCL is one of the two bits of NLM_F_DUMP */
	if ((req->nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP)
		req->nlmsg_flags |= NLM_F_ACK;
	nl->message[0] = '\0';
	if (mnl_socket_sendto(nl->socket, req, req->nlmsg_len) < 0)
		return -errno;
	do {
		len = nl_receive(nl);
		if (len < 0)
			return -errno;
		ret = mnl_cb_run2(nl->buf, len, nl->seq,
				  mnl_socket_get_portid(nl->socket), on_data,
				  &answer, on_control,
				  sizeof(on_control) / sizeof(*on_control));
	} while (ret > 0);
	return ret ? -errno : 0;
}

const char *nl_error(const struct nl *nl, int error)
{
	return *nl->message ? nl->message : strerror(-error);
}

void batch_init(struct batch *b, struct nl *nl,
		void (*answered)(void *about, int error, struct nl *nl))
{
	b->nl = nl;
	b->answered = answered;
	b->count = 0;
	b->size = 0;
}

int batch_add(struct batch *b, const struct nlmsghdr *req, void *about)
{
	size_t size = MNL_ALIGN(req->nlmsg_len);
	struct nlmsghdr *nlh;
	int err = 0;

	if (b->count == BATCH_MAX || b->size + size > sizeof(b->buf))
		err = batch_send(b);
	if (err)
		return err;
	if (!b->count)
		b->first = b->nl->seq + 1;
	nlh = memcpy(b->buf + b->size, req, req->nlmsg_len);
	nlh->nlmsg_flags |= NLM_F_ACK;
	nlh->nlmsg_seq = ++b->nl->seq;
	b->about[b->count++] = about;
	b->size += size;
	return 0;
}

static int on_answer(const struct nlmsghdr *nlh, void *ctx)
{
	unsigned int i = nlh->nlmsg_seq - ((struct batch *)ctx)->first;
	struct batch *b = ctx;
	int error;

	if (i >= b->count)
		return MNL_CB_OK;
	error = nl_ack(b->nl, nlh);
	b->answered(b->about[i], error, b->nl);
	return i + 1 < b->count ? MNL_CB_OK : MNL_CB_STOP;
}

static mnl_cb_t on_answers[] = {
	[NLMSG_ERROR] = on_answer,
};

/* The kernel answers in the order of the requests */
int batch_send(struct batch *b)
{
	ssize_t len;
	int ret = MNL_CB_OK;

	if (!b->count)
		return 0;
	if (mnl_socket_sendto(b->nl->socket, b->buf, b->size) < 0)
		return -errno;
	while (ret > MNL_CB_STOP) {
		len = nl_receive(b->nl);
		if (len < 0)
			return -errno;
		ret = mnl_cb_run2(b->nl->buf, len, 0,
				  mnl_socket_get_portid(b->nl->socket), NULL, b,
				  on_answers,
				  sizeof(on_answers) / sizeof(*on_answers));
	}
	b->count = 0;
	b->size = 0;
	return ret < 0 ? -errno : 0;
}
