// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses and key of a tunnel are no secret, and anyone may send an ICMP error
 * that quotes them.  These checks compare the rest of the quote with the packets
 * that the tunnel sends.  They stop blind forgery of errors about numbered packets,
 * and errors that no router would send; they do not authenticate a router.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/jiffies.h>
#include <net/ip.h>

#include "data/quote.h"
#include "pure/header.h"
#include "state/tunnel.h"

/* Generous estimate of a round trip, within which errors return */
#define NOTE_INTERVAL	(5 * HZ)

/**
 * gre2890_quote_note() - remember which numbers were sent recently
 * @tunnel: the tunnel
 * @number: the number of a packet about to be sent
 *
 * Numbers of the last 5 to 10 seconds count as recent, or older ones if the tunnel
 * sends rarely.  A fixed count of numbers would be less than a round trip on a fast
 * tunnel.
 *
 * Context: Softirqs disabled.  Caller must be the sender of tunnel->order.
 */
void gre2890_quote_note(struct gre2890_tunnel *tunnel, u32 number)
{
	lockdep_assert(READ_ONCE(tunnel->order.sender) == smp_processor_id());
	if (likely(time_before(jiffies, READ_ONCE(tunnel->tx_noted_at) +
					NOTE_INTERVAL)))
		return;
	WRITE_ONCE(tunnel->tx_oldest, READ_ONCE(tunnel->tx_noted));
	WRITE_ONCE(tunnel->tx_noted, number);
	WRITE_ONCE(tunnel->tx_noted_at, jiffies);
}

static bool is_recent(const struct gre2890_tunnel *tunnel, u32 number)
{
	u32 oldest = READ_ONCE(tunnel->tx_oldest);

	return number - oldest < (u32)atomic_read(&tunnel->tx_seq) - oldest;
}

/*
 * Mode ether sends loop-back requests and answers beside its frames.  An answer that
 * goes out without the tunnel's headers may look like a packet of the tunnel's, of type
 * 0.
 */
static bool may_have_type(const struct gre2890_conf *conf, __be16 proto)
{
	return gre2890_conf_carries(conf, proto) ||
	       (conf->answers && !proto) ||
	       ((conf->asks || conf->answers) &&
		(proto == htons(ETH_P_IP) || proto == htons(ETH_P_IPV6)));
}

/**
 * gre2890_quote_is_ours() - check whether the tunnel may have sent a quoted header
 * @conf: the tunnel's settings; their addresses and key match the quote
 * @hdr: the GRE header in the quote
 * @quoted: octets of the quote from that header on
 *
 * A sequence number must be a recent one.  RFC 792 quotes 8 octets after the IP
 * header, and some routers still do, so over IPv4 the number may be missing.  Over
 * IPv6 it must be there, RFC 4443 2.4 (c).
 *
 * Context: Any context.
 * Return: false if the tunnel can't have sent it.
 */
bool gre2890_quote_is_ours(const struct gre2890_conf *conf,
			   const struct gre2890_hdr *hdr, unsigned int quoted)
{
	if (hdr->flags != conf->oflags || !may_have_type(conf, hdr->proto))
		return false;
	if (!(hdr->flags & GRE_SEQ))
		return true;
	if (quoted < hdr->len)
		return conf->id.family == AF_INET;
	return is_recent(netdev_priv(conf->dev), hdr->seq);
}

/* The length is 0 in a GSO packet that is too long for the field. */
static bool exceeds(u32 len, u32 hlen, u32 mtu)
{
	return !len || len + hlen > mtu;
}

/**
 * gre2890_quote_too_big4() - check whether a router may report a packet as too big
 * @conf: the settings of the tunnel that sent it
 * @iph: the packet's IPv4 header, quoted
 * @mtu: the path MTU in the error
 *
 * The quoted length has no upper limit: a router on the same host quotes packets
 * before they are segmented.
 *
 * Context: Any context.
 * Return: false if the packet fits, or might have been fragmented.
 */
bool gre2890_quote_too_big4(const struct gre2890_conf *conf,
			    const struct iphdr *iph, u32 mtu)
{
	/* With these settings no packet of the tunnel has DF. */
	if (!conf->df && conf->ignore_df)
		return false;
	return iph->frag_off & htons(IP_DF) &&
	       exceeds(ntohs(iph->tot_len), 0, mtu);
}

/**
 * gre2890_quote_too_big6() - check whether a router may report a packet as too big
 * @ip6h: the packet's IPv6 header, quoted
 * @mtu: the path MTU in the error
 *
 * Context: Any context.
 * Return: false if the packet fits.
 */
bool gre2890_quote_too_big6(const struct ipv6hdr *ip6h, u32 mtu)
{
	return exceeds(ntohs(ip6h->payload_len), sizeof(*ip6h), mtu);
}
