/* SPDX-License-Identifier: GPL-2.0 */
/* The attributes of a tunnel, from the netlink specification */
#ifndef GRE2890_ATTR_TABLE_H
#define GRE2890_ATTR_TABLE_H

#include <linux/gre2890.h>
#include <linux/types.h>

/**
 * struct attr_row - an attribute
 * @name: its name in the specification, without prefix and with underscores
 * @size: octets of a number that can be set and that answers have; 0: not such a number
 * @initial: value of the number in a new tunnel, in the attribute's own byte order
 */
struct attr_row {
	const char *name;
	unsigned int size;
	__u32 initial;
};

/* By number */
extern const struct attr_row attr_table[IFLA_GRE2890_MAX + 1];

#endif /* GRE2890_ATTR_TABLE_H */
