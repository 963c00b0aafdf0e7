// SPDX-License-Identifier: GPL-2.0
/* The GRE header on the wire: RFC 2784 2, RFC 2890 2 */
#include <kunit/test.h>
#include <linux/if_ether.h>

#include "pure/header.c"

/* Bits of the first two octets as the RFCs number them: 0 is the first */
#define BIT_OF_RFC(n)	cpu_to_be16(0x8000 >> (n))

/* Fill for octets that must not be written */
#define UNTOUCHED	0x5a

/**
 * struct header_example - a header and its octets
 * @name: its optional fields
 * @hdr: its fields
 * @wire: its octets, with a checksum of 0
 */
struct header_example {
	const char *name;
	struct gre2890_hdr hdr;
	u8 wire[GRE2890_HDR_MAX];
};

#define HDR(_flags, _key, _seq, _len) {					\
	.flags = cpu_to_be16(_flags), .proto = cpu_to_be16(ETH_P_IPV6),	\
	.key = cpu_to_be32(_key), .seq = (_seq), .len = (_len),		\
}

static const struct header_example examples[] = {
	{ "none", HDR(0x0000, 0, 0, 4),
	  { 0x00, 0x00, 0x86, 0xdd } },
	{ "S", HDR(0x1000, 0, 0xa1b2c3d4, 8),
	  { 0x10, 0x00, 0x86, 0xdd, 0xa1, 0xb2, 0xc3, 0xd4 } },
	{ "K", HDR(0x2000, 0x01020304, 0, 8),
	  { 0x20, 0x00, 0x86, 0xdd, 0x01, 0x02, 0x03, 0x04 } },
	{ "KS", HDR(0x3000, 0x01020304, 0xa1b2c3d4, 12),
	  { 0x30, 0x00, 0x86, 0xdd, 0x01, 0x02, 0x03, 0x04,
	    0xa1, 0xb2, 0xc3, 0xd4 } },
	{ "C", HDR(0x8000, 0, 0, 8),
	  { 0x80, 0x00, 0x86, 0xdd, 0x00, 0x00, 0x00, 0x00 } },
	{ "CS", HDR(0x9000, 0, 0xa1b2c3d4, 12),
	  { 0x90, 0x00, 0x86, 0xdd, 0x00, 0x00, 0x00, 0x00,
	    0xa1, 0xb2, 0xc3, 0xd4 } },
	{ "CK", HDR(0xa000, 0x01020304, 0, 12),
	  { 0xa0, 0x00, 0x86, 0xdd, 0x00, 0x00, 0x00, 0x00,
	    0x01, 0x02, 0x03, 0x04 } },
	{ "CKS", HDR(0xb000, 0x01020304, 0xa1b2c3d4, 16),
	  { 0xb0, 0x00, 0x86, 0xdd, 0x00, 0x00, 0x00, 0x00,
	    0x01, 0x02, 0x03, 0x04, 0xa1, 0xb2, 0xc3, 0xd4 } },
};

