/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tunnels whose underlay is the current namespace, wherever their devices are, and
 * their events.  The kernel finds them by their underlay, so a tenant cannot hide one.
 */
#ifndef GRE2890_TUNNEL_H
#define GRE2890_TUNNEL_H

#include "genl.h"
#include "link.h"

/**
 * struct tunnel - a tunnel
 * @id: its number, which is not used again soon after it is gone
 * @inode: inode number of its device's namespace
 * @nsid: number by which the current namespace knows that one; -1: by none
 * @link: its device
 */
struct tunnel {
	__u32 id;
	__u32 inode;
	int nsid;
	struct link link;
};

/**
 * tunnel_dump() - get all tunnels
 * @g: the family
 * @visit: called for each
 * @ctx: passed to it
 *
 * Return: 0, or a negative errno, for nl_error().  -EINTR: tunnels changed during the
 * dump; retry on another socket.  -EPERM: the caller lacks CAP_NET_ADMIN over the
 * underlay.  -EOPNOTSUPP: the module is older than the command.
 */
int tunnel_dump(struct genl *g,
		void (*visit)(const struct tunnel *t, void *ctx), void *ctx);

/**
 * tunnel_find() - get the id of a tunnel
 * @g: the family
 * @inode: inode number of its device's namespace
 * @name: its device's name
 *
 * Return: 0 and @id set, or a negative errno, for nl_error().  -ENODEV: there is no
 * such device.  -EINTR: as tunnel_dump().
 */
int tunnel_find(struct genl *g, __u32 inode, const char *name, __u32 *id);

/**
 * tunnel_set() - change the settings of a tunnel
 * @g: the family
 * @id: its number
 * @data: the settings; of the attributes, those that words have set
 *
 * Return: 0, or a negative errno, for nl_error().
 */
int tunnel_set(struct genl *g, __u32 id, const struct attrs *data);

/**
 * tunnel_delete() - delete tunnels
 * @g: the family
 * @ids: their numbers
 * @count: how many there are, at most BATCH_MAX
 *
 * Ignores tunnels that no longer exist.
 *
 * Return: 0, or a negative errno, for nl_error().
 */
int tunnel_delete(struct genl *g, const __u32 *ids, size_t count);

/**
 * struct resync - a tunnel resynchronised to a peer that restarted its numbers
 * @index: of the device
 * @name: of the device
 * @last: the last number before
 * @number: the first number after
 * @count: number of resynchronisations so far
 */
struct resync {
	unsigned int index;
	char name[IF_NAMESIZE];
	unsigned int last;
	unsigned int number;
	unsigned long long count;
};

/**
 * struct state_change - a tunnel has entered another state
 * @index: of the device
 * @name: of the device
 * @state: GRE2890_STATE_*
 */
struct state_change {
	unsigned int index;
	char name[IF_NAMESIZE];
	unsigned char state;
};

/**
 * events_join() - join the multicast group of these events
 * @nl: a generic socket
 *
 * Succeeds without the module, which has no group then.
 *
 * Return: false with errno set.
 */
bool events_join(struct nl *nl);

/**
 * resync_load() - read the event from a message
 * @resync: filled in
 * @nlh: the message
 *
 * Return: false if it is about something else.
 */
bool resync_load(struct resync *resync, const struct nlmsghdr *nlh);

/**
 * state_change_load() - read the event from a message
 * @change: filled in
 * @nlh: the message
 *
 * Return: false if it is about something else.
 */
bool state_change_load(struct state_change *change, const struct nlmsghdr *nlh);

#endif /* GRE2890_TUNNEL_H */
