/* SPDX-License-Identifier: GPL-2.0 */
/* IP addresses of devices, lists of them, and sets that are searched in logarithmic time */
#ifndef GRE2890_ADDR_H
#define GRE2890_ADDR_H

#include <stdbool.h>
#include <netinet/in.h>
#include <libmnl/libmnl.h>

struct nl;

/* Room for "ADDR peer ADDR/LEN" */
#define ADDR_TEXT_SIZE	(2 * INET6_ADDRSTRLEN + 16)

/**
 * struct addr - an address; two that are the same have the same octets
 * @family: AF_INET or AF_INET6
 * @prefix: length of the prefix
 * @local: the address
 * @peer: the far end's; without one @local once more
 */
struct addr {
	unsigned char family;
	unsigned char prefix;
	unsigned char local[sizeof(struct in6_addr)];
	unsigned char peer[sizeof(struct in6_addr)];
};

/**
 * struct addrs - a list of addresses
 * @list: the list
 * @count: how many there are
 * @room: how many @list has room for
 */
struct addrs {
	struct addr *list;
	size_t count;
	size_t room;
};

/**
 * addr_parse() - read an address
 * @addr: filled in
 * @text: "ADDR[/LEN]" or "ADDR peer ADDR[/LEN]"
 *
 * Return: false if it is none.
 */
bool addr_parse(struct addr *addr, const char *text);

/**
 * addr_text() - format an address as addr_parse() reads it
 * @addr: the address
 * @text: ADDR_TEXT_SIZE characters
 *
 * Return: @text.
 */
const char *addr_text(const struct addr *addr, char *text);

/**
 * addr_is_of_ipv4() - is it a link-local address made of an IPv4 address?
 * @addr: the address
 */
bool addr_is_of_ipv4(const struct addr *addr);

/**
 * addrs_add() - add an address to a list
 * @addrs: the list
 * @addr: the address
 */
void addrs_add(struct addrs *addrs, const struct addr *addr);

/**
 * addr_load() - read an address from a message of the kernel
 * @addr: filled in
 * @nlh: RTM_NEWADDR or RTM_DELADDR
 * @index: set to the device's number; 0: the message holds no IP address
 *
 * Return: true if a user configured it; false for link-local addresses of the kernel,
 * addresses of router advertisements and addresses with a lifetime.
 */
bool addr_load(struct addr *addr, const struct nlmsghdr *nlh,
	       unsigned int *index);

/**
 * addr_put() - write a request about an address
 * @nlh: RTM_NEWADDR or RTM_DELADDR, without payload
 * @addr: the address
 * @index: the device's number
 */
void addr_put(struct nlmsghdr *nlh, const struct addr *addr,
	      unsigned int index);

/**
 * addr_dump() - ask for all addresses
 * @nl: a route socket
 * @visit: called for each; @given is what addr_load() returned
 * @ctx: passed to it
 *
 * Return: as nl_talk().
 */
int addr_dump(struct nl *nl,
	      void (*visit)(const struct addr *addr, unsigned int index,
			    bool given, void *ctx), void *ctx);

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
 * addr_set_walk() - visit the addresses by family, prefix and octets
 * @set: the set; @visit must not change it
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

#endif /* GRE2890_ADDR_H */
