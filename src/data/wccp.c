// SPDX-License-Identifier: GPL-2.0
#include "data/wccp.h"

/* The redirect header of version 2 */
#define REDIRECT_LEN	4

/**
 * gre2890_wccp_read() - read what comes before a redirected packet
 * @skb: the packet
 * @off: where its GRE header starts, from skb->data
 * @hdr: that header, by gre2890_wccp_is(); becomes that of an IPv4 packet, the
 *	redirect header included in its length
 *
 * WCCP version 1 has no redirect header, and nothing tells the version.  As
 * gre_parse_header() does, take what begins like an IPv4 header for one.
 *
 * Context: Any context.
 * Return: false if the packet ends before the redirected one.
 */
bool gre2890_wccp_read(const struct sk_buff *skb, unsigned int off,
		       struct gre2890_hdr *hdr)
{
	const u8 *first;
	u8 buf;

	first = skb_header_pointer(skb, off + hdr->len, sizeof(buf), &buf);
	if (!first)
		return false;
	if ((*first & 0xf0) != 0x40)
		hdr->len += REDIRECT_LEN;
	hdr->proto = htons(ETH_P_IP);
	return skb->len - off >= hdr->len;
}
