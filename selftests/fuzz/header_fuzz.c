// SPDX-License-Identifier: GPL-2.0
/* src/pure/header.c: any octets, of any number that callers hand over */
#include "../../src/pure/header.c"
#include "input.h"

/* What is written reads the same, but for the checksum, which is the caller's. */
static void write_again(const struct gre2890_hdr *hdr, const uint8_t *wire)
{
	uint8_t *again = malloc(hdr->len);
	__sum16 *csum = gre2890_hdr_write(again, hdr);

	must(!csum == !(hdr->flags & GRE_CSUM));
	if (csum)
		memcpy(csum, wire + GRE2890_HDR_BASE, 4);
	must(!memcmp(again, wire, hdr->len));
	free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len = size < GRE2890_HDR_MAX ? size : GRE2890_HDR_MAX;
	struct gre2890_hdr hdr;
	uint8_t *wire;
	bool known;

	if (len < GRE2890_HDR_BASE)
		return 0;
	wire = malloc(len);
	memcpy(wire, data, len);
	known = gre2890_hdr_read(&hdr, wire, len);
	must(hdr.len >= GRE2890_HDR_BASE && hdr.len <= GRE2890_HDR_MAX);
	must(known || hdr.len > len);
	must(hdr.flags & GRE_KEY || !hdr.key);
	if (hdr.len <= len && !(hdr.flags & ~GRE2890_FIELDS))
		write_again(&hdr, wire);
	free(wire);
	return 0;
}
