/* SPDX-License-Identifier: GPL-2.0 */
/* An open network namespace of devices, and the underlay's namespace */
#ifndef GRE2890_NETNS_HANDLE_H
#define GRE2890_NETNS_HANDLE_H

#include <stdbool.h>

#include "nl.h"

/**
 * struct netns_handle - an open namespace
 * @netns: its name; NULL: the current one, which is the underlay
 * @underlay: the underlay's namespace
 * @nl: a route socket there
 */
struct netns_handle {
	const char *netns;
	int underlay;
	struct nl nl;
};

/**
 * netns_handle_open() - open a namespace
 * @p: filled in
 * @netns: its name, or NULL
 *
 * Return: false with errno set.
 */
bool netns_handle_open(struct netns_handle *p, const char *netns);

/**
 * netns_handle_close() - close it
 * @p: the namespace
 */
void netns_handle_close(struct netns_handle *p);

/**
 * netns_compare() - the order of namespaces
 * @a: a name, or NULL, which comes first
 * @b: another
 *
 * Return: as strcmp().
 */
int netns_compare(const char *a, const char *b);

#endif /* GRE2890_NETNS_HANDLE_H */
