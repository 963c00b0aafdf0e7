// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>

#include "batch.h"

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

static mnl_cb_t on_control[] = {
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
				  on_control,
				  sizeof(on_control) / sizeof(*on_control));
	}
	b->count = 0;
	b->size = 0;
	return ret < 0 ? -errno : 0;
}
