/* SPDX-License-Identifier: GPL-2.0 */
/* Parsers of single words, for the table's rows */
#ifndef GRE2890_PARSE_H
#define GRE2890_PARSE_H

#include <stdbool.h>

struct args;
struct keyword;

/*
 * All take the arguments @a, the row @w, @on (false for the "no" form) and the
 * argument @value or NULL.  They return false after args_fail().
 */

/* An IPv4 or IPv6 address or "any" */
bool parse_address(struct args *a, const struct keyword *w, bool on,
		   const char *value);
/* The name of a device of the underlay, or the row's word for none */
bool parse_device(struct args *a, const struct keyword *w, bool on,
		  const char *value);
/* A number from the row's min to its max, or its word for 0 */
bool parse_number(struct args *a, const struct keyword *w, bool on,
		  const char *value);
/* The same, and says that type ip6gre's "inherit" is not supported */
bool parse_fwmark(struct args *a, const struct keyword *w, bool on,
		  const char *value);
/* One of the row's choices */
bool parse_choice(struct args *a, const struct keyword *w, bool on,
		  const char *value);
/* Sets or clears the row's bits */
bool parse_flag(struct args *a, const struct keyword *w, bool on,
		const char *value);
/* A GRE key: a number or a dotted quad */
bool parse_key(struct args *a, const struct keyword *w, bool on,
	       const char *value);
/* TOS or traffic class, whichever the underlay has */
bool parse_tos(struct args *a, const struct keyword *w, bool on,
	       const char *value);
bool parse_flowlabel(struct args *a, const struct keyword *w, bool on,
		     const char *value);
bool parse_encaplimit(struct args *a, const struct keyword *w, bool on,
		      const char *value);
/* When to accept the restarted numbers of a peer */
bool parse_resync(struct args *a, const struct keyword *w, bool on,
		  const char *value);
/* Seconds, or milliseconds with the row's unit */
bool parse_interval(struct args *a, const struct keyword *w, bool on,
		    const char *value);
/* An encapsulation of GRE in something else: "none" */
bool parse_encap(struct args *a, const struct keyword *w, bool on,
		 const char *value);

#endif /* GRE2890_PARSE_H */
