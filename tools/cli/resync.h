/* SPDX-License-Identifier: GPL-2.0 */
/* GRE2890_CMD_RESYNC_NTF, the events of the module itself */
#ifndef GRE2890_RESYNC_H
#define GRE2890_RESYNC_H

#include <stdbool.h>
#include <net/if.h>
#include <linux/netlink.h>

struct nl;

/**
 * struct resync - a tunnel took up the numbers of a peer that began anew
 * @index: of the device
 * @name: of the device
 * @last: the number that had passed last
 * @number: the one from which it goes on
 * @count: how often that has happened
 */
struct resync {
	unsigned int index;
	char name[IF_NAMESIZE];
	unsigned int last;
	unsigned int number;
	unsigned long long count;
};

/**
 * resync_join() - become a member of the group that hears of it
 * @nl: a generic socket
 *
 * Without the module there is none, which is no error.
 *
 * Return: false with errno set.
 */
bool resync_join(struct nl *nl);

/**
 * resync_load() - take the event out of a message
 * @resync: filled in
 * @nlh: the message
 *
 * Return: false if it is about something else.
 */
bool resync_load(struct resync *resync, const struct nlmsghdr *nlh);

#endif /* GRE2890_RESYNC_H */
