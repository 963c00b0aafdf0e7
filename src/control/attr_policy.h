/* SPDX-License-Identifier: GPL-2.0 */
/* What Documentation/netlink/specs/gre2890.yaml says of the attributes of a tunnel */
#ifndef GRE2890_ATTR_POLICY_H
#define GRE2890_ATTR_POLICY_H

#include <linux/gre2890.h>
#include <net/netlink.h>

/* Types and ranges of the attributes in IFLA_INFO_DATA; some are refused */
extern const struct nla_policy gre2890_attr_policy[IFLA_GRE2890_MAX + 1];

/**
 * gre2890_attr_size() - octets that gre2890_attr_fill() needs at most
 *
 * Adds up all attributes that an answer may have, though a tunnel has only those of
 * its family and seq-mode.
 *
 * Context: Any context.
 * Return: octets.
 */
size_t gre2890_attr_size(void);

#endif /* GRE2890_ATTR_POLICY_H */
