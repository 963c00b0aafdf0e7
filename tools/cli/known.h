/* SPDX-License-Identifier: GPL-2.0 */
/* Links as "monitor" knows them, so that it can tell what is new */
#ifndef GRE2890_KNOWN_H
#define GRE2890_KNOWN_H

#include <stdbool.h>

struct addr;
struct cli;
struct link;

/**
 * struct known - all links that are known
 * @cli: the command, for events; NULL: there are none yet
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
 * known_reports() - are events about a link to be printed?
 * @k: what is known
 * @name: the device's name
 */
bool known_reports(const struct known *k, const char *name);

/**
 * known_begin() - all links and addresses are going to be told once more
 * @k: what is known
 *
 * Until known_end(), addresses are only collected.
 */
void known_begin(struct known *k);

/**
 * known_end() - they have been told
 * @k: what is known
 *
 * What was not is gone.
 */
void known_end(struct known *k);

/**
 * known_link() - a link is there
 * @k: what is known
 * @id: its number
 * @link: the link, which is copied
 */
void known_link(struct known *k, unsigned int id, const struct link *link);

/**
 * known_link_gone() - a link is gone, if it was known
 * @k: what is known
 * @id: its number
 */
void known_link_gone(struct known *k, unsigned int id);

/**
 * known_addr() - a link, if it is known, has an address
 * @k: what is known
 * @index: the link's number
 * @addr: the address
 */
void known_addr(struct known *k, unsigned int index, const struct addr *addr);

/**
 * known_addr_gone() - a link, if it is known, has an address no more
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
