// SPDX-License-Identifier: GPL-2.0
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/socket.h>
#include <linux/string.h>
#include <net/checksum.h>

#include "pure/loopback.h"

/* MF and the offset of a fragment, in host byte order */
#define IP_FRAGMENT	0x3fff

/**
 * gre2890_loopback_is() - check whether a GRE packet is the answer to a request, or
 *	will be
 * @hdr: its header
 * @len: octets of its GRE header and payload
 *
 * Cisco sends type 0.  MikroTik sends the type of IPv6, but no packet.  The payload,
 * which OpenBSD has, is of no concern to who returns it.
 *
 * Context: Any context.
 * Return: true if it is.
 */
bool gre2890_loopback_is(const struct gre2890_hdr *hdr, unsigned int len)
{
	if (hdr->flags & ~GRE2890_FIELDS || hdr->len > len)
		return false;
	switch (hdr->proto) {
	case 0:
		return true;
	case cpu_to_be16(ETH_P_IP):
	case cpu_to_be16(ETH_P_IPV6):
		return hdr->len == len;
	default:
		return false;
	}
}

/* Return the offset of the GRE header, or 0 if the packet is no whole one. */
static unsigned int read_ip4(struct gre2890_loopback *packet, const void *wire,
			     unsigned int available)
{
	struct iphdr ip;

	if (available < sizeof(ip))
		return 0;
	memcpy(&ip, wire, sizeof(ip));
	if (ip.version != 4 || ip.ihl != sizeof(ip) / 4 ||
	    ip.protocol != IPPROTO_GRE ||
	    ip.frag_off & cpu_to_be16(IP_FRAGMENT) ||
	    ip_fast_csum(&ip, ip.ihl))
		return 0;
	packet->family = AF_INET;
	packet->ttl = ip.ttl;
	packet->len = be16_to_cpu(ip.tot_len);
	memcpy(&packet->src, &ip.saddr, sizeof(ip.saddr));
	memcpy(&packet->dst, &ip.daddr, sizeof(ip.daddr));
	return sizeof(ip);
}

static unsigned int read_ip6(struct gre2890_loopback *packet, const void *wire,
			     unsigned int available)
{
	struct ipv6hdr ip6;

	if (available < sizeof(ip6))
		return 0;
	memcpy(&ip6, wire, sizeof(ip6));
	if (ip6.version != 6 || ip6.nexthdr != IPPROTO_GRE)
		return 0;
	packet->family = AF_INET6;
	packet->ttl = ip6.hop_limit;
	packet->len = sizeof(ip6) + be16_to_cpu(ip6.payload_len);
	memcpy(&packet->src, &ip6.saddr, sizeof(ip6.saddr));
	memcpy(&packet->dst, &ip6.daddr, sizeof(ip6.daddr));
	return sizeof(ip6);
}

/**
 * gre2890_loopback_read() - read the payload of a packet that may be a request
 * @packet: takes the fields
 * @wire: the payload's first octet
 * @available: octets that can be read there, up to %GRE2890_LOOPBACK_HDRS needed
 * @len: octets of the payload, padding included
 *
 * Context: Any context.
 * Return: true if the payload is a whole IPv4 or IPv6 packet, without options or
 * extension headers, that gre2890_loopback_is() accepts.
 */
bool gre2890_loopback_read(struct gre2890_loopback *packet, const void *wire,
			   unsigned int available, unsigned int len)
{
	struct gre2890_hdr hdr;
	unsigned int gre;

	memset(packet, 0, sizeof(*packet));
	gre = available && *(const u8 *)wire >> 4 == 4 ?
	      read_ip4(packet, wire, available) :
	      read_ip6(packet, wire, available);
	if (!gre || packet->len > len || packet->len < gre + GRE2890_HDR_BASE ||
	    available < gre + GRE2890_HDR_BASE)
		return false;
	available = packet->len < available ? packet->len : available;
	return gre2890_hdr_read(&hdr, (const u8 *)wire + gre, available - gre) &&
	       gre2890_loopback_is(&hdr, packet->len - gre);
}
