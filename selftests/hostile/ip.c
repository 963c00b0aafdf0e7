// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <string.h>

#include "hostile.h"

/*
 * The first of each are those of the tunnels; what follows OUTER_DSTS is inside only,
 * but for the last two of IPv6, which are link-local.
 */
#define OUTER_DSTS	2

static const char *const src4[] = {
	"192.0.2.1", "192.0.2.77", "198.51.100.9", "10.9.0.7"
};

static const char *const dst4[] = {
	"192.0.2.2", "192.0.2.22", "10.9.0.1", "10.8.0.5", "224.0.0.1", "127.0.0.1",
	"255.255.255.255"
};

static const char *const src6[] = {
	"2001:db8::1", "2001:db8::77", "2001:db8:7::9", "2001:db8:9::7", "fe80::1"
};

static const char *const dst6[] = {
	"2001:db8::2", "2001:db8::22", "2001:db8:9::1", "2001:db8:8::5", "ff02::1", "::1",
	"fe80::2"
};

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

struct ends ends_exact(void)
{
	return (struct ends) { .v6 = one_in(2) };
}

struct ends ends_some(void)
{
	struct ends ends = ends_exact();

	if (one_in(4))
		ends.src = below(COUNT(src4));
	if (one_in(8))
		ends.dst = below(OUTER_DSTS);
	if (ends.v6 && one_in(16)) {
		ends.src = COUNT(src6) - 1;
		ends.dst = COUNT(dst6) - 1;
	}
	return ends;
}

struct ends ends_inner(void)
{
	struct ends ends = ends_exact();

	ends.src = below(COUNT(src4));
	ends.dst = below(COUNT(dst4));
	return ends;
}

static const char *source(const struct ends *ends)
{
	if (ends->back)
		return ends->v6 ? dst6[ends->dst] : dst4[ends->dst];
	return ends->v6 ? src6[ends->src] : src4[ends->src];
}

static const char *destination(const struct ends *ends)
{
	if (ends->back)
		return ends->v6 ? src6[ends->src] : src4[ends->src];
	return ends->v6 ? dst6[ends->dst] : dst4[ends->dst];
}

static void write_ends(uint8_t *at, const struct ends *ends)
{
	int family = ends->v6 ? AF_INET6 : AF_INET;

	inet_pton(family, source(ends), at);
	inet_pton(family, destination(ends), at + (ends->v6 ? 16 : 4));
}

uint32_t pseudo_sum(const struct ends *ends, uint8_t protocol, size_t len)
{
	uint8_t addrs[32];

	write_ends(addrs, ends);
	return checksum_add(protocol + len, addrs, sizeof(addrs));
}

/* Add a valid option; returns its length, 0 if there is no room. */
static size_t good_option(uint8_t *at, size_t room)
{
	/* Record Route, Timestamp, an unknown option, Router Alert */
	static const uint8_t option[][12] = {
		{ 7, 7, 4 }, { 68, 12, 5, 0 }, { 0x1e, 3, 0xff }, { 148, 4, 0, 0 },
	};
	const uint8_t *chosen = option[below(COUNT(option))];

	if (one_in(3) && room) {
		*at = 1;
		return 1;
	}
	if (chosen[1] > room)
		return 0;
	memcpy(at, chosen, chosen[1]);
	return chosen[1];
}

/* No option twice: a receiver accepts each only once, except padding. */
static void write_options(uint8_t *at, size_t len, bool good)
{
	size_t done;

	if (!good) {
		fill(at, len);
		return;
	}
	done = good_option(at, len);
	while (done < len && one_in(2))
		at[done++] = 1;
}

static void push_ip4(struct packet *p, const struct wire *wire)
{
	size_t options = wire->options ? 4 * below(11) : 0;
	size_t hlen = 20 + options;
	uint8_t *head = packet_push(p, hlen);

	head[0] = 0x40 | hlen / 4;
	head[1] = wire->tos;
	put16(head + 2, p->len);
	put16(head + 4, below(0x10000));
	put16(head + 6, one_in(2) ? 0x4000 : 0);
	head[8] = wire->ttl ?: 1 + below(255);
	head[9] = wire->protocol;
	write_ends(head + 12, &wire->ends);
	write_options(head + 20, options, wire->good);
	put16(head + 10, checksum_end(checksum_add(0, head, hlen)));
}

/* First perhaps a fragment header of a whole packet; then destination options or a routing header without segments */
static uint8_t push_good_exthdr(struct packet *p, uint8_t next, bool first)
{
	size_t len = 8 * (1 + below(3));
	uint8_t *head;

	switch (below(first ? 3 : 2)) {
	case 0:
		head = packet_push(p, len);
		head[0] = next;
		head[1] = len / 8 - 1;
		head[2] = 0x1e;
		head[3] = len - 4;
		return IPPROTO_DSTOPTS;
	case 1:
		head = packet_push(p, 24);
		head[0] = next;
		head[1] = 2;
		return IPPROTO_ROUTING;
	default:
		head = packet_push(p, 8);
		head[0] = next;
		fill(head + 4, 4);
		return IPPROTO_FRAGMENT;
	}
}

static uint8_t push_any_exthdr(struct packet *p, uint8_t next)
{
	static const uint8_t kind[] = {
		IPPROTO_HOPOPTS, IPPROTO_DSTOPTS, IPPROTO_ROUTING, IPPROTO_FRAGMENT,
		IPPROTO_AH, IPPROTO_NONE, 135, 139
	};
	size_t len = 8 * (1 + below(4));
	uint8_t *head = packet_push(p, len);

	fill(head, len);
	head[0] = one_in(8) ? below(256) : next;
	if (!one_in(4))
		head[1] = len / 8 - 1;
	if (one_in(4))
		put32(head + 2, 0);
	return kind[below(COUNT(kind))];
}

static uint8_t push_exthdrs(struct packet *p, const struct wire *wire)
{
	int count = wire->good ? 1 + below(4) : 1 + below(20), i;
	uint8_t next = wire->protocol;

	for (i = 0; i < count; i++)
		next = wire->good ? push_good_exthdr(p, next, !i) :
				    push_any_exthdr(p, next);
	if (wire->good && one_in(4)) {
		uint8_t *head = packet_push(p, 8);

		head[0] = next;
		head[2] = 1;
		head[3] = 4;
		next = IPPROTO_HOPOPTS;
	}
	return next;
}

static void push_ip6(struct packet *p, const struct wire *wire)
{
	uint8_t next = wire->options ? push_exthdrs(p, wire) : wire->protocol;
	size_t len = p->len;
	uint8_t *head = packet_push(p, 40);

	put32(head, 6U << 28 | wire->tos << 20 | below(1 << 20));
	put16(head + 4, len);
	head[6] = next;
	head[7] = wire->ttl ?: 1 + below(255);
	write_ends(head + 8, &wire->ends);
}

void push_ip(struct packet *p, const struct wire *wire)
{
	if (wire->ends.v6)
		push_ip6(p, wire);
	else
		push_ip4(p, wire);
}
