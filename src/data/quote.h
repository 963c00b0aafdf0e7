/* SPDX-License-Identifier: GPL-2.0 */
/* Check packets quoted by ICMP errors */
#ifndef GRE2890_QUOTE_H
#define GRE2890_QUOTE_H

#include <linux/types.h>

struct gre2890_conf;
struct gre2890_hdr;
struct gre2890_tunnel;
struct iphdr;
struct ipv6hdr;

void gre2890_quote_note(struct gre2890_tunnel *tunnel, u32 number);
bool gre2890_quote_is_ours(const struct gre2890_conf *conf,
			   const struct gre2890_hdr *hdr, unsigned int quoted);
bool gre2890_quote_too_big4(const struct gre2890_conf *conf,
			    const struct iphdr *iph, u32 mtu);
bool gre2890_quote_too_big6(const struct ipv6hdr *ip6h, u32 mtu);

#endif /* GRE2890_QUOTE_H */
