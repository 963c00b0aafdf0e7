/* SPDX-License-Identifier: GPL-2.0 */
/* Options of "ip link" that the command takes beside those of a tunnel */
#ifndef GRE2890_LINK_KEYWORDS_H
#define GRE2890_LINK_KEYWORDS_H

#include "../attrs.h"
#include "../keywords.h"

/* Of "add" and of "set" */
extern const struct keyword link_keywords[];
/* Of "add" alone */
extern const struct keyword link_add_keywords[];

/**
 * link_keywords_netns() - get the open namespace that an option names
 * @s: the attributes that these options have set
 * @type: IFLA_NET_NS_FD or IFLA_LINK_NETNSID
 *
 * Return: its file descriptor, or -1.
 */
int link_keywords_netns(const struct attrs *s, unsigned int type);

/**
 * link_keywords_forget() - ask for masters again, as devices may have changed
 */
void link_keywords_forget(void);

/* Room for link_keywords_lladdr(): aa:bb:cc:dd:ee:ff */
#define LLADDR_TEXT_SIZE	18

/**
 * link_keywords_lladdr() - write an Ethernet address as ip does
 * @octets: six octets
 * @text: LLADDR_TEXT_SIZE characters
 *
 * Return: @text.
 */
const char *link_keywords_lladdr(const unsigned char *octets, char *text);

#endif /* GRE2890_LINK_KEYWORDS_H */
