/* SPDX-License-Identifier: GPL-2.0 */
/* Refusals that name the attribute and the reason */
#ifndef GRE2890_REFUSE_H
#define GRE2890_REFUSE_H

#include <linux/netlink.h>

/**
 * gre2890_refuse() - refuse a request
 * @extack: takes the reason; NULL if nobody asks
 * @attr: the attribute it is about
 * @message: a sentence, a string constant
 *
 * Context: Any context.
 * Return: -EINVAL.
 */
static inline int gre2890_refuse(struct netlink_ext_ack *extack,
				 const struct nlattr *attr, const char *message)
{
	NL_SET_BAD_ATTR(extack, attr);
	if (extack)
		extack->_msg = message;
	return -EINVAL;
}

#endif /* GRE2890_REFUSE_H */
