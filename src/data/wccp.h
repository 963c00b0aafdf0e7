/* SPDX-License-Identifier: GPL-2.0 */
/* Packets that a router redirects by WCCP, protocol type 0x883e */
#ifndef GRE2890_WCCP_H
#define GRE2890_WCCP_H

#include <linux/if_ether.h>
#include <linux/skbuff.h>

#include "pure/header.h"

bool gre2890_wccp_read(const struct sk_buff *skb, unsigned int off,
		       struct gre2890_hdr *hdr);

/**
 * gre2890_wccp_is() - check whether a packet was redirected by WCCP
 * @hdr: its GRE header
 *
 * WCCP uses no optional fields.  Like the kind "gre", ignore packets with any.
 *
 * Context: Any context.
 * Return: true if the packet was redirected.
 */
static inline bool gre2890_wccp_is(const struct gre2890_hdr *hdr)
{
	return unlikely(hdr->proto == htons(ETH_P_WCCP)) && !hdr->flags;
}

#endif /* GRE2890_WCCP_H */
