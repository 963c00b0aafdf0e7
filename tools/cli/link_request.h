/* SPDX-License-Identifier: GPL-2.0 */
/* Requests that make, change and delete links of our kind */
#ifndef GRE2890_LINK_REQUEST_H
#define GRE2890_LINK_REQUEST_H

struct attrs;
struct nlmsghdr;

/**
 * link_put_info() - write IFLA_LINKINFO
 * @nlh: the message or, if a nest is open, what goes into that
 * @data: what goes into IFLA_INFO_DATA; of the attributes, those that words have set
 */
void link_put_info(struct nlmsghdr *nlh, const struct attrs *data);

/**
 * struct link_request - what a link is to be
 * @name: name of a new link; NULL: a change
 * @index: number of the link that is changed
 * @data: what goes into IFLA_INFO_DATA
 * @link: what goes beside it: IFLA_*; in 0, IFLA_UNSPEC, IFF_*
 * @alias: its alias; NULL: none is given
 */
struct link_request {
	const char *name;
	unsigned int index;
	const struct attrs *data;
	const struct attrs *link;
	const char *alias;
};

/**
 * link_request() - write a request
 * @buf: NL_REQUEST_SIZE octets
 * @r: what the link is to be; of the attributes, those that words have set
 *
 * Return: the message.
 */
struct nlmsghdr *link_request(void *buf, const struct link_request *r);

/**
 * link_delete_request() - write a request to delete a link
 * @buf: NL_REQUEST_SIZE octets
 * @index: its number
 *
 * Return: the message.
 */
struct nlmsghdr *link_delete_request(void *buf, unsigned int index);

/**
 * link_group_request() - write a request to put a link into a group
 * @buf: NL_REQUEST_SIZE octets
 * @index: its number
 * @group: the group
 *
 * Return: the message.
 */
struct nlmsghdr *link_group_request(void *buf, unsigned int index,
				    unsigned int group);

/**
 * link_group_delete_request() - write a request to delete all links of a group
 * @buf: NL_REQUEST_SIZE octets
 * @group: the group
 *
 * Return: the message.
 */
struct nlmsghdr *link_group_delete_request(void *buf, unsigned int group);

#endif /* GRE2890_LINK_REQUEST_H */
