/* SPDX-License-Identifier: GPL-2.0 */
/* Identification field of outer IPv4 headers */
#ifndef GRE2890_IPID_H
#define GRE2890_IPID_H

struct iphdr;
struct net;

void gre2890_ipid_set(struct net *net, struct iphdr *iph, unsigned int count);

#endif /* GRE2890_IPID_H */
