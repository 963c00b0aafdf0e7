/* SPDX-License-Identifier: GPL-2.0 */
/* Links that "monitor" knows, to detect changes */
#ifndef GRE2890_KNOWN_H
#define GRE2890_KNOWN_H

#include <stdbool.h>

struct addr;
struct cli;
struct link;

/**
 * struct known - all known links
 * @cli: the command, for events; NULL: print none yet
 * @name: name of the devices that events are about; NULL: all
 * @links: a tree of struct known_link, by number
 *
 * The number is that of the device or, for those of all namespaces, of the tunnel.
 */
struct known {
	const struct cli *cli;
	const char *name;
	void *links;
};

/**
 * known_reports() - are events of this link printed?
 * @k: what is known
 * @name: the device's name
 */
bool known_reports(const struct known *k, const char *name);

/**
 * known_begin() - begin a new list of all links and addresses
 * @k: what is known
 *
 * Until known_end(), addresses are only collected.
 */
void known_begin(struct known *k);

/**
 * known_end() - end the list, and delete the links that are not in it
 * @k: what is known
 */
void known_end(struct known *k);

/**
 * known_link() - add or update a link
 * @k: what is known
 * @id: its number
 * @link: the link, which is copied
 */
void known_link(struct known *k, unsigned int id, const struct link *link);

/**
 * known_link_gone() - delete a link, if it is known
 * @k: what is known
 * @id: its number
 */
void known_link_gone(struct known *k, unsigned int id);

/**
 * known_addr() - add an address to a link, if the link is known
 * @k: what is known
 * @index: the link's number
 * @addr: the address
 */
void known_addr(struct known *k, unsigned int index, const struct addr *addr);

/**
 * known_addr_gone() - delete an address of a link, if both are known
 * @k: what is known
 * @index: the link's number
 * @addr: the address
 */
void known_addr_gone(struct known *k, unsigned int index,
		     const struct addr *addr);

/**
 * known_free() - forget all
 * @k: what is known
 */
void known_free(struct known *k);

/**
 * monitor_all() - print events until stopped
 * @known: no links yet
 * @cli: the command
 *
 * Return: an exit status.
 */
int monitor_all(struct known *known, const struct cli *cli);

#endif /* GRE2890_KNOWN_H */
