// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <string.h>

#include "hostile.h"

#define IP	0x0800
#define IPV6	0x86dd
#define PIECES	8

/**
 * struct piece - a part of a packet that a fragment carries
 * @from: where it starts, a multiple of 8
 * @len: how many octets
 * @at: where it says that it starts
 * @more: it says that it is not the last
 */
struct piece {
	size_t	from;
	size_t	len;
	size_t	at;
	bool	more;
};

static uint16_t type_of(const struct wire *wire)
{
	return wire->ends.v6 ? IPV6 : IP;
}

static void fix_checksum(uint8_t *head)
{
	size_t hlen = head[0] % 16 * 4;

	put16(head + 10, 0);
	put16(head + 10, checksum_end(checksum_add(0, head, hlen)));
}

static void push_fragment(struct packet *p, const struct wire *wire,
			  const struct piece *piece, uint32_t ident)
{
	struct wire header = *wire;
	uint8_t *head;

	if (wire->ends.v6) {
		head = packet_push(p, 8);
		head[0] = wire->protocol;
		put16(head + 2, piece->at | piece->more);
		put32(head + 4, ident);
		header.protocol = IPPROTO_FRAGMENT;
		push_ip(p, &header);
		return;
	}
	push_ip(p, &header);
	put16(p->data + 4, ident);
	put16(p->data + 6, piece->at / 8 | piece->more << 13);
	fix_checksum(p->data);
}

/* Cut at random places, send in random order. */
static int cut(const struct packet *p, struct piece *piece)
{
	int count = 2 + below(PIECES - 1), i, other;
	size_t step = (p->len / count + 8) & ~7UL, at = 0;
	struct piece swap;

	for (i = 0; i < count && at < p->len; i++) {
		piece[i] = (struct piece) { .from = at, .len = step, .at = at, .more = true };
		at += step;
		if (at >= p->len || i == count - 1) {
			piece[i].len = p->len - piece[i].from;
			piece[i].more = false;
		}
	}
	count = i;
	for (i = 0; i < count; i++) {
		other = below(count);
		swap = piece[i];
		piece[i] = piece[other];
		piece[other] = swap;
	}
	return count;
}

static void load(struct packet *to, const struct packet *p,
		 const struct piece *piece)
{
	packet_reset(to);
	memcpy(packet_put(to, piece->len), p->data + piece->from, piece->len);
}

void send_good(struct sink *sink, struct packet *p, const struct wire *wire)
{
	static struct packet fragment;
	uint32_t ident = below(UINT32_MAX);
	struct wire header = *wire;
	struct piece piece[PIECES];
	int count, i;

	header.good = true;
	if (wire->whole || p->len < 17 || !one_in(8)) {
		push_ip(p, &header);
		sink->add(sink, type_of(wire), p->data, p->len);
		return;
	}
	header.options = false;
	count = cut(p, piece);
	for (i = 0; i < count; i++) {
		load(&fragment, p, &piece[i]);
		push_fragment(&fragment, &header, &piece[i], ident);
		sink->add(sink, type_of(wire), fragment.data, fragment.len);
	}
}

/* Wrong outer headers, most with a right checksum */
static void spoil_ip(struct packet *p, const struct wire *wire)
{
	size_t at = below(p->len < 60 ? p->len : 60);

	switch (below(5)) {
	case 0:
		p->data[at] ^= 1 << below(8);
		break;
	case 1:
		put16(p->data + (wire->ends.v6 ? 4 : 2), below(0x10000));
		break;
	case 2:
		if (wire->ends.v6)
			p->data[6] = below(256);
		else
			put16(p->data + 6, below(0x10000));
		break;
	case 3:
		packet_cut(p, below(60));
		break;
	default:
		packet_mutate(p);
	}
	if (!wire->ends.v6 && p->len >= 60 && !one_in(8))
		fix_checksum(p->data);
}

static void add_any(struct sink *sink, struct packet *p, const struct wire *wire)
{
	if (one_in(4))
		spoil_ip(p, wire);
	sink->add(sink, one_in(64) ? below(0x10000) : type_of(wire), p->data, p->len);
}

/* Fragments that overlap, have holes, are too long or too short, or have no or two ends */
static void spoil_piece(struct piece *piece)
{
	switch (below(4)) {
	case 0:
		piece->at = below(0x10000) & ~7U;
		break;
	case 1:
		piece->at ^= 8 << below(6);
		break;
	case 2:
		piece->len = below(piece->len + 1);
		break;
	case 3:
		piece->more = !piece->more;
		break;
	}
}

void send_any(struct sink *sink, struct packet *p, const struct wire *wire)
{
	/* Use few identifications, so that fragments of different packets meet. */
	uint32_t ident = below(64);
	static struct packet fragment;
	struct wire header = *wire;
	struct piece piece[PIECES];
	int count, i;

	if (p->len < 17 || !one_in(4)) {
		push_ip(p, wire);
		add_any(sink, p, wire);
		return;
	}
	count = cut(p, piece);
	for (i = 0; i < count; i++) {
		if (one_in(8))
			continue;
		if (one_in(32))
			header.tos ^= 1;
		if (one_in(4))
			spoil_piece(&piece[i]);
		load(&fragment, p, &piece[i]);
		push_fragment(&fragment, &header, &piece[i], ident);
		add_any(sink, &fragment, wire);
	}
}
