// SPDX-License-Identifier: GPL-2.0
/*
 * The hash table spreads identities that differ regularly as well as random ones,
 * and packets never find settings that are refused
 *
 * Operators number by pattern: 2001:db8:0:N::N in VRF N with key N.  A hash that
 * folds words before it mixes them lets such numbers cancel out, and puts all tunnels
 * into one long chain.
 */
#include <kunit/test.h>

#include "data/demux.h"
#include "state/tunnel.h"

#include "data/asker.c"
#include "data/demux.c"
#include "data/demux_find.c"
#include "data/sender.c"
#include "pure/ident.c"

#define IDENTITIES	4096
#define BUCKETS		8192
#define SEEDS		16
/* One table in ten million has more random identities in a bucket. */
#define LONGEST		10

/**
 * struct pattern - which fields contain the tunnel's number
 * @name: name of the case
 * @family: AF_INET or AF_INET6
 * @local: bit mask of words of the local address
 * @remote: bit mask of words of the remote address
 * @key: the key
 * @l3dom: the L3 domain
 * @waits: the zone, as in a tunnel that waits for an address
 * @swapped: write @l3dom in the byte order of the addresses, so that they cancel out
 */
struct pattern {
	const char	*name;
	u8		family;
	u8		local;
	u8		remote;
	bool		key;
	bool		l3dom;
	bool		waits;
	bool		swapped;
};

static const struct pattern patterns[] = {
	{ "IPv6: remotes N::N", AF_INET6, .remote = BIT(1) | BIT(3) },
	{ "IPv6: remotes N:N::", AF_INET6, .remote = BIT(1) | BIT(2) },
	{ "IPv6: locals N::N", AF_INET6, .local = BIT(1) | BIT(3) },
	{ "IPv6: locals and remotes alike", AF_INET6, BIT(3), BIT(3) },
	{ "IPv6: networks of both alike", AF_INET6, BIT(1), BIT(1) },
	{ "IPv6: remotes and keys alike", AF_INET6, .remote = BIT(3), .key = true },
	{ "IPv6: keys", AF_INET6, .key = true },
	{ "IPv6: VRFs", AF_INET6, .l3dom = true },
	{ "IPv6: keys and VRFs alike", AF_INET6, .key = true, .l3dom = true, .swapped = true },
	{ "IPv6: locals and VRFs alike", AF_INET6,
	  .local = BIT(3), .l3dom = true, .swapped = true },
	{ "IPv6: waiting for an address", AF_INET6, .waits = true },
	{ "IPv4: remotes", AF_INET, .remote = BIT(0) },
	{ "IPv4: locals and remotes alike", AF_INET, BIT(0), BIT(0) },
	{ "IPv4: remotes and keys alike", AF_INET, .remote = BIT(0), .key = true },
	{ "IPv4: keys", AF_INET, .key = true },
	{ "IPv4: VRFs", AF_INET, .l3dom = true },
	{ "IPv4: keys and VRFs alike", AF_INET, .key = true, .l3dom = true, .swapped = true },
	{ "IPv4: remotes and VRFs alike", AF_INET,
	  .remote = BIT(0), .l3dom = true, .swapped = true },
	{ "IPv4: locals and VRFs alike", AF_INET,
	  .local = BIT(0), .l3dom = true, .swapped = true },
	{ "IPv4: waiting for an address", AF_INET, .waits = true },
};

