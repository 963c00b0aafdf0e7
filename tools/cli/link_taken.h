/* SPDX-License-Identifier: GPL-2.0 */
/* Which device has a name that a new one was to get */
#ifndef GRE2890_LINK_TAKEN_H
#define GRE2890_LINK_TAKEN_H

/* Room for link_taken() */
#define LINK_TAKEN_SIZE	128

/**
 * link_taken() - describe the device that has a name
 * @netns: an open network namespace, which is searched first; -1: none
 * @name: the name; then the current namespace is searched
 * @text: LINK_TAKEN_SIZE characters to use
 *
 * Return: @text, or NULL if no device has the name.
 */
const char *link_taken(int netns, const char *name, char *text);

/**
 * link_taken_by_other() - describe the device that has a name, if it is no tunnel
 * @netns: as for link_taken()
 * @name: the name
 * @text: LINK_TAKEN_SIZE characters to use
 *
 * Return: @text, or NULL if no device of another type has the name.
 */
const char *link_taken_by_other(int netns, const char *name, char *text);

#endif /* GRE2890_LINK_TAKEN_H */
