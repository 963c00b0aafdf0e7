/* SPDX-License-Identifier: GPL-2.0 */
/* The GRE header on the wire: RFC 2784 2, RFC 2890 2 */
#ifndef GRE2890_HEADER_H
#define GRE2890_HEADER_H

#include <linux/types.h>
#include <linux/if_tunnel.h>

/* Octets of flags and protocol type, which every header has */
#define GRE2890_HDR_BASE	4
/* Octets of the longest header that we read: base, checksum, key, sequence number */
#define GRE2890_HDR_MAX		16

/* The optional fields that RFC 2784 and RFC 2890 define */
#define GRE2890_FIELDS		(GRE_CSUM | GRE_KEY | GRE_SEQ)
/* Bits 1, 4 and 5: receivers discard packets with any of them, RFC 2784 2.3 */
#define GRE2890_RESERVED	(GRE_ROUTING | GRE_STRICT | cpu_to_be16(0x0400))

/**
 * struct gre2890_hdr - fields of a GRE header
 * @flags: the first two octets as on the wire, version included
 * @proto: protocol type
 * @key: key, 0 without %GRE_KEY in @flags
 * @seq: sequence number in host byte order, 0 without %GRE_SEQ in @flags
 * @len: octets on the wire
 */
struct gre2890_hdr {
	__be16	flags;
	__be16	proto;
	__be32	key;
	u32	seq;
	u8	len;
};

/**
 * gre2890_hdr_len() - return the length of a header
 * @flags: its first two octets
 *
 * With %GRE_ROUTING a checksum field follows, as in RFC 1701.  Such packets are
 * discarded, but this finds the key, and so the tunnel that counts the packet.
 *
 * Context: Any context.
 * Return: octets, 4 to 16.
 */
static inline unsigned int gre2890_hdr_len(__be16 flags)
{
	return GRE2890_HDR_BASE + 4 * !!(flags & (GRE_CSUM | GRE_ROUTING)) +
	       4 * !!(flags & GRE_KEY) + 4 * !!(flags & GRE_SEQ);
}

bool gre2890_hdr_read(struct gre2890_hdr *hdr, const void *wire,
		      unsigned int len);
__sum16 *gre2890_hdr_write(void *wire, const struct gre2890_hdr *hdr);

#endif /* GRE2890_HEADER_H */
