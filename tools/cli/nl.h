/* SPDX-License-Identifier: GPL-2.0 */
/* Requests to the kernel, one at a time or in batches */
#ifndef GRE2890_NL_H
#define GRE2890_NL_H

#include <stdbool.h>
#include <stddef.h>
#include <libmnl/libmnl.h>

/* Room for a request */
#define NL_REQUEST_SIZE	4096

/**
 * struct nl - a netlink socket
 * @socket: the socket, connected to the kernel
 * @seq: number of the latest request
 * @nsid: number of the namespace that the datagram came from, if the socket listens to
 *	all of them; -1: the current one
 * @message: after an error, the kernel's message, or an empty string
 * @buf: the datagram that nl_receive() read last
 * @room: octets that @buf has room for
 */
struct nl {
	struct mnl_socket *socket;
	unsigned int seq;
	int nsid;
	char message[256];
	void *buf;
	size_t room;
};

/**
 * nl_open() - open a socket in the current network namespace
 * @nl: the socket
 * @bus: NETLINK_ROUTE or NETLINK_GENERIC
 *
 * Until the socket is connected, any process with CAP_NET_ADMIN in the namespace can
 * send to it.  Afterwards it can do so only by a multicast group of the socket.
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
 * nl_receive() - read a datagram into @nl->buf
 * @nl: the socket
 *
 * The buffer grows with what the kernel sends.  A datagram from another sender is
 * dropped, and costs no memory whatever its size.
 *
 * Return: its octets; 0 if the kernel did not send it; -1 with errno set, EBADMSG if
 * a message in it is longer than what is left.
 */
ssize_t nl_receive(struct nl *nl);

/**
 * nl_payload() - the fixed structure at the head of a message's payload
 * @nlh: the message
 * @size: octets of the structure
 *
 * Return: the structure, or NULL with errno EBADMSG if the message is shorter.
 */
const void *nl_payload(const struct nlmsghdr *nlh, size_t size);

/**
 * nl_attr_copy() - copy a number or an address out of an attribute
 * @attr: the attribute
 * @to: filled in; unchanged if the payload has another size
 * @size: octets of @to
 */
void nl_attr_copy(const struct nlattr *attr, void *to, size_t size);

/**
 * nl_attr_text() - copy a string out of an attribute
 * @attr: the attribute
 * @text: filled in, cut if it does not fit; empty if the payload is no string
 * @size: octets of @text, with the NUL
 */
void nl_attr_text(const struct nlattr *attr, char *text, size_t size);

/**
 * struct nl_field - the member of a structure that holds an attribute's payload
 * @type: the attribute; 0: the end of a table
 * @text: the payload is a string
 * @offset: offset of the member
 * @size: size of the member, in octets
 */
struct nl_field {
	unsigned short type;
	bool text;
	unsigned short offset;
	unsigned short size;
};

#define NL_FIELD(attr, name, member, is_text) {				\
	.type = (attr),							\
	.text = (is_text),						\
	.offset = offsetof(struct name, member),			\
	.size = sizeof(((struct name *)0)->member),			\
}

#define NL_NUMBER(attr, name, member)	NL_FIELD(attr, name, member, false)
#define NL_TEXT(attr, name, member)	NL_FIELD(attr, name, member, true)

/**
 * nl_attr_store() - store the payload of an attribute in a structure
 * @attr: the attribute
 * @fields: table of the structure's members, ended by type 0
 * @to: the structure
 *
 * Copies as nl_attr_copy() and nl_attr_text() do.  Ignores an attribute that has no
 * field.
 */
void nl_attr_store(const struct nlattr *attr, const struct nl_field *fields,
		   void *to);

/**
 * nl_talk() - send a request and read the whole answer
 * @nl: the socket
 * @req: the request
 * @cb: called for each message of the answer; NULL: there is none but the ack
 * @ctx: passed to it
 *
 * Prints warnings of the kernel on stderr.
 *
 * Return: 0, or a negative errno; -EINTR: a change interrupted the dump;
 * -EBADMSG: an answer is shorter than it must be; -ENOBUFS: an answer was lost.
 */
int nl_talk(struct nl *nl, struct nlmsghdr *req, mnl_cb_t cb, void *ctx);

/**
 * nl_ack() - read the kernel's answer to one of several requests
 * @nl: the socket
 * @nlh: the answer, NLMSG_ERROR
 *
 * Return: 0, or a negative errno, for nl_error(); -EBADMSG: the answer is shorter
 * than it must be.
 */
int nl_ack(struct nl *nl, const struct nlmsghdr *nlh);

/**
 * nl_error() - get the kernel's reason for the latest refusal
 * @nl: the socket
 * @error: what nl_talk() or nl_ack() returned
 */
const char *nl_error(const struct nl *nl, int error);

/* Requests in one batch: all their answers fit into the socket's buffer */
#define BATCH_MAX	128

/**
 * struct batch - requests that wait to be sent
 * @nl: the socket; its @message is the answer's when @answered is called
 * @answered: called with the answer to each request, 0 or a negative errno
 * @first: sequence number of the first request
 * @count: how many there are
 * @size: octets of them
 * @about: passed to @answered, for each request
 * @buf: the requests
 */
struct batch {
	struct nl *nl;
	void (*answered)(void *about, int error, struct nl *nl);
	unsigned int first;
	unsigned int count;
	size_t size;
	void *about[BATCH_MAX];
	char buf[BATCH_MAX * 512];
};

/**
 * batch_init() - begin
 * @b: the batch
 * @nl: the socket
 * @answered: called with each answer
 */
void batch_init(struct batch *b, struct nl *nl,
		void (*answered)(void *about, int error, struct nl *nl));

/**
 * batch_add() - add a request
 * @b: the batch
 * @req: the request, which is copied
 * @about: passed to @answered
 *
 * Sends the requests before it first if it does not fit.
 *
 * Return: 0, or a negative errno if they can't be sent.
 */
int batch_add(struct batch *b, const struct nlmsghdr *req, void *about);

/**
 * batch_send() - send the requests, and read the answers
 * @b: the batch
 *
 * Return: 0, or a negative errno.
 */
int batch_send(struct batch *b);

#endif /* GRE2890_NL_H */
