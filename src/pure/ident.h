/* SPDX-License-Identifier: GPL-2.0 */
/* Identity of a tunnel, and of the packets that it receives */
#ifndef GRE2890_IDENT_H
#define GRE2890_IDENT_H

#include <linux/jhash.h>
#include <linux/netfilter.h>
#include <net/ipv6.h>

/**
 * struct gre2890_ident - identity of a tunnel, and of a received packet
 * @local: our address, all zero for any; IPv4 in the first four octets
 * @remote: the peer's address, in the same form
 * @key: key, 0 if not @has_key
 * @l3dom: ifindex of the VRF of the underlay, 0 for none
 * @zone: ifindex of the link if an address is link-local, multicast included,
 *	else 0
 * @family: AF_INET or AF_INET6
 * @has_key: key 0 differs from no key, RFC 2890 2.1
 * @pad: 0, because memcmp() compares identities
 */
struct gre2890_ident {
	union nf_inet_addr	local;
	union nf_inet_addr	remote;
	__be32			key;
	u32			l3dom;
	u32			zone;
	u8			family;
	u8			has_key;
	u8			pad[2];
};

/* An L3 domain that no packet has: ifindexes are positive */
#define GRE2890_NO_L3DOM	(~0U)

/**
 * enum gre2890_class - which addresses of an identity are set
 * @GRE2890_EXACT: both
 * @GRE2890_ANY_LOCAL: remote only
 * @GRE2890_ANY_REMOTE: local only
 * @GRE2890_ANY: none
 * @GRE2890_CLASSES: number of classes
 *
 * Lookup tries them in this order, as ip_gre does.
 */
enum gre2890_class {
	GRE2890_EXACT,
	GRE2890_ANY_LOCAL,
	GRE2890_ANY_REMOTE,
	GRE2890_ANY,
	GRE2890_CLASSES,
};

bool gre2890_ident_link_local(const struct gre2890_ident *id);
bool gre2890_ident_is_group(const struct gre2890_ident *id);
bool gre2890_ident_to_group(struct gre2890_ident *id);
enum gre2890_class gre2890_ident_class(const struct gre2890_ident *id);

/**
 * gre2890_ident_hash() - hash an identity for a rhashtable
 * @data: the identity
 * @len: its size
 * @seed: the table's seed
 *
 * Over IPv4 three of the four words of an address are 0, so hash only the first.
 * l3dom and zone are added to the seed, which jhash_3words() adds to all three
 * words.  So to cancel out another l3dom, all three words would have to differ too.
 *
 * Context: Any context.
 * Return: the hash.
 */
static inline u32 gre2890_ident_hash(const void *data, u32 len, u32 seed)
{
	const struct gre2890_ident *id = data;

	if (id->family == AF_INET)
		return jhash_3words((__force u32)id->local.ip,
				    (__force u32)id->remote.ip,
				    (__force u32)id->key,
				    seed + id->l3dom + id->zone);
	return jhash2(data, offsetof(struct gre2890_ident, family) / sizeof(u32),
		      seed);
}

/*
 * gre2890_ident_differs() must compare new fields too.  memcmp() needs a struct
 * without holes.
 */
static_assert(sizeof(struct gre2890_ident) == 48);

/**
 * gre2890_ident_differs() - check whether two identities differ
 * @a: one identity
 * @b: the other one
 *
 * Context: Any context.
 * Return: true if they differ.
 */
static inline bool gre2890_ident_differs(const struct gre2890_ident *a,
					 const struct gre2890_ident *b)
{
	return a->key != b->key || a->has_key != b->has_key ||
	       a->family != b->family || a->l3dom != b->l3dom ||
	       a->zone != b->zone ||
	       !ipv6_addr_equal(&a->remote.in6, &b->remote.in6) ||
	       !ipv6_addr_equal(&a->local.in6, &b->local.in6);
}

#endif /* GRE2890_IDENT_H */
