// SPDX-License-Identifier: GPL-2.0
/* Loop-back requests as vendors send them, and packets that are none */
#include <kunit/test.h>

#include "pure/loopback.c"

/* Octets of the longest example */
#define EXAMPLE_MAX	64

/* Words at these offsets, from the IPv4 or IPv6 header on */
#define IP4_VERSION	0
#define IP4_LEN		2
#define IP4_FRAG	6
#define IP4_PROTOCOL	8
#define IP4_CHECK	10
#define IP4_GRE		20
#define IP6_VERSION	0
#define IP6_LEN		4
#define IP6_NEXTHDR	6
#define IP6_GRE		40
/* The protocol type, behind the GRE header's flags */
#define GRE_TYPE	2

/**
 * struct request_example - a request as it leaves the tunnel
 * @name: who sends it, or what is special about it
 * @family: AF_INET or AF_INET6
 * @ttl: its TTL or hop limit
 * @len: its octets
 * @wire: these octets; from 192.0.2.2 or 2001:db8::2, to the same with 1 at the end
 */
struct request_example {
	const char	*name;
	u8		family;
	u8		ttl;
	u8		len;
	u8		wire[EXAMPLE_MAX];
};

static const struct request_example requests[] = {
	{ "Cisco", AF_INET, 255, 24, {
		0x45, 0x00, 0x00, 0x18, 0x00, 0x00, 0x00, 0x00, 0xff, 0x2f, 0x37, 0xb3,
		0xc0, 0x00, 0x02, 0x02, 0xc0, 0x00, 0x02, 0x01,
		0x00, 0x00, 0x00, 0x00 } },
	{ "Cisco, routed once, TOS and identification", AF_INET, 254, 24, {
		0x45, 0xc0, 0x00, 0x18, 0x12, 0x34, 0x00, 0x00, 0xfe, 0x2f, 0x25, 0xbf,
		0xc0, 0x00, 0x02, 0x02, 0xc0, 0x00, 0x02, 0x01,
		0x00, 0x00, 0x00, 0x00 } },
	{ "key, DF", AF_INET, 255, 28, {
		0x45, 0x00, 0x00, 0x1c, 0x00, 0x00, 0x40, 0x00, 0xff, 0x2f, 0xf7, 0xae,
		0xc0, 0x00, 0x02, 0x02, 0xc0, 0x00, 0x02, 0x01,
		0x20, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0b, 0x4a } },
	{ "type of IPv4, no payload", AF_INET, 255, 24, {
		0x45, 0x00, 0x00, 0x18, 0x00, 0x00, 0x00, 0x00, 0xff, 0x2f, 0x37, 0xb3,
		0xc0, 0x00, 0x02, 0x02, 0xc0, 0x00, 0x02, 0x01,
		0x00, 0x00, 0x08, 0x00 } },
	{ "type of IPv6 in IPv4", AF_INET, 255, 24, {
		0x45, 0x00, 0x00, 0x18, 0x00, 0x00, 0x00, 0x00, 0xff, 0x2f, 0x37, 0xb3,
		0xc0, 0x00, 0x02, 0x02, 0xc0, 0x00, 0x02, 0x01,
		0x00, 0x00, 0x86, 0xdd } },
	{ "OpenBSD", AF_INET, 255, 44, {
		0x45, 0x00, 0x00, 0x2c, 0x00, 0x00, 0x00, 0x00, 0xff, 0x2f, 0x37, 0x9f,
		0xc0, 0x00, 0x02, 0x02, 0xc0, 0x00, 0x02, 0x01,
		0x20, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0b, 0x4a, 0x00, 0x01, 0x23, 0x45,
		0x89, 0xab, 0xcd, 0xef, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef } },
	{ "OpenBSD without key", AF_INET, 255, 40, {
		0x45, 0x00, 0x00, 0x28, 0x00, 0x00, 0x00, 0x00, 0xff, 0x2f, 0x37, 0xa3,
		0xc0, 0x00, 0x02, 0x02, 0xc0, 0x00, 0x02, 0x01,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x23, 0x45, 0x89, 0xab, 0xcd, 0xef,
		0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef } },
	{ "auth", AF_INET, 255, 44, {
		0x45, 0x00, 0x00, 0x2c, 0x00, 0x00, 0x40, 0x00, 0xff, 0x2f, 0xf7, 0x9e,
		0xc0, 0x00, 0x02, 0x02, 0xc0, 0x00, 0x02, 0x01,
		0x20, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0b, 0x4a, 0x00, 0x00, 0x00, 0x07,
		0x00, 0x00, 0x00, 0x00, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef } },
	{ "checksum, key and number", AF_INET, 64, 36, {
		0x45, 0x00, 0x00, 0x24, 0x00, 0x00, 0x00, 0x00, 0x40, 0x2f, 0xf6, 0xa7,
		0xc0, 0x00, 0x02, 0x02, 0xc0, 0x00, 0x02, 0x01,
		0xb0, 0x00, 0x00, 0x00, 0x4f, 0xff, 0x00, 0x00, 0x00, 0x00, 0x0b, 0x4a,
		0x00, 0x00, 0x00, 0x09 } },
	{ "one octet of payload", AF_INET, 255, 25, {
		0x45, 0x00, 0x00, 0x19, 0x00, 0x00, 0x00, 0x00, 0xff, 0x2f, 0x37, 0xb2,
		0xc0, 0x00, 0x02, 0x02, 0xc0, 0x00, 0x02, 0x01,
		0x00, 0x00, 0x00, 0x00, 0xa5 } },
	{ "last hop", AF_INET, 1, 24, {
		0x45, 0x00, 0x00, 0x18, 0x00, 0x00, 0x00, 0x00, 0x01, 0x2f, 0x35, 0xb4,
		0xc0, 0x00, 0x02, 0x02, 0xc0, 0x00, 0x02, 0x01,
		0x00, 0x00, 0x00, 0x00 } },
	{ "type 0 over IPv6", AF_INET6, 255, 44, {
		0x60, 0x00, 0x00, 0x00, 0x00, 0x04, 0x2f, 0xff,
		0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00, 0x00, 0x00,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02,
		0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00, 0x00, 0x00,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01,
		0x00, 0x00, 0x00, 0x00 } },
	{ "MikroTik over IPv6", AF_INET6, 255, 44, {
		0x60, 0x00, 0x00, 0x00, 0x00, 0x04, 0x2f, 0xff,
		0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00, 0x00, 0x00,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02,
		0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00, 0x00, 0x00,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01,
		0x00, 0x00, 0x86, 0xdd } },
	{ "key over IPv6, traffic class", AF_INET6, 64, 48, {
		0x6b, 0x80, 0x00, 0x00, 0x00, 0x08, 0x2f, 0x40,
		0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00, 0x00, 0x00,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02,
		0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00, 0x00, 0x00,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01,
		0x20, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0b, 0x4a } },
	{ "OpenBSD over IPv6", AF_INET6, 255, 64, {
		0x60, 0x00, 0x00, 0x00, 0x00, 0x18, 0x2f, 0xff,
		0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00, 0x00, 0x00,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02,
		0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00, 0x00, 0x00,
		0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01,
		0x20, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0b, 0x4a, 0x00, 0x01, 0x23, 0x45,
		0x89, 0xab, 0xcd, 0xef, 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef } },
};

