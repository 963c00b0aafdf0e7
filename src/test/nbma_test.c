// SPDX-License-Identifier: GPL-2.0
/*
 * The link layer header of tunnels without a remote, on foreign devices and in
 * foreign packets
 */
#include <kunit/test.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>

#include "data/drop.h"
#include "data/tx.h"

static bool fake_is_ours(const struct net_device *dev)
{
	return false;
}

static void fake_count(struct net_device *dev, enum gre2890_stat stat)
{
}

#define gre2890_tx_is_ours	fake_is_ours
#define gre2890_count		fake_count
#include "data/nbma.c"

#define HEADROOM	64
#define SPACE		256
#define FILL		0xa5

/* Fill the space, so that reads outside the packet show. */
static struct sk_buff *packet(struct kunit *test, unsigned int len)
{
	struct sk_buff *skb = alloc_skb(SPACE, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	memset(skb->head, FILL, SPACE);
	skb_reserve(skb, HEADROOM);
	skb_put(skb, len);
	return skb;
}

struct sizes {
	unsigned short hard_header_len;
	unsigned char addr_len;
};

/* A bond's sizes, before, while and after it copies them from a port */
static const struct sizes sizes[] = {
	{ 0, 0 }, { 14, 6 }, { 20, 4 }, { 40, 16 }, { 14, 16 }, { 0, 32 },
};

static void foreign_device(struct kunit *test)
{
	static const u8 local[MAX_ADDR_LEN] = { 1, 2, 3, 4, 5 };
	static const u8 to[MAX_ADDR_LEN] = { 6, 7, 8, 9, 10 };
	struct net_device *dev;
	struct sk_buff *skb;
	int i;

	dev = kunit_kzalloc(test, sizeof(*dev), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, dev);
	dev->dev_addr = local;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		dev->hard_header_len = sizes[i].hard_header_len;
		dev->addr_len = sizes[i].addr_len;

		skb = packet(test, 1);
		KUNIT_EXPECT_EQ(test, create4(skb, dev, 0, to, NULL, 1), 20);
		KUNIT_EXPECT_EQ(test, skb->len, 21);
		KUNIT_EXPECT_EQ(test, skb_headroom(skb), HEADROOM - 20);
		KUNIT_EXPECT_MEMEQ(test, skb->data + 12, local, 4);
		KUNIT_EXPECT_MEMEQ(test, skb->data + 16, to, 4);
		KUNIT_EXPECT_EQ(test, skb->data[20], FILL);
		KUNIT_EXPECT_EQ(test, skb->data[-1], FILL);
		kfree_skb(skb);

		skb = packet(test, 1);
		KUNIT_EXPECT_EQ(test, create6(skb, dev, 0, NULL, to, 1), -40);
		KUNIT_EXPECT_EQ(test, skb->len, 41);
		KUNIT_EXPECT_MEMEQ(test, skb->data + 8, to, 16);
		KUNIT_EXPECT_EQ(test, skb->data[40], FILL);
		KUNIT_EXPECT_EQ(test, skb->data[-1], FILL);
		kfree_skb(skb);
	}
}

struct placing {
	const char *name;
	int mac;	/* from skb->data */
	int network;
	unsigned int len;
	int result;
};

#define UNSET 1000

static const struct placing placings[] = {
	{ "received",			-28, 0, 8, 4 },
	{ "to be sent",			0, 20, 21, 4 },
	{ "to be sent, empty",		0, 20, 20, 4 },
	{ "no mac header",		UNSET, 0, 40, 0 },
	{ "no header",			0, 0, 40, 0 },
	{ "Ethernet",			-14, 0, 40, 0 },
	{ "one octet too short",	-19, 0, 40, 0 },
	{ "ends in the header",		0, 20, 19, 0 },
	{ "network before mac",		20, 0, 60, 0 },
};

static void parse(struct kunit *test)
{
	struct sk_buff *skb;
	u8 addr[4];
	int i;

	for (i = 0; i < ARRAY_SIZE(placings); i++) {
		const struct placing *at = &placings[i];

		skb = packet(test, at->len);
		if (at->mac != UNSET)
			skb_set_mac_header(skb, at->mac);
		skb_set_network_header(skb, at->network);
		KUNIT_EXPECT_EQ_MSG(test, parse4(skb, NULL, addr),
				    at->result, "%s", at->name);
		kfree_skb(skb);
	}
}

struct guess {
	u8 first;
	unsigned int len;
	u16 protocol;
};

static const struct guess guesses[] = {
	{ 0x45, 20, ETH_P_IP }, { 0x45, 19, 0 },
	{ 0x60, 40, ETH_P_IPV6 }, { 0x60, 39, 0 },
	{ 0x45, 0, 0 }, { 0x00, 60, 0 }, { 0x50, 60, 0 },
};

static void protocol(struct kunit *test)
{
	struct sk_buff *skb;
	int i;

	for (i = 0; i < ARRAY_SIZE(guesses); i++) {
		skb = packet(test, 20 + guesses[i].len);
		skb->data[20] = guesses[i].first;
		KUNIT_EXPECT_EQ(test, ntohs(parse_protocol4(skb)),
				guesses[i].protocol);
		kfree_skb(skb);
	}
	skb = packet(test, 19);
	KUNIT_EXPECT_EQ(test, ntohs(parse_protocol4(skb)), 0);
	KUNIT_EXPECT_EQ(test, ntohs(parse_protocol6(skb)), 0);
	kfree_skb(skb);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(foreign_device),
	KUNIT_CASE(parse),
	KUNIT_CASE(protocol),
	{}
};

static struct kunit_suite suite = {
	.name		= "nbma",
	.test_cases	= cases,
};

kunit_test_suite(suite);
