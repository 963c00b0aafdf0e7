/* SPDX-License-Identifier: GPL-2.0 */
/* From attributes to what is printed, for the table's rows */
#ifndef GRE2890_FORMAT_H
#define GRE2890_FORMAT_H

#include <stdbool.h>

struct attrs;
struct item;
struct word;

/*
 * All of them: @s the tunnel's attributes, @family its underlay, @w the row,
 * @item what to fill, its key being the row's.  They return false where there
 * is nothing to print.
 */

bool format_address(const struct attrs *s, int family, const struct word *w,
		    struct item *item);
bool format_device(const struct attrs *s, int family, const struct word *w,
		   struct item *item);
/* The row's bits, if they are set */
bool format_flag(const struct attrs *s, int family, const struct word *w,
		 struct item *item);
/* One of the row's choices */
bool format_choice(const struct attrs *s, int family, const struct word *w,
		   struct item *item);
/* A number in hexadecimal, unless it is 0 */
bool format_hex(const struct attrs *s, int family, const struct word *w,
		struct item *item);
bool format_key(const struct attrs *s, int family, const struct word *w,
		struct item *item);
bool format_ttl(const struct attrs *s, int family, const struct word *w,
		struct item *item);
/* TOS or traffic class, whichever the underlay has */
bool format_tos(const struct attrs *s, int family, const struct word *w,
		struct item *item);
bool format_flowlabel(const struct attrs *s, int family, const struct word *w,
		      struct item *item);
bool format_encaplimit(const struct attrs *s, int family, const struct word *w,
		       struct item *item);
bool format_pmtudisc(const struct attrs *s, int family, const struct word *w,
		     struct item *item);

/* A choice that is not mentioned in text if it is the first */
bool format_seq_mode(const struct attrs *s, int family, const struct word *w,
		     struct item *item);
/* One of the row's choices, unless it is the first */
bool format_state(const struct attrs *s, int family, const struct word *w,
		  struct item *item);
/* A number, if the kernel says it */
bool format_number(const struct attrs *s, int family, const struct word *w,
		   struct item *item);
bool format_resync(const struct attrs *s, int family, const struct word *w,
		   struct item *item);

#endif /* GRE2890_FORMAT_H */