static void describe(const struct pattern *pattern, char *name)
{
	strscpy(name, pattern->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(patterns, patterns, describe);

static void number(struct gre2890_ident *id, const struct pattern *pattern,
		   u32 n)
{
	__be32 word = htonl(n);
	int i;

	*id = (struct gre2890_ident) {
		.family = pattern->family,
		.has_key = true,
	};
	for (i = 0; i < 4; i++) {
		if (pattern->local & BIT(i))
			id->local.all[i] = (__force u32)word;
		if (pattern->remote & BIT(i))
			id->remote.all[i] = (__force u32)word;
	}
	if (pattern->key)
		id->key = word;
	if (pattern->l3dom)
		id->l3dom = pattern->swapped ? (__force u32)word : n;
	if (pattern->waits) {
		id->l3dom = GRE2890_NO_L3DOM;
		id->zone = n;
	}
}

static u8 longest_chain(const struct pattern *pattern, u8 *chains, u32 seed)
{
	struct gre2890_ident id;
	u8 *chain, longest = 0;
	u32 n;

	memset(chains, 0, BUCKETS);
	for (n = 1; n <= IDENTITIES; n++) {
		number(&id, pattern, n);
		chain = &chains[gre2890_ident_hash(&id, sizeof(id), seed) % BUCKETS];
		if (*chain < U8_MAX)
			++*chain;
		longest = max(longest, *chain);
	}
	return longest;
}

static void chains_are_short(struct kunit *test)
{
	const struct pattern *pattern = test->param_value;
	u8 *chains = kunit_kzalloc(test, BUCKETS, GFP_KERNEL);
	u32 seed;

	KUNIT_ASSERT_NOT_NULL(test, chains);
	for (seed = 0; seed < SEEDS; seed++)
		KUNIT_EXPECT_LE(test,
				longest_chain(pattern, chains, seed * 0x9e3779b9),
				LONGEST);
}

/* Settings that receive @key and send @okey */
static struct gre2890_conf *make_conf(struct kunit *test, u32 key, u32 okey)
{
	struct gre2890_conf *conf = kunit_kzalloc(test, sizeof(*conf),
						  GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, conf);
	conf->id = (struct gre2890_ident) {
		.family = AF_INET,
		.local.ip = htonl(0xc0000201),
		.remote.ip = htonl(0xc0000202),
		.has_key = true,
		.key = htonl(key),
	};
	conf->sender_id = conf->id;
	conf->sender_id.key = htonl(okey);
	conf->sender_hashed = key != okey;
	return conf;
}

static int add(struct gre2890_demux *demux, struct gre2890_conf *conf)
{
	int err;

	rtnl_lock();
	err = gre2890_demux_add(demux, conf);
	rtnl_unlock();
	return err;
}

static int replace(struct gre2890_demux *demux, struct gre2890_conf *old,
		   struct gre2890_conf *new)
{
	int err;

	rtnl_lock();
	err = gre2890_demux_replace(demux, old, new);
	rtnl_unlock();
	return err;
}

static void del(struct gre2890_demux *demux, struct gre2890_conf *conf)
{
	rtnl_lock();
	gre2890_demux_del(demux, conf);
	rtnl_unlock();
}

/* The device that packets arrive on */
static struct net_device arrived = { .ifindex = 1 };

static void expect_sender(struct kunit *test, struct gre2890_demux *demux,
			  const struct gre2890_ident *id,
			  const struct gre2890_conf *conf)
{
	rcu_read_lock();
	KUNIT_EXPECT_PTR_EQ(test, gre2890_demux_find_sender(demux, id, &arrived),
			    conf);
	rcu_read_unlock();
}

static void refused_is_not_found(struct kunit *test)
{
	struct gre2890_conf *holder = make_conf(test, 1, 1);
	struct gre2890_conf *refused = make_conf(test, 1, 9);
	struct gre2890_conf *other = make_conf(test, 2, 9);
	struct gre2890_demux *demux = kunit_kzalloc(test, sizeof(*demux),
						    GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, demux);
	KUNIT_ASSERT_EQ(test, gre2890_demux_init(demux), 0);
	KUNIT_EXPECT_EQ(test, add(demux, holder), 0);
	KUNIT_EXPECT_EQ(test, add(demux, refused), -EEXIST);
	/* It was never in the list: list_del_rcu() would have set this. */
	KUNIT_EXPECT_NULL(test, refused->sender.prev);
	KUNIT_EXPECT_NULL(test, find(&demux->senders, &refused->sender_id));

	KUNIT_EXPECT_EQ(test, add(demux, other), 0);
	KUNIT_EXPECT_EQ(test, add(demux, refused), -EEXIST);
	expect_sender(test, demux, &refused->sender_id, other);
	del(demux, other);
	expect_sender(test, demux, &refused->sender_id, NULL);
	del(demux, holder);
	gre2890_demux_exit(demux);
}

static struct gre2890_conf *make_with_link(struct kunit *test, u32 link)
{
	struct gre2890_conf *conf = make_conf(test, 1, 1);

	conf->link = link;
	return conf;
}

static void expect_found(struct kunit *test, struct gre2890_demux *demux,
			 int ifindex, const struct gre2890_conf *conf)
{
	const struct gre2890_conf *first = make_conf(test, 1, 1);

	arrived.ifindex = ifindex;
	rcu_read_lock();
	KUNIT_EXPECT_PTR_EQ(test, gre2890_demux_find(demux, &first->id, &arrived),
			    conf);
	KUNIT_EXPECT_PTR_EQ(test, gre2890_demux_find_sender(demux, &first->id,
							    &arrived), conf);
	rcu_read_unlock();
	arrived.ifindex = 1;
}

/* Add, move and delete tunnels of several devices in every order. */
static void device_decides(struct kunit *test)
{
	struct gre2890_demux *demux = kunit_kzalloc(test, sizeof(*demux),
						    GFP_KERNEL);
	struct gre2890_conf *by5 = make_with_link(test, 5);
	struct gre2890_conf *by7 = make_with_link(test, 7);
	struct gre2890_conf *any = make_with_link(test, 0);
	struct gre2890_conf *moved = make_with_link(test, 9);

	KUNIT_ASSERT_NOT_NULL(test, demux);
	KUNIT_ASSERT_EQ(test, gre2890_demux_init(demux), 0);
	KUNIT_EXPECT_EQ(test, add(demux, by7), 0);
	expect_found(test, demux, 5, by7);
	KUNIT_EXPECT_EQ(test, add(demux, by5), 0);
	KUNIT_EXPECT_EQ(test, add(demux, make_with_link(test, 5)), -EEXIST);
	expect_found(test, demux, 5, by5);
	expect_found(test, demux, 7, by7);
	expect_found(test, demux, 8, by5);
	KUNIT_EXPECT_EQ(test, add(demux, any), 0);
	KUNIT_EXPECT_EQ(test, add(demux, make_with_link(test, 0)), -EEXIST);
	expect_found(test, demux, 8, any);
	expect_found(test, demux, 5, by5);

	KUNIT_EXPECT_EQ(test, replace(demux, by5, make_with_link(test, 7)),
			-EEXIST);
	expect_found(test, demux, 5, by5);
	KUNIT_EXPECT_EQ(test, replace(demux, by5, moved), 0);
	expect_found(test, demux, 5, any);
	expect_found(test, demux, 9, moved);
	del(demux, any);
	expect_found(test, demux, 5, by7);
	del(demux, by7);
	expect_found(test, demux, 7, moved);
	del(demux, moved);
	expect_found(test, demux, 9, NULL);
	KUNIT_EXPECT_EQ(test, atomic_read(&demux->tunnels.ht.nelems), 0);
	gre2890_demux_exit(demux);
}

static struct kunit_case demux_cases[] = {
	KUNIT_CASE_PARAM(chains_are_short, patterns_gen_params),
	KUNIT_CASE(refused_is_not_found),
	KUNIT_CASE(device_decides),
	{}
};

static struct kunit_suite demux_suite = {
	.name = "demux",
	.test_cases = demux_cases,
};

kunit_test_suite(demux_suite);