static void example_name(const struct header_example *example, char *desc)
{
	strscpy(desc, example->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(example, examples, example_name);

static const void *checksummed_gen_params(const void *prev, char *desc)
{
	const struct header_example *example = prev;

	do
		example = example_gen_params(example, desc);
	while (example && !(example->hdr.flags & GRE_CSUM));
	return example;
}

/* Copy the first @len octets of @wire, so that KASAN catches access beyond them. */
static const u8 *first_octets(struct kunit *test, const u8 *wire,
			      unsigned int len)
{
	u8 *octets = kunit_kmalloc(test, len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, octets);
	memcpy(octets, wire, len);
	return octets;
}

static void expect_hdr(struct kunit *test, const struct gre2890_hdr *got,
		       const struct gre2890_hdr *wanted)
{
	KUNIT_EXPECT_MEMEQ(test, &got->flags, &wanted->flags, 2);
	KUNIT_EXPECT_MEMEQ(test, &got->proto, &wanted->proto, 2);
	KUNIT_EXPECT_MEMEQ(test, &got->key, &wanted->key, 4);
	KUNIT_EXPECT_EQ(test, got->seq, wanted->seq);
	KUNIT_EXPECT_EQ(test, got->len, wanted->len);
}

/* ---- length ------------------------------------------------------------ */

static void len_follows_from_fields(struct kunit *test)
{
	const struct header_example *example = test->param_value;

	KUNIT_EXPECT_EQ(test, gre2890_hdr_len(example->hdr.flags),
			example->hdr.len);
}

static void len_counts_routing_as_checksum(struct kunit *test)
{
	const struct header_example *example = test->param_value;
	__be16 flags = example->hdr.flags;

	KUNIT_EXPECT_EQ(test, gre2890_hdr_len(flags | GRE_ROUTING),
			gre2890_hdr_len(flags | GRE_CSUM));
}

static void len_ignores_other_bits(struct kunit *test)
{
	const struct header_example *example = test->param_value;
	__be16 others = ~(GRE2890_FIELDS | GRE_ROUTING);

	KUNIT_EXPECT_EQ(test, gre2890_hdr_len(example->hdr.flags | others),
			example->hdr.len);
}

static void reserved_are_bits_1_4_and_5(struct kunit *test)
{
	__be16 bits = BIT_OF_RFC(1) | BIT_OF_RFC(4) | BIT_OF_RFC(5);

	KUNIT_EXPECT_TRUE(test, GRE2890_RESERVED == bits);
}

static void fields_are_bits_0_2_and_3(struct kunit *test)
{
	__be16 bits = BIT_OF_RFC(0) | BIT_OF_RFC(2) | BIT_OF_RFC(3);

	KUNIT_EXPECT_TRUE(test, GRE2890_FIELDS == bits);
}

/* ---- writing ----------------------------------------------------------- */

static void write_gives_octets_of_rfc(struct kunit *test)
{
	const struct header_example *example = test->param_value;
	u8 wire[GRE2890_HDR_MAX];

	memset(wire, UNTOUCHED, sizeof(wire));
	gre2890_hdr_write(wire, &example->hdr);
	KUNIT_EXPECT_MEMEQ(test, wire, example->wire, example->hdr.len);
}

static void write_ends_with_header(struct kunit *test)
{
	const struct header_example *example = test->param_value;
	u8 len = example->hdr.len;
	u8 wire[GRE2890_HDR_MAX + 1];

	memset(wire, UNTOUCHED, sizeof(wire));
	gre2890_hdr_write(wire, &example->hdr);
	KUNIT_EXPECT_NULL(test,
			  memchr_inv(wire + len, UNTOUCHED, sizeof(wire) - len));
}

static void write_returns_checksum_field(struct kunit *test)
{
	const struct header_example *example = test->param_value;
	u8 wire[GRE2890_HDR_MAX];
	void *field = example->hdr.flags & GRE_CSUM ? wire + 4 : NULL;

	KUNIT_EXPECT_PTR_EQ(test, (void *)gre2890_hdr_write(wire, &example->hdr),
			    field);
}

/* ---- reading ----------------------------------------------------------- */

static void read_gives_fields(struct kunit *test)
{
	const struct header_example *example = test->param_value;
	struct gre2890_hdr hdr;
	const u8 *wire = first_octets(test, example->wire, example->hdr.len);

	KUNIT_EXPECT_TRUE(test, gre2890_hdr_read(&hdr, wire, example->hdr.len));
	expect_hdr(test, &hdr, &example->hdr);
}

static void read_undoes_write(struct kunit *test)
{
	const struct header_example *example = test->param_value;
	u8 wire[GRE2890_HDR_MAX];
	struct gre2890_hdr hdr;

	gre2890_hdr_write(wire, &example->hdr);
	KUNIT_EXPECT_TRUE(test, gre2890_hdr_read(&hdr, wire, sizeof(wire)));
	expect_hdr(test, &hdr, &example->hdr);
}

static void read_passes_over_checksum(struct kunit *test)
{
	const struct header_example *example = test->param_value;
	u8 wire[GRE2890_HDR_MAX];
	struct gre2890_hdr hdr;

	memcpy(wire, example->wire, sizeof(wire));
	memset(wire + 4, 0xff, 4);
	KUNIT_EXPECT_TRUE(test, gre2890_hdr_read(&hdr, wire, sizeof(wire)));
	expect_hdr(test, &hdr, &example->hdr);
}

static void read_passes_over_routing(struct kunit *test)
{
	const struct header_example *example = test->param_value;
	struct gre2890_hdr wanted = example->hdr, hdr;
	u8 wire[GRE2890_HDR_MAX];

	/* Bit 1 instead of bit 0 */
	memcpy(wire, example->wire, sizeof(wire));
	wire[0] ^= 0xc0;
	wanted.flags ^= GRE_CSUM | GRE_ROUTING;
	KUNIT_EXPECT_TRUE(test, gre2890_hdr_read(&hdr, wire, sizeof(wire)));
	expect_hdr(test, &hdr, &wanted);
}

static void read_keeps_other_bits(struct kunit *test)
{
	const struct header_example *example = test->param_value;
	struct gre2890_hdr wanted = example->hdr, hdr;
	u8 wire[GRE2890_HDR_MAX];

	/* Reserved and version */
	memcpy(wire, example->wire, sizeof(wire));
	wire[0] |= 0x0f;
	wire[1] |= 0xff;
	wanted.flags |= cpu_to_be16(0x0fff);
	KUNIT_EXPECT_TRUE(test, gre2890_hdr_read(&hdr, wire, sizeof(wire)));
	expect_hdr(test, &hdr, &wanted);
}

/* ---- truncation -------------------------------------------------------- */

/* Every length that a header may be cut to, and its full length */
#define for_each_length(len, example)					\
	for ((len) = GRE2890_HDR_BASE; (len) <= (example)->hdr.len; (len)++)

static unsigned int key_end(const struct header_example *example)
{
	if (!(example->hdr.flags & GRE_KEY))
		return 0;
	return example->hdr.flags & GRE_CSUM ? 12 : 8;
}

static void cut_key_is_refused(struct kunit *test)
{
	const struct header_example *example = test->param_value;
	struct gre2890_hdr hdr;
	unsigned int len;

	for_each_length(len, example) {
		const u8 *wire = first_octets(test, example->wire, len);

		KUNIT_EXPECT_EQ_MSG(test, gre2890_hdr_read(&hdr, wire, len),
				    len >= key_end(example), "%u octets", len);
	}
}

static void cut_behind_key_keeps_key(struct kunit *test)
{
	const struct header_example *example = test->param_value;
	struct gre2890_hdr hdr;
	unsigned int len;

	for_each_length(len, example) {
		const u8 *wire = first_octets(test, example->wire, len);

		if (!gre2890_hdr_read(&hdr, wire, len))
			continue;
		KUNIT_EXPECT_MEMEQ_MSG(test, &hdr.key, &example->hdr.key, 4,
				       "%u octets", len);
	}
}

static void cut_sequence_number_reads_as_0(struct kunit *test)
{
	const struct header_example *example = test->param_value;
	struct gre2890_hdr hdr;
	unsigned int len;

	for_each_length(len, example) {
		const u8 *wire = first_octets(test, example->wire, len);
		bool cut = len < example->hdr.len;

		gre2890_hdr_read(&hdr, wire, len);
		KUNIT_EXPECT_EQ_MSG(test, hdr.seq, cut ? 0 : example->hdr.seq,
				    "%u octets", len);
	}
}

static void cut_header_claims_its_length(struct kunit *test)
{
	const struct header_example *example = test->param_value;
	struct gre2890_hdr hdr;
	unsigned int len;

	for_each_length(len, example) {
		const u8 *wire = first_octets(test, example->wire, len);

		gre2890_hdr_read(&hdr, wire, len);
		KUNIT_EXPECT_EQ_MSG(test, hdr.len, example->hdr.len,
				    "%u octets", len);
	}
}

static struct kunit_case header_cases[] = {
	KUNIT_CASE_PARAM(len_follows_from_fields, example_gen_params),
	KUNIT_CASE_PARAM(len_counts_routing_as_checksum, example_gen_params),
	KUNIT_CASE_PARAM(len_ignores_other_bits, example_gen_params),
	KUNIT_CASE(reserved_are_bits_1_4_and_5),
	KUNIT_CASE(fields_are_bits_0_2_and_3),
	KUNIT_CASE_PARAM(write_gives_octets_of_rfc, example_gen_params),
	KUNIT_CASE_PARAM(write_ends_with_header, example_gen_params),
	KUNIT_CASE_PARAM(write_returns_checksum_field, example_gen_params),
	KUNIT_CASE_PARAM(read_gives_fields, example_gen_params),
	KUNIT_CASE_PARAM(read_undoes_write, example_gen_params),
	KUNIT_CASE_PARAM(read_passes_over_checksum, checksummed_gen_params),
	KUNIT_CASE_PARAM(read_passes_over_routing, checksummed_gen_params),
	KUNIT_CASE_PARAM(read_keeps_other_bits, example_gen_params),
	KUNIT_CASE_PARAM(cut_key_is_refused, example_gen_params),
	KUNIT_CASE_PARAM(cut_behind_key_keeps_key, example_gen_params),
	KUNIT_CASE_PARAM(cut_sequence_number_reads_as_0, example_gen_params),
	KUNIT_CASE_PARAM(cut_header_claims_its_length, example_gen_params),
	{}
};

static struct kunit_suite header_suite = {
	.name = "header",
	.test_cases = header_cases,
};

kunit_test_suite(header_suite);
