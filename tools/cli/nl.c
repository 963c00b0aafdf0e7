// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "../escape.h"
#include "nl.h"

#ifndef NETLINK_CAP_ACK
#define NETLINK_CAP_ACK	10
#endif

bool nl_open(struct nl *nl, int bus)
{
	int on = 1;

	nl->seq = 0;
	nl->message[0] = '\0';
	nl->socket = mnl_socket_open2(bus, SOCK_CLOEXEC);
	if (!nl->socket)
		return false;
	mnl_socket_setsockopt(nl->socket, NETLINK_EXT_ACK, &on, sizeof(on));
	mnl_socket_setsockopt(nl->socket, NETLINK_CAP_ACK, &on, sizeof(on));
	if (mnl_socket_bind(nl->socket, 0, MNL_SOCKET_AUTOPID) < 0) {
		nl_close(nl);
		return false;
	}
	return true;
}

void nl_close(struct nl *nl)
{
	mnl_socket_close(nl->socket);
}

struct nlmsghdr *nl_request(void *buf, unsigned int type, unsigned int flags)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);

	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = NLM_F_REQUEST | flags;
	return nlh;
}

/* An answer on its way to the one who asked */
struct answer {
	struct nl *nl;
	mnl_cb_t cb;
	void *ctx;
};

static int take_message(const struct nlattr *attr, void *ctx)
{
	struct nl *nl = ctx;

	if (mnl_attr_get_type(attr) == NLMSGERR_ATTR_MSG &&
	    mnl_attr_validate(attr, MNL_TYPE_NUL_STRING) >= 0)
		snprintf(nl->message, sizeof(nl->message), "%s",
			 mnl_attr_get_str(attr));
	return MNL_CB_OK;
}

/* The status that ends an answer, and behind @size octets the words to it */
static int end(struct nl *nl, const struct nlmsghdr *nlh, int error,
	       unsigned int size)
{
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS)
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
	const struct nlmsgerr *err = mnl_nlmsg_get_payload(nlh);
	unsigned int size = sizeof(*err);

	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		size += MNL_ALIGN(err->msg.nlmsg_len) - sizeof(err->msg);
	nl->message[0] = '\0';
	end(nl, nlh, err->error, size);
	return err->error;
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
	const int *error = mnl_nlmsg_get_payload(nlh);

	return end(answer->nl, nlh, *error, sizeof(*error));
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
	char buf[NL_ANSWER_SIZE];
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
		len = mnl_socket_recvfrom(nl->socket, buf, sizeof(buf));
		if (len < 0)
			return -errno;
		ret = mnl_cb_run2(buf, len, nl->seq,
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
