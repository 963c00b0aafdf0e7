/* SPDX-License-Identifier: GPL-2.0 */
/* Sets of IP addresses: looked up in a time that grows by the logarithm of their number */
#ifndef GRE2890_ADDR_SET_H
#define GRE2890_ADDR_SET_H

#include <stdbool.h>

#include "addr.h"

/**
 * struct addr_set - a set of addresses, empty if all zero
 * @root: a tree of copies of them, for tsearch()
 */
struct addr_set {
	void *root;
};

/**
 * addr_set_of() - make a set of a list
 * @addrs: the list
 *
 * Return: the set, for addr_set_free().
 */
struct addr_set addr_set_of(const struct addrs *addrs);

/**
 * addr_set_has() - look for an address
 * @set: the set
 * @addr: the address
 */
bool addr_set_has(const struct addr_set *set, const struct addr *addr);

/**
 * addr_set_add() - add an address
 * @set: the set
 * @addr: the address, which is copied
 *
 * Return: false if the set had it already.
 */
bool addr_set_add(struct addr_set *set, const struct addr *addr);

/**
 * addr_set_remove() - remove an address
 * @set: the set
 * @addr: the address; not the set's own copy
 *
 * Return: false if the set did not have it.
 */
bool addr_set_remove(struct addr_set *set, const struct addr *addr);

/**
 * addr_set_walk() - go through the addresses, by family, prefix and octets
 * @set: the set, which must stay as it is meanwhile
 * @visit: called for each
 * @ctx: passed to it
 */
void addr_set_walk(const struct addr_set *set,
		   void (*visit)(const struct addr *addr, void *ctx), void *ctx);

/**
 * addr_set_free() - make a set empty
 * @set: the set
 */
void addr_set_free(struct addr_set *set);

#endif /* GRE2890_ADDR_SET_H */
