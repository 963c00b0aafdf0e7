// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <string.h>

#include "hostile.h"

#define TEB	0x6558

static void put_random(struct packet *p, size_t len)
{
	fill(packet_put(p, len), len);
}

/* An echo request causes an answer through its tunnel; so may a reply (`reflect`). */
static void put_echo(struct packet *p, const struct ends *ends, bool reply)
{
	uint8_t *head;

	put_random(p, some_length(1200));
	head = packet_push(p, 8);
	head[0] = ends->v6 ? 128 + reply : reply ? 0 : 8;
	put16(head + 2, checksum_end(checksum_add(ends->v6 ?
		pseudo_sum(ends, IPPROTO_ICMPV6, p->len) : 0, head, p->len)));
}

static void put_transport(struct packet *p, uint8_t protocol)
{
	uint8_t *head;

	put_random(p, some_length(1200));
	head = packet_push(p, protocol == IPPROTO_TCP ? 20 : 8);
	fill(head, 4);
	if (protocol == IPPROTO_UDP) {
		put16(head + 4, p->len);
		return;
	}
	fill(head + 4, 16);
	head[12] = 0x50;
}

static uint16_t put_ip(struct packet *p)
{
	struct wire wire = { .ends = ends_inner(), .good = !one_in(4) };
	static const uint8_t some[] = {
		IPPROTO_UDP, IPPROTO_TCP, IPPROTO_GRE, IPPROTO_ESP, IPPROTO_SCTP,
		IPPROTO_IPIP, IPPROTO_IPV6, IPPROTO_ICMP, IPPROTO_ICMPV6
	};

	wire.tos = below(256);
	wire.options = one_in(8);
	if (one_in(4)) {
		wire.protocol = wire.ends.v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
		put_echo(p, &wire.ends, false);
	} else {
		wire.protocol = some[below(sizeof(some))];
		if (wire.protocol == IPPROTO_TCP || wire.protocol == IPPROTO_UDP)
			put_transport(p, wire.protocol);
		else
			put_random(p, some_length(256));
	}
	push_ip(p, &wire);
	return wire.ends.v6 ? 0x86dd : 0x0800;
}

/* GRE of a loop-back request: type 0 with any payload, or IPv4 or IPv6 without */
static void put_loop(struct packet *p)
{
	static const uint16_t type[] = { 0, 0, 0x0800, 0x86dd };
	uint16_t proto = type[below(sizeof(type) / sizeof(*type))];

	if (one_in(2) && (!proto || one_in(8)))
		put_random(p, one_in(2) ? 16 : some_length(1200));
	push_gre(p, proto, 0);
}

/*
 * What a peer sends to test a tunnel: a loop-back request or an echo reply, as if
 * from the receiver; or the answer to a request.
 */
static uint16_t put_probe(struct packet *p)
{
	bool echo = one_in(3), inner = echo || one_in(4);
	struct wire wire = {
		.ends = inner ? ends_inner() : ends_exact(), .tos = below(256),
		.ttl = one_in(8) ? 1 : 0, .options = one_in(16), .good = true,
	};

	if (one_in(4)) {
		put_random(p, one_in(2) ? 16 : 0);
		return 0;
	}
	wire.ends.back = !one_in(8);
	if (echo) {
		wire.protocol = wire.ends.v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
		put_echo(p, &wire.ends, true);
	} else {
		wire.protocol = IPPROTO_GRE;
		put_loop(p);
	}
	push_ip(p, &wire);
	return wire.ends.v6 ? 0x86dd : 0x0800;
}

static uint16_t put_arp(struct packet *p)
{
	put_random(p, 28);
	memcpy(p->data, "\0\1\x08\0\6\4\0", 7);
	inet_pton(AF_INET, "10.9.1.1", p->data + 24);
	return 0x0806;
}

static uint16_t put_mpls(struct packet *p)
{
	int labels = 1 + below(one_in(8) ? 200 : 4), i;

	put_ip(p);
	for (i = 0; i < labels; i++)
		put32(packet_push(p, 4), below(UINT32_MAX) << 9 | !i << 8 | 64);
	return one_in(2) ? 0x8847 : 0x8848;
}

/* Many VLAN tags, behind the addresses */
static uint16_t put_frame(struct packet *p)
{
	uint16_t type = one_in(8) ? put_arp(p) : put_ip(p);
	int tags = one_in(4) ? 1 + below(one_in(8) ? 20 : 2) : 0;
	uint8_t *head;

	while (tags--) {
		head = packet_push(p, 4);
		put16(head, below(0x10000));
		put16(head + 2, type);
		type = one_in(2) ? 0x8100 : 0x88a8;
	}
	head = packet_push(p, 14);
	if (one_in(2))
		memset(head, 0xff, 6);
	else
		fill(head, 6);
	fill(head + 6, 6);
	put16(head + 12, one_in(8) ? below(0x10000) : type);
	return TEB;
}

static uint16_t put_wccp(struct packet *p)
{
	put_ip(p);
	fill(packet_push(p, 4), 4);
	return 0x883e;
}

/* NHRP, PPP, ERSPAN 1 and 2, keepalive, CLNS, tags outside of frames, no EtherType, that of the tests */
static uint16_t put_other(struct packet *p)
{
	static const uint16_t type[] = {
		0x2001, 0x880b, 0x88be, 0x22eb, 0, 0xfe, 0x8100, 0x88a8, 0x05ff, 0x0600,
		0x88b5, 0xffff, 0x0806
	};

	put_random(p, some_length(512));
	return one_in(4) ? below(0x10000) : type[below(sizeof(type) / 2)];
}

uint16_t payload(struct packet *p)
{
	uint16_t type;

	switch (below(8)) {
	case 0:
		type = put_frame(p);
		break;
	case 1:
		type = put_mpls(p);
		break;
	case 2:
		type = put_wccp(p);
		break;
	case 3:
		type = put_other(p);
		break;
	case 4:
		type = put_probe(p);
		break;
	default:
		type = put_ip(p);
	}
	if (one_in(4))
		packet_mutate(p);
	return type;
}

uint16_t nest(struct packet *p, uint16_t proto, uint64_t number)
{
	struct wire wire = { .protocol = IPPROTO_GRE, .good = true };
	bool deep = one_in(8);
	int depth = deep ? 300 : 1 + below(6);

	while (depth-- && p->len < FRAME_MAX - 300) {
		if (deep)
			push_plain_gre(p, proto);
		else
			push_gre(p, proto, number);
		wire.ends = ends_exact();
		wire.tos = below(256);
		wire.options = !deep && one_in(4);
		push_ip(p, &wire);
		proto = wire.ends.v6 ? 0x86dd : 0x0800;
	}
	return proto;
}
