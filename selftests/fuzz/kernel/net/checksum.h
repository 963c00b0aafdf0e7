/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_NET_CHECKSUM_H
#define FUZZ_NET_CHECKSUM_H

#include <linux/types.h>

/* The Internet checksum of a header (RFC 1071): 0 if it includes its own right one */
static inline __sum16 ip_fast_csum(const void *header, unsigned int words)
{
	const u8 *octet = header;
	u32 sum = 0;
	unsigned int i;

	for (i = 0; i < 4 * words; i += 2)
		sum += octet[i] << 8 | octet[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return cpu_to_be16(~sum & 0xffff);
}

#endif /* FUZZ_NET_CHECKSUM_H */
