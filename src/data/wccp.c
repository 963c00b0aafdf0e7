// SPDX-License-Identifier: GPL-2.0
#include "data/wccp.h"

/* Length of the redirect header of version 2 */
#define REDIRECT_LEN	4

/**
 * gre2890_wccp_read() - read the header before a redirected packet
 * @skb: the packet
 * @off: offset of its GRE header from skb->data
 * @hdr: that header, accepted by gre2890_wccp_is(); becomes that of an IPv4 packet,
 *	with a length that includes the redirect header
 *
 * WCCP version 1 has no redirect header, and no field tells the version.  Like
 * gre_parse_header(), take a payload that starts like an IPv4 header for one.
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
