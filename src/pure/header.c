// SPDX-License-Identifier: GPL-2.0
#include <linux/string.h>

#include "pure/header.h"

/**
 * gre2890_hdr_read() - read a header
 * @hdr: takes the fields
 * @wire: the header's first octet
 * @len: octets available, at least %GRE2890_HDR_BASE
 *
 * A sequence number beyond @len reads as 0.  @hdr->len is the length that the
 * header claims.
 *
 * Context: Any context.
 * Return: false if the key lies beyond @len, so that the tunnel is unknown.
 */
bool gre2890_hdr_read(struct gre2890_hdr *hdr, const void *wire,
		      unsigned int len)
{
	const u8 *field = wire + GRE2890_HDR_BASE;
	const u8 *end = wire + len;

	memcpy(&hdr->flags, wire, sizeof(hdr->flags));
	memcpy(&hdr->proto, wire + 2, sizeof(hdr->proto));
	hdr->len = gre2890_hdr_len(hdr->flags);
	hdr->key = 0;
	hdr->seq = 0;

	if (hdr->flags & (GRE_CSUM | GRE_ROUTING))
		field += 4;
	if (hdr->flags & GRE_KEY) {
		if (field + 4 > end)
			return false;
		memcpy(&hdr->key, field, sizeof(hdr->key));
		field += 4;
	}
	if (hdr->flags & GRE_SEQ && field + 4 <= end) {
		__be32 seq;

		memcpy(&seq, field, sizeof(seq));
		hdr->seq = be32_to_cpu(seq);
	}
	return true;
}

/**
 * gre2890_hdr_write() - write a header
 * @wire: room for gre2890_hdr_len(@hdr->flags) octets
 * @hdr: the fields; no flags other than %GRE2890_FIELDS
 *
 * Context: Any context.
 * Return: the checksum field, set to 0, or NULL without %GRE_CSUM.
 */
__sum16 *gre2890_hdr_write(void *wire, const struct gre2890_hdr *hdr)
{
	u8 *field = wire + GRE2890_HDR_BASE;
	__sum16 *csum = NULL;

	memcpy(wire, &hdr->flags, sizeof(hdr->flags));
	memcpy(wire + 2, &hdr->proto, sizeof(hdr->proto));

	if (hdr->flags & GRE_CSUM) {
		csum = (__sum16 *)field;
		memset(field, 0, 4);
		field += 4;
	}
	if (hdr->flags & GRE_KEY) {
		memcpy(field, &hdr->key, sizeof(hdr->key));
		field += 4;
	}
	if (hdr->flags & GRE_SEQ) {
		__be32 seq = cpu_to_be32(hdr->seq);

		memcpy(field, &seq, sizeof(seq));
	}
	return csum;
}
