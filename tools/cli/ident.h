/* SPDX-License-Identifier: GPL-2.0 */
/* Identities of tunnels, compared as the module does */
#ifndef GRE2890_IDENT_H
#define GRE2890_IDENT_H

#include <stdbool.h>
#include <linux/types.h>

struct attrs;

/* Octets of an address, IPv6 or IPv4 */
#define IDENT_ADDR_SIZE	16

/**
 * struct ident - the packets that a tunnel receives
 * @local: its address, in network byte order; all zero: any
 * @remote: the far end's, likewise
 * @key: key, in network byte order; 0 if not @has_key
 * @l3dom: ifindex of the VRF of the underlay, 0: none
 * @zone: ifindex of the underlay's device if an address is link-local or the device is
 *	in no VRF, else 0
 * @family: AF_INET or AF_INET6
 * @has_key: there is a key
 *
 * Two of them are compared with ident_compare() only.
 */
struct ident {
	unsigned char local[IDENT_ADDR_SIZE];
	unsigned char remote[IDENT_ADDR_SIZE];
	__u32 key;
	__u32 l3dom;
	__u32 zone;
	int family;
	bool has_key;
};

/**
 * ident_load() - derive the identity from a tunnel's attributes
 * @id: filled in
 * @data: the attributes, with a local address
 * @family: AF_INET or AF_INET6
 *
 * The underlay is the current network namespace.  Asks the kernel for the VRF.
 */
void ident_load(struct ident *id, const struct attrs *data, int family);

/**
 * ident_forget() - ask for VRFs again, as devices may have changed
 */
void ident_forget(void);

/**
 * ident_compare() - the order of identities
 * @a: one
 * @b: another
 *
 * Return: below, equal to, or above 0.
 */
int ident_compare(const struct ident *a, const struct ident *b);

#endif /* GRE2890_IDENT_H */
