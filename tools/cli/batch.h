/* SPDX-License-Identifier: GPL-2.0 */
/* Requests that are sent together, and answered one by one */
#ifndef GRE2890_BATCH_H
#define GRE2890_BATCH_H

#include "nl.h"

/* Requests in one batch: all their answers fit into the socket's buffer */
#define BATCH_MAX	128

/**
 * struct batch - requests that wait to be sent
 * @nl: the socket; its @message is the answer's when @answered is called
 * @answered: told the answer to each request, 0 or a negative errno
 * @first: sequence number of the first request
 * @count: how many there are
 * @size: octets of them
 * @about: what each of them is about, for @answered
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
 * @answered: told the answers
 */
void batch_init(struct batch *b, struct nl *nl,
		void (*answered)(void *about, int error, struct nl *nl));

/**
 * batch_add() - add a request
 * @b: the batch
 * @req: the request, which is copied
 * @about: what it is about
 *
 * If it does not fit any more, those before it are sent first.
 *
 * Return: 0, or a negative errno if they can't be sent.
 */
int batch_add(struct batch *b, const struct nlmsghdr *req, void *about);

/**
 * batch_send() - send what there is, and read the answers
 * @b: the batch
 *
 * Return: 0, or a negative errno.
 */
int batch_send(struct batch *b);

#endif /* GRE2890_BATCH_H */
