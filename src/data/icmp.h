/* SPDX-License-Identifier: GPL-2.0 */
/* ICMP and ICMPv6 errors about packets that we sent */
#ifndef GRE2890_ICMP_H
#define GRE2890_ICMP_H

#include <linux/atomic.h>

#include "state/tunnel.h"

struct gre2890_netns;
struct sk_buff;

void gre2890_icmp4(struct gre2890_netns *gn, struct sk_buff *skb,
		   unsigned int off);
void gre2890_icmp6(struct gre2890_netns *gn, struct sk_buff *skb,
		   unsigned int off);
void gre2890_icmp_report_now(struct gre2890_tunnel *tunnel,
			     struct sk_buff *skb);

/**
 * gre2890_icmp_report() - report an ICMP error, if there is one, to an inner sender
 * @tunnel: the tunnel
 * @skb: a packet about to be sent through it
 *
 * Context: Any context.  Caller must hold RCU.
 */
static inline void gre2890_icmp_report(struct gre2890_tunnel *tunnel,
				       struct sk_buff *skb)
{
	if (unlikely(atomic_read(&tunnel->err_count)))
		gre2890_icmp_report_now(tunnel, skb);
}

#endif /* GRE2890_ICMP_H */
