// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "hostile.h"

void packet_reset(struct packet *p)
{
	p->data = p->room + PACKET_MAX;
	p->len = 0;
}

uint8_t *packet_push(struct packet *p, size_t len)
{
	p->data -= len;
	p->len += len;
	memset(p->data, 0, len);
	return p->data;
}

uint8_t *packet_put(struct packet *p, size_t len)
{
	uint8_t *tail = p->data + p->len;

	p->len += len;
	memset(tail, 0, len);
	return tail;
}

void packet_cut(struct packet *p, size_t len)
{
	if (len < p->len)
		p->len = len;
}

/* Values that code often handles wrongly */
static uint8_t odd_octet(void)
{
	static const uint8_t odd[] = { 0, 1, 4, 0x45, 0x60, 0x7f, 0x80, 0xfe, 0xff };

	return one_in(2) ? odd[below(sizeof(odd))] : below(256);
}

static void move(struct packet *p)
{
	size_t from = below(p->len), to = below(p->len);
	size_t len = some_length(p->len - (from > to ? from : to));

	memmove(p->data + to, p->data + from, len);
}

static void mutate_once(struct packet *p)
{
	/* Receivers read mostly the first octets. */
	size_t at = below(one_in(2) || p->len < 64 ? p->len : 64);

	switch (below(6)) {
	case 0:
		p->data[at] ^= 1 << below(8);
		break;
	case 1:
		p->data[at] = odd_octet();
		break;
	case 2:
		if (at + 1 < p->len)
			put16(p->data + at, below(0x10000));
		break;
	case 3:
		move(p);
		break;
	case 4:
		packet_cut(p, at);
		break;
	case 5:
		if (p->len < 2048)
			fill(packet_put(p, 8), 8);
		break;
	}
}

void packet_mutate(struct packet *p)
{
	int times = 1 + below(4);

	while (times-- && p->len)
		mutate_once(p);
}

void put16(uint8_t *at, uint16_t value)
{
	at[0] = value >> 8;
	at[1] = value;
}

void put32(uint8_t *at, uint32_t value)
{
	put16(at, value >> 16);
	put16(at + 2, value);
}

uint32_t checksum_add(uint32_t sum, const uint8_t *data, size_t len)
{
	for (; len > 1; len -= 2, data += 2)
		sum += data[0] << 8 | data[1];
	return len ? sum + (data[0] << 8) : sum;
}

uint16_t checksum_end(uint32_t sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	return ~(sum + (sum >> 16));
}
