/* SPDX-License-Identifier: GPL-2.0 */
/* Names of differentiated services fields, as iproute2 has them */
#ifndef GRE2890_DSFIELD_H
#define GRE2890_DSFIELD_H

#include <stdbool.h>
#include <linux/types.h>

/**
 * dsfield_value() - look a name up in iproute2's rt_dsfield
 * @name: such as "EF"
 * @value: set to the octet that it stands for
 *
 * Return: false if there is no such name.
 */
bool dsfield_value(const char *name, __u32 *value);

#endif /* GRE2890_DSFIELD_H */
