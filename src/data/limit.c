// SPDX-License-Identifier: GPL-2.0
/*
 * Find the tunnel encapsulation limit of a packet, and obey it.  The kernel's
 * ip6_tnl_parse_tlv_enc_lim() finds it too, but is in the module ip6_tunnel, which
 * creates a device in every network namespace.
 */
#include <linux/icmpv6.h>
#include <net/ipv6.h>

#include "data/limit.h"
#include "data/pmtu.h"
#include "data/underlay.h"
#include "state/tunnel.h"

/* The same limit of extension headers as in hook.c */
#define HEADERS_MAX	8

/* Length of the option in octets: type, length, limit */
#define OPTION_LEN	3

/*
 * Find the limit in the destination options at offset @off from the IPv6 header.
 *
 * Return: offset of the limit from the IPv6 header, 0 if there is none.
 */
static int find_in_options(struct sk_buff *skb, int off, int len)
{
	const u8 *nh;
	int opt;

	if (!pskb_may_pull(skb, skb_network_offset(skb) + off + len))
		return 0;
	opt = ipv6_find_tlv(skb, off, IPV6_TLV_TNL_ENCAP_LIMIT);
	if (opt < 0 || opt + OPTION_LEN > off + len)
		return 0;
	nh = skb_network_header(skb);
	return nh[opt + 1] == 1 ? opt + 2 : 0;
}

static int exthdr_len(const struct ipv6_opt_hdr *hdr, u8 type)
{
	if (type == NEXTHDR_FRAGMENT)
		return sizeof(struct frag_hdr);
	return type == NEXTHDR_AUTH ? ipv6_authlen(hdr) : ipv6_optlen(hdr);
}

/* Return: offset of the limit from the IPv6 header, 0 if there is none. */
static int find_limit(struct sk_buff *skb)
{
	int off = sizeof(struct ipv6hdr), limit, len, n;
	u8 type = ipv6_hdr(skb)->nexthdr, next;
	const struct frag_hdr *hdr;
	struct frag_hdr buf;

	for (n = 0; n < HEADERS_MAX && ipv6_ext_hdr(type); n++) {
		/* No extension header is shorter than this one. */
		hdr = skb_header_pointer(skb, skb_network_offset(skb) + off,
					 sizeof(buf), &buf);
		if (!hdr || type == NEXTHDR_NONE)
			return 0;
		if (type == NEXTHDR_FRAGMENT && hdr->frag_off)
			return 0;
		next = hdr->nexthdr;
		len = exthdr_len((const struct ipv6_opt_hdr *)hdr, type);
		limit = type == NEXTHDR_DEST ?
			find_in_options(skb, off, len) : 0;
		if (limit)
			return limit;
		off += len;
		type = next;
	}
	return 0;
}

static void answer(const struct gre2890_conf *conf, struct sk_buff *skb,
		   int limit)
{
	struct net_device *dev = skb->dev;

	if (!gre2890_pmtu_was_routed(conf->dev, skb))
		return;
	skb->dev = skb_dst(skb)->dev;
	icmpv6_ndo_send(skb, ICMPV6_PARAMPROB, ICMPV6_HDR_FIELD, limit);
	skb->dev = dev;
}

/**
 * gre2890_limit_pass() - check a packet's own tunnel encapsulation limit
 * @conf: the settings of a tunnel over IPv6
 * @outer: fields of the outer header; if the packet has a limit, the outer limit
 *	becomes one less
 * @skb: an IPv6 packet, its header in the linear data, skb->cb zeroed
 *
 * If the packet was routed here and must not enter, answer with a parameter
 * problem.  Do not answer a bridged frame, since copies may go to other ports.
 *
 * Context: Any context.  Caller must hold RCU.
 * Return: false to drop the packet.
 */
bool gre2890_limit_pass(const struct gre2890_conf *conf,
			struct gre2890_outer *outer, struct sk_buff *skb)
{
	int limit = find_limit(skb);
	u8 value;

	lockdep_assert_in_rcu_reader();
	if (!limit)
		return true;
	value = skb_network_header(skb)[limit];
	if (!value) {
		answer(conf, skb, limit);
		return false;
	}
	outer->encap_limit = value - 1;
	return true;
}
