/* SPDX-License-Identifier: GPL-2.0 */
/* Requests to the kernel */
#ifndef GRE2890_NL_H
#define GRE2890_NL_H

#include <stdbool.h>
#include <libmnl/libmnl.h>

/* Room for a request, and for the largest part of an answer */
#define NL_REQUEST_SIZE	4096
#define NL_ANSWER_SIZE	32768

/**
 * struct nl - a netlink socket
 * @socket: the socket
 * @seq: number of the latest request
 * @message: after an error, the kernel's own words, or an empty string
 */
struct nl {
	struct mnl_socket *socket;
	unsigned int seq;
	char message[256];
};

/**
 * nl_open() - open a socket in the current network namespace
 * @nl: the socket
 * @bus: NETLINK_ROUTE or NETLINK_GENERIC
 *
 * Return: false with errno set.
 */
bool nl_open(struct nl *nl, int bus);

/**
 * nl_close() - close it
 * @nl: the socket
 */
void nl_close(struct nl *nl);

/**
 * nl_request() - begin a request
 * @buf: NL_REQUEST_SIZE octets
 * @type: of the message
 * @flags: NLM_F_*, beside NLM_F_REQUEST
 *
 * Return: the message, without payload.
 */
struct nlmsghdr *nl_request(void *buf, unsigned int type, unsigned int flags);

/**
 * nl_talk() - send a request and read the whole answer
 * @nl: the socket
 * @req: the request
 * @cb: called for each message of the answer; NULL: there is none but the ack
 * @ctx: passed to it
 *
 * A warning of the kernel that comes with success goes to stderr.
 *
 * Return: 0, or a negative errno; -EINTR: a dump was overtaken by a change.
 */
int nl_talk(struct nl *nl, struct nlmsghdr *req, mnl_cb_t cb, void *ctx);

/**
 * nl_ack() - read the kernel's answer to one of several requests
 * @nl: the socket
 * @nlh: the answer, NLMSG_ERROR
 *
 * Return: 0, or a negative errno, for nl_error().
 */
int nl_ack(struct nl *nl, const struct nlmsghdr *nlh);

/**
 * nl_error() - the kernel's reason for the latest refusal
 * @nl: the socket
 * @error: what nl_talk() or nl_ack() returned
 */
const char *nl_error(const struct nl *nl, int error);

#endif /* GRE2890_NL_H */
