/* SPDX-License-Identifier: GPL-2.0 */
/* Output of "monitor": one line per event */
#ifndef GRE2890_EVENT_H
#define GRE2890_EVENT_H

#include <stdbool.h>

struct addr;
struct cli;
struct link;
struct resync;
struct state_change;

/**
 * event_link() - print that a link was created or deleted
 * @cli: the command
 * @link: the link
 * @created: which of the two
 */
void event_link(const struct cli *cli, const struct link *link, bool created);

/**
 * event_change() - print the changes of a link, if any
 * @cli: the command
 * @now: the link as it was
 * @new: as it is
 */
void event_change(const struct cli *cli, const struct link *now,
		  const struct link *new);

/**
 * event_addr() - print that a link gained or lost an address
 * @cli: the command
 * @link: the link
 * @addr: the address
 * @added: which of the two
 */
void event_addr(const struct cli *cli, const struct link *link,
		const struct addr *addr, bool added);

/**
 * event_resync() - print that a tunnel resynchronised
 * @cli: the command
 * @resync: what happened
 * @netns: the device's network namespace; NULL: the current one
 */
void event_resync(const struct cli *cli, const struct resync *resync,
		  const char *netns);

/**
 * event_state() - print that a tunnel has entered another state
 * @cli: the command
 * @change: what happened
 * @netns: the device's network namespace; NULL: the current one
 */
void event_state(const struct cli *cli, const struct state_change *change,
		 const char *netns);

/**
 * event_lost() - print that events were lost
 * @cli: the command
 */
void event_lost(const struct cli *cli);

#endif /* GRE2890_EVENT_H */
