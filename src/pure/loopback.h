/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Loop-back requests, known as GRE keepalives
 *
 * Who asks puts a GRE packet for itself into the tunnel, with the peer as source.  The
 * peer removes the headers and sends the packet where its destination says: the
 * packet is the answer.  No RFC describes this.
 */
#ifndef GRE2890_LOOPBACK_H
#define GRE2890_LOOPBACK_H

#include <linux/netfilter.h>
#include <linux/types.h>

#include "pure/header.h"

/* Octets of the longest IP and GRE headers that are read */
#define GRE2890_LOOPBACK_HDRS	(40 + GRE2890_HDR_MAX)

/**
 * struct gre2890_loopback - a GRE packet that may be the payload of a request
 * @src: source; IPv4 in the first four octets, the others 0
 * @dst: destination, in the same form
 * @family: AF_INET or AF_INET6
 * @ttl: TTL or hop limit
 * @len: octets, from the IP header on
 */
struct gre2890_loopback {
	union nf_inet_addr	src;
	union nf_inet_addr	dst;
	u8			family;
	u8			ttl;
	unsigned int		len;
};

bool gre2890_loopback_is(const struct gre2890_hdr *hdr, unsigned int len);
bool gre2890_loopback_read(struct gre2890_loopback *packet, const void *wire,
			   unsigned int available, unsigned int len);

#endif /* GRE2890_LOOPBACK_H */
