// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>

#include "hostile.h"

#ifndef VIRTIO_NET_HDR_GSO_UDP_L4
#define VIRTIO_NET_HDR_GSO_UDP_L4 5
#endif

/* The payload of GRE: larger than a segment, without its final checksum */
uint16_t gso_payload(struct packet *p, struct gso *gso)
{
	struct wire wire = { .ends = ends_inner(), .tos = below(256), .options = one_in(8) };
	uint8_t *head;

	wire.good = true;
	wire.protocol = one_in(2) ? IPPROTO_TCP : IPPROTO_UDP;
	packet_put(p, some_length(7000));
	head = packet_push(p, wire.protocol == IPPROTO_TCP ? 20 : 8);
	fill(head, 4);
	if (wire.protocol == IPPROTO_TCP)
		head[12] = 0x50;
	else
		put16(head + 4, p->len);
	gso->behind = p->len;
	gso->protocol = wire.protocol;
	gso->v6 = wire.ends.v6;
	push_ip(p, &wire);
	return wire.ends.v6 ? 0x86dd : 0x0800;
}

static uint8_t type_of(const struct gso *gso)
{
	if (gso->protocol == IPPROTO_UDP)
		return one_in(2) ? VIRTIO_NET_HDR_GSO_UDP_L4 : VIRTIO_NET_HDR_GSO_UDP;
	return gso->v6 ? VIRTIO_NET_HDR_GSO_TCPV6 : VIRTIO_NET_HDR_GSO_TCPV4;
}

static void lie(struct virtio_net_hdr *header, size_t len)
{
	static const uint8_t type[] = {
		VIRTIO_NET_HDR_GSO_NONE, VIRTIO_NET_HDR_GSO_TCPV4, VIRTIO_NET_HDR_GSO_TCPV6,
		VIRTIO_NET_HDR_GSO_UDP, VIRTIO_NET_HDR_GSO_UDP_L4,
	};

	switch (below(6)) {
	case 0:
		header->gso_type = type[below(sizeof(type))] |
				   (one_in(4) ? VIRTIO_NET_HDR_GSO_ECN : 0);
		break;
	case 1:
		header->gso_size = one_in(2) ? below(0x10000) : some_length(64);
		break;
	case 2:
		header->csum_start = below(one_in(2) ? 100 : len);
		break;
	case 3:
		header->csum_offset = one_in(2) ? below(40) : below(len);
		break;
	case 4:
		header->hdr_len = below(one_in(2) ? 100 : len);
		break;
	default:
		header->flags = below(8);
	}
}

void gso_header(struct virtio_net_hdr *header, const struct gso *gso, size_t len)
{
	bool tcp = gso->protocol == IPPROTO_TCP;
	size_t start = len > gso->behind ? len - gso->behind : 0;
	int lies = one_in(2) ? 0 : 1 + below(3);

	*header = (struct virtio_net_hdr) {
		.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM,
		.gso_type = type_of(gso),
		.hdr_len = start + (tcp ? 20 : 8),
		.gso_size = 200 + below(1300),
		.csum_start = start,
		.csum_offset = tcp ? 16 : 6,
	};
	while (lies--)
		lie(header, len);
}
