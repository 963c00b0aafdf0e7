// SPDX-License-Identifier: GPL-2.0
/* src/pure/loopback.c: any octets, beside a reader that goes octet by octet */
#include "../../src/pure/header.c"
#include "../../src/pure/loopback.c"
#include "input.h"

#define FIX_CHECKSUM	0x01	/* the octets are an IPv4 header with a right one */
#define LONG		0x02	/* only the first octets can be read */

static unsigned int word(const uint8_t *wire, size_t off)
{
	return wire[off] << 8 | wire[off + 1];
}

/* Return the length of the IP header, or 0 if the packet is something else. */
static size_t ip_of(const uint8_t *wire, size_t len)
{
	if (len >= 20 && wire[0] == 0x45)
		return wire[9] == IPPROTO_GRE && !(word(wire, 6) & 0x3fff) &&
		       !ip_fast_csum(wire, 5) ? 20 : 0;
	if (len >= 40 && wire[0] >> 4 == 6)
		return wire[6] == IPPROTO_GRE ? 40 : 0;
	return 0;
}

static bool is_request(const uint8_t *wire, size_t readable, size_t len)
{
	size_t ip = ip_of(wire, readable), total, gre;

	if (!ip || readable < ip + 4)
		return false;
	total = ip == 20 ? word(wire, 2) : ip + word(wire, 4);
	if (total > len || total < ip + 4 || word(wire, ip) & 0x4fff)
		return false;
	gre = 4 + 4 * (wire[ip] >> 7) + 4 * (wire[ip] >> 5 & 1) +
	      4 * (wire[ip] >> 4 & 1);
	if (total < ip + gre)
		return false;
	switch (word(wire, ip + 2)) {
	case 0:
		return true;
	case 0x0800:
	case 0x86dd:
		return total == ip + gre;
	default:
		return false;
	}
}

static void check_fields(const struct gre2890_loopback *packet,
			 const uint8_t *wire, size_t len)
{
	static const union nf_inet_addr none;
	bool ip4 = wire[0] >> 4 == 4;
	size_t addr = ip4 ? 12 : 8, size = ip4 ? 4 : 16;

	must(packet->family == (ip4 ? AF_INET : AF_INET6));
	must(packet->ttl == wire[ip4 ? 8 : 7]);
	must(packet->len <= len);
	must(!memcmp(&packet->src, wire + addr, size));
	must(!memcmp(&packet->dst, wire + addr + size, size));
	must(!memcmp((char *)&packet->src + size, &none, 16 - size));
	must(!memcmp((char *)&packet->dst + size, &none, 16 - size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, data + size };
	struct gre2890_loopback packet;
	uint8_t how = take(&in, 1);
	size_t len = in.end - in.at;
	size_t readable = len < GRE2890_LOOPBACK_HDRS ? len : GRE2890_LOOPBACK_HDRS;
	uint8_t *wire = malloc(readable);
	bool known;

	memcpy(wire, in.at, readable);
	if (how & LONG && len >= GRE2890_LOOPBACK_HDRS)
		len = 0xffff;
	if (how & FIX_CHECKSUM && readable >= 20) {
		__sum16 sum;

		memset(wire + 10, 0, 2);
		sum = ip_fast_csum(wire, 5);
		memcpy(wire + 10, &sum, 2);
	}
	known = gre2890_loopback_read(&packet, wire, readable, len);
	must(known == is_request(wire, readable, len));
	if (known)
		check_fields(&packet, wire, len);
	free(wire);
	return 0;
}
