// SPDX-License-Identifier: GPL-2.0
#include <linux/in.h>
#include <linux/string.h>
#include <net/ipv6.h>

#include "pure/ident.h"

static bool is_link_local(const struct in6_addr *addr)
{
	__be32 first = addr->s6_addr32[0];

	return (first & htonl(0xffc00000)) == htonl(0xfe800000) ||
	       (first & htonl(0xff0f0000)) == htonl(0xff020000);
}

/**
 * gre2890_ident_link_local() - check whether the addresses need a link
 * @id: the identity
 *
 * Context: Any context.
 * Return: true if one of them is an IPv6 address of link-local scope.
 */
bool gre2890_ident_link_local(const struct gre2890_ident *id)
{
	return id->family == AF_INET6 &&
	       (is_link_local(&id->local.in6) ||
		is_link_local(&id->remote.in6));
}

/**
 * gre2890_ident_is_group() - check whether the remote is a multicast address
 * @id: the identity
 *
 * Context: Any context.
 * Return: true if it is.
 */
bool gre2890_ident_is_group(const struct gre2890_ident *id)
{
	return id->family == AF_INET ?
	       ipv4_is_multicast(id->remote.ip) :
	       ipv6_addr_is_multicast(&id->remote.in6);
}

/**
 * gre2890_ident_class() - return which addresses are set
 * @id: the identity
 *
 * Context: Any context.
 * Return: the class.
 */
enum gre2890_class gre2890_ident_class(const struct gre2890_ident *id)
{
	bool local = !ipv6_addr_any(&id->local.in6);
	bool remote = !ipv6_addr_any(&id->remote.in6);

	if (remote)
		return local ? GRE2890_EXACT : GRE2890_ANY_LOCAL;
	return local ? GRE2890_ANY_REMOTE : GRE2890_ANY;
}

/**
 * gre2890_ident_to_group() - derive the identity of packets to a tunnel's group
 * @id: the tunnel's identity, replaced by one with the group and any local address
 *
 * Packets that other members send to the group do not contain this member's local
 * address.
 *
 * Context: Any context.
 * Return: false, with @id unchanged, in three cases: the remote is no group; @id
 * has no local address, so it is the identity of packets to the group already; or
 * no packet has the tunnel's identity (%GRE2890_NO_L3DOM).
 */
bool gre2890_ident_to_group(struct gre2890_ident *id)
{
	if (!gre2890_ident_is_group(id) || ipv6_addr_any(&id->local.in6) ||
	    id->l3dom == GRE2890_NO_L3DOM)
		return false;
	memset(&id->local, 0, sizeof(id->local));
	if (!gre2890_ident_link_local(id))
		id->zone = 0;
	return true;
}
