/* SPDX-License-Identifier: GPL-2.0 */
/* A network namespace that has devices, seen from the underlay's */
#ifndef GRE2890_NETNS_HANDLE_H
#define GRE2890_NETNS_HANDLE_H

#include <stdbool.h>

#include "nl.h"

/**
 * struct place - an open namespace
 * @netns: its name; NULL: the current one, which is the underlay
 * @underlay: the underlay's namespace
 * @nl: a route socket there
 */
struct place {
	const char *netns;
	int underlay;
	struct nl nl;
};

/**
 * place_open() - open a namespace
 * @p: filled in
 * @netns: its name, or NULL
 *
 * Return: false with errno set.
 */
bool place_open(struct place *p, const char *netns);

/**
 * place_close() - close it
 * @p: the namespace
 */
void place_close(struct place *p);

/**
 * place_compare() - the order of namespaces
 * @a: a name, or NULL, which comes first
 * @b: another
 *
 * Return: as strcmp().
 */
int place_compare(const char *a, const char *b);

#endif /* GRE2890_NETNS_HANDLE_H */
