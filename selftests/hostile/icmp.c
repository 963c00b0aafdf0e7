// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>

#include "hostile.h"

static void push_header(struct packet *p, const struct ends *ends, uint8_t type)
{
	uint8_t *head = packet_push(p, 8);

	head[0] = type;
	head[1] = below(16);
	if (one_in(2))
		fill(head + 4, 4);
	else
		put32(head + 4, 1 << below(16));
	put16(head + 2, checksum_end(checksum_add(ends->v6 ?
		pseudo_sum(ends, IPPROTO_ICMPV6, p->len) : 0, head, p->len)));
}

static uint8_t error_type(const struct ends *ends)
{
	static const uint8_t icmp[] = { 3, 3, 11, 12, 5 };
	static const uint8_t icmp6[] = { 1, 2, 2, 3, 4 };
	int i = below(sizeof(icmp));

	return ends->v6 ? icmp6[i] : icmp[i];
}

/* The quoted packet may end directly behind its key. */
bool push_error(struct packet *p, const struct ends *ends)
{
	struct wire wire = { .ends = *ends, .protocol = IPPROTO_GRE, .good = true };
	int foreign = one_in(4) ? (int)below(4) : -1;
	size_t quoted = some_length(500);

	fill(packet_put(p, quoted), quoted);
	push_plain_gre(p, below(0x10000));
	put32(p->data + 4, foreign == 0 ? keys + 1 + below(1000) : 1 + below(keys));
	if (foreign == 1)
		p->data[1] |= 1 + below(7);
	if (foreign == 2)
		wire.protocol = IPPROTO_UDP;
	wire.options = one_in(4);
	wire.ends.back = true;
	push_ip(p, &wire);
	if (foreign == 3)
		packet_cut(p, below(24));
	push_header(p, ends, error_type(ends));
	return foreign < 0;
}

void push_any_error(struct packet *p, const struct ends *ends, uint64_t number)
{
	struct wire wire = {
		.ends = *ends, .protocol = IPPROTO_GRE, .options = one_in(4),
	};

	push_gre(p, payload(p), number);
	if (one_in(4))
		spoil_gre(p);
	wire.ends.back = !one_in(8);
	if (one_in(8))
		wire.protocol = below(256);
	push_ip(p, &wire);
	if (one_in(2))
		packet_mutate(p);
	packet_cut(p, one_in(2) ? 28 + below(40) : some_length(1200));
	push_header(p, ends, one_in(8) ? below(256) : error_type(ends));
	if (one_in(8))
		packet_cut(p, below(16));
}
