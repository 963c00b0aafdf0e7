// SPDX-License-Identifier: GPL-2.0
#include "ident.h"

static bool is_link_local(const struct in6_addr *addr)
{
	return (addr->s6_addr32[0] & htonl(0xffc00000)) == htonl(0xfe800000);
}

/**
 * gre2890_ident_link_local() - do the addresses mean something on one link only?
 * @id: the identity
 *
 * Context: any.
 * Return: true if one of them is an IPv6 link-local address.
 */
bool gre2890_ident_link_local(const struct gre2890_ident *id)
{
	return id->family == AF_INET6 &&
	       (is_link_local(&id->local.in6) ||
		is_link_local(&id->remote.in6));
}

/**
 * gre2890_ident_class() - which addresses are given
 * @id: the identity
 *
 * Context: any.
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