static void request_name(const struct request_example *example, char *desc)
{
	strscpy(desc, example->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(request, requests, request_name);

static const struct request_example *find(struct kunit *test, const char *name)
{
	const struct request_example *example = requests;

	for (; example < requests + ARRAY_SIZE(requests); example++)
		if (!strcmp(example->name, name))
			return example;
	KUNIT_FAIL_AND_ABORT(test, "no example %s", name);
	return NULL;
}

/* Copy octets to memory of their size, so that KASAN catches access beyond them. */
static u8 *copy(struct kunit *test, const void *octets, unsigned int len)
{
	u8 *wire = kunit_kzalloc(test, len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, wire);
	memcpy(wire, octets, len);
	return wire;
}

static void set_word(u8 *wire, unsigned int off, u16 word)
{
	wire[off] = word >> 8;
	wire[off + 1] = word & 0xff;
}

static void set_check(u8 *wire)
{
	struct iphdr *ip = (struct iphdr *)wire;

	ip->check = 0;
	ip->check = ip_fast_csum(ip, sizeof(*ip) / 4);
}

static void expect_packet(struct kunit *test, const struct gre2890_loopback *got,
			  const struct request_example *wanted)
{
	unsigned int addr = wanted->family == AF_INET ? 12 : 8;
	unsigned int size = wanted->family == AF_INET ? 4 : 16;
	union nf_inet_addr src = {}, dst = {};

	memcpy(&src, wanted->wire + addr, size);
	memcpy(&dst, wanted->wire + addr + size, size);
	KUNIT_EXPECT_MEMEQ(test, &got->src, &src, sizeof(src));
	KUNIT_EXPECT_MEMEQ(test, &got->dst, &dst, sizeof(dst));
	KUNIT_EXPECT_EQ(test, got->family, wanted->family);
	KUNIT_EXPECT_EQ(test, got->ttl, wanted->ttl);
	KUNIT_EXPECT_EQ(test, got->len, wanted->len);
}

/* ---- accepted ----------------------------------------------------------- */

static void reads_the_request(struct kunit *test)
{
	const struct request_example *example = test->param_value;
	const u8 *wire = copy(test, example->wire, example->len);
	struct gre2890_loopback packet;

	KUNIT_EXPECT_TRUE(test, gre2890_loopback_read(&packet, wire, example->len,
						      example->len));
	expect_packet(test, &packet, example);
}

static void padding_does_not_count(struct kunit *test)
{
	const struct request_example *example = test->param_value;
	unsigned int len = example->len + 22;
	u8 *wire = kunit_kzalloc(test, len, GFP_KERNEL);
	struct gre2890_loopback packet;

	KUNIT_ASSERT_NOT_NULL(test, wire);
	memcpy(wire, example->wire, example->len);
	KUNIT_EXPECT_TRUE(test, gre2890_loopback_read(&packet, wire,
						      min(len, GRE2890_LOOPBACK_HDRS),
						      len));
	expect_packet(test, &packet, example);
}

static void only_the_headers_must_be_readable(struct kunit *test)
{
	u8 *wire = copy(test, find(test, "OpenBSD without key")->wire,
			GRE2890_LOOPBACK_HDRS);
	struct gre2890_loopback packet;

	set_word(wire, IP4_LEN, 65000);
	set_check(wire);
	KUNIT_EXPECT_TRUE(test, gre2890_loopback_read(&packet, wire,
						      GRE2890_LOOPBACK_HDRS, 65000));
	KUNIT_EXPECT_EQ(test, packet.len, 65000);
	KUNIT_EXPECT_FALSE(test, gre2890_loopback_read(&packet, wire,
						       GRE2890_LOOPBACK_HDRS, 64999));
}

/* ---- refused ------------------------------------------------------------ */

static void cut_request_is_refused(struct kunit *test)
{
	const struct request_example *example = test->param_value;
	struct gre2890_loopback packet;
	unsigned int len;

	for (len = 0; len < example->len; len++) {
		const u8 *wire = copy(test, example->wire, len);

		KUNIT_EXPECT_FALSE_MSG(test,
				       gre2890_loopback_read(&packet, wire, len, len),
				       "%u octets", len);
	}
}

/* Cut the GRE header and what follows, and let the IP header say so. */
static void cut_gre_header_is_refused(struct kunit *test)
{
	const struct request_example *example = test->param_value;
	bool ip4 = example->family == AF_INET;
	unsigned int ip = ip4 ? IP4_GRE : IP6_GRE, len;
	struct gre2890_hdr hdr;

	gre2890_hdr_read(&hdr, example->wire + ip, GRE2890_HDR_MAX);
	for (len = ip; len < ip + hdr.len; len++) {
		u8 *wire = copy(test, example->wire, len);
		struct gre2890_loopback packet;

		set_word(wire, ip4 ? IP4_LEN : IP6_LEN, ip4 ? len : len - ip);
		if (ip4)
			set_check(wire);
		KUNIT_EXPECT_FALSE_MSG(test,
				       gre2890_loopback_read(&packet, wire, len, len),
				       "%u octets", len);
	}
}

/**
 * struct refusal - a change of one word that makes a request something else
 * @name: name of the case
 * @request: name of the example
 * @off: offset of the word
 * @word: its value
 */
struct refusal {
	const char	*name;
	const char	*request;
	u8		off;
	u16		word;
};

#define IP4(_name, _off, _word)		{ _name, "Cisco", _off, _word }
#define IP6(_name, _off, _word)		{ _name, "type 0 over IPv6", _off, _word }
#define LONG4(_name, _off, _word)	{ _name, "OpenBSD without key", _off, _word }

static const struct refusal refusals[] = {
	IP4("IPv4: version 0", IP4_VERSION, 0x0500),
	IP4("IPv4: version 5", IP4_VERSION, 0x5500),
	IP4("IPv4: version 6", IP4_VERSION, 0x6500),
	IP4("IPv4: header too short", IP4_VERSION, 0x4400),
	LONG4("IPv4: options", IP4_VERSION, 0x4600),
	LONG4("IPv4: most options", IP4_VERSION, 0x4f00),
	IP4("IPv4: empty", IP4_LEN, 0),
	IP4("IPv4: header only", IP4_LEN, 20),
	IP4("IPv4: ends in the GRE header", IP4_LEN, 23),
	IP4("IPv4: longer than the payload", IP4_LEN, 25),
	IP4("IPv4: first fragment", IP4_FRAG, 0x2000),
	IP4("IPv4: second fragment", IP4_FRAG, 0x2001),
	IP4("IPv4: last fragment", IP4_FRAG, 0x0001),
	IP4("IPv4: fragment at the end", IP4_FRAG, 0x1fff),
	IP4("IPv4: fragment with DF", IP4_FRAG, 0x6000),
	IP4("IPv4: protocol 4", IP4_PROTOCOL, 0xff04),
	IP4("IPv4: UDP", IP4_PROTOCOL, 0xff11),
	IP4("IPv4: wrong checksum", IP4_CHECK, 0x3800),
	IP4("IPv4: checksum 0", IP4_CHECK, 0),
	IP4("IPv4: key, but no room", IP4_GRE, 0x2000),
	IP4("IPv4: type of frames", IP4_GRE + GRE_TYPE, 0x6558),
	IP4("IPv4: type 1", IP4_GRE + GRE_TYPE, 0x0001),
	IP4("IPv4: PPP", IP4_GRE + GRE_TYPE, 0x880b),
	LONG4("IPv4: payload of type IPv4", IP4_GRE + GRE_TYPE, 0x0800),
	LONG4("IPv4: payload of type IPv6", IP4_GRE + GRE_TYPE, 0x86dd),
	IP6("IPv6: version 0", IP6_VERSION, 0x0000),
	IP6("IPv6: version 4", IP6_VERSION, 0x4500),
	IP6("IPv6: version 7", IP6_VERSION, 0x7000),
	IP6("IPv6: empty", IP6_LEN, 0),
	IP6("IPv6: ends in the GRE header", IP6_LEN, 3),
	IP6("IPv6: longer than the payload", IP6_LEN, 5),
	IP6("IPv6: as long as possible", IP6_LEN, 0xffff),
	IP6("IPv6: hop-by-hop options", IP6_NEXTHDR, 0x00ff),
	IP6("IPv6: routing header", IP6_NEXTHDR, 0x2bff),
	IP6("IPv6: fragment", IP6_NEXTHDR, 0x2cff),
	IP6("IPv6: destination options", IP6_NEXTHDR, 0x3cff),
	IP6("IPv6: key, but no room", IP6_GRE, 0x2000),
	{ "IPv6: payload of type IPv6", "OpenBSD over IPv6",
	  IP6_GRE + GRE_TYPE, 0x86dd },
};

static void refusal_name(const struct refusal *refusal, char *desc)
{
	strscpy(desc, refusal->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(refusal, refusals, refusal_name);

static void something_else_is_refused(struct kunit *test)
{
	const struct refusal *refusal = test->param_value;
	const struct request_example *example = find(test, refusal->request);
	u8 *wire = copy(test, example->wire, example->len);
	struct gre2890_loopback packet;

	set_word(wire, refusal->off, refusal->word);
	if (example->family == AF_INET && refusal->off != IP4_CHECK)
		set_check(wire);
	KUNIT_EXPECT_FALSE(test, gre2890_loopback_read(&packet, wire, example->len,
						       example->len));
}

static void every_other_bit_of_the_flags_is_refused(struct kunit *test)
{
	const struct request_example *example = find(test, "OpenBSD without key");
	struct gre2890_loopback packet;
	u8 *wire;
	u16 bit;

	for (bit = 0x8000; bit; bit >>= 1) {
		wire = copy(test, example->wire, example->len);
		set_word(wire, IP4_GRE, bit);
		KUNIT_EXPECT_EQ_MSG(test, !!(bit & 0xb000),
				    gre2890_loopback_read(&packet, wire, example->len,
							  example->len),
				    "flags %04x", bit);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(reads_the_request, request_gen_params),
	KUNIT_CASE_PARAM(padding_does_not_count, request_gen_params),
	KUNIT_CASE(only_the_headers_must_be_readable),
	KUNIT_CASE_PARAM(cut_request_is_refused, request_gen_params),
	KUNIT_CASE_PARAM(cut_gre_header_is_refused, request_gen_params),
	KUNIT_CASE_PARAM(something_else_is_refused, refusal_gen_params),
	KUNIT_CASE(every_other_bit_of_the_flags_is_refused),
	{}
};

static struct kunit_suite suite = {
	.name = "loopback",
	.test_cases = cases,
};

kunit_test_suite(suite);
