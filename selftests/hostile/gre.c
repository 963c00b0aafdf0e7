// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "hostile.h"

#define CSUM	0x8000
#define ROUTING	0x4000
#define KEY	0x2000
#define SEQ	0x1000

unsigned int keys;

/* Flags that a receiver accepts, and sometimes any others */
static uint16_t some_flags(void)
{
	uint16_t flags = 0;

	if (one_in(3))
		flags |= CSUM;
	if (!one_in(8))
		flags |= KEY;
	if (one_in(2))
		flags |= SEQ;
	if (one_in(16))
		flags ^= 1 << below(16);
	return one_in(64) ? below(0x10000) : flags;
}

/*
 * Numbers that rise slowly, so that each tunnel sees them in order, twice, late
 * and with gaps; they pass through 2^32.
 */
static uint32_t some_seq(uint64_t number)
{
	if (one_in(32))
		return below(UINT32_MAX);
	return number / 128 + below(6) - 40;
}

static uint32_t some_key(void)
{
	return one_in(16) ? below(UINT32_MAX) : 1 + below(keys);
}

void push_gre(struct packet *p, uint16_t proto, uint64_t number)
{
	uint16_t flags = some_flags();
	size_t len = 4 + 4 * !!(flags & (CSUM | ROUTING)) + 4 * !!(flags & KEY) +
		     4 * !!(flags & SEQ);
	uint8_t *head = packet_push(p, len), *field = head + 4;

	put16(head, flags);
	put16(head + 2, proto);
	if (flags & (CSUM | ROUTING))
		field += 4;
	if (flags & KEY) {
		put32(field, some_key());
		field += 4;
	}
	if (flags & SEQ)
		put32(field, some_seq(number));
	if (flags & CSUM)
		put16(head + 4, checksum_end(checksum_add(0, p->data, p->len)));
}

void push_plain_gre(struct packet *p, uint16_t proto)
{
	uint8_t *head = packet_push(p, 8);

	put16(head, KEY);
	put16(head + 2, proto);
	put32(head + 4, 1);
}

void spoil_gre(struct packet *p)
{
	switch (below(4)) {
	case 0:
		packet_cut(p, below(20));
		break;
	case 1:
		packet_reset(p);
		packet_put(p, some_length(64));
		fill(p->data, p->len);
		break;
	default:
		packet_mutate(p);
	}
}
