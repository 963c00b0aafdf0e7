// SPDX-License-Identifier: GPL-2.0
/*
 * Identifications of outer IPv4 headers
 *
 * RFC 6864 4.1 lets a packet with DF have any identification, and 0 is one.  But
 * some routers clear DF and fragment, and then a receiver that lost a fragment
 * joins what is left of one packet with another.  So each packet gets a number
 * from the kernel's counter for its addresses.  That costs a hash and an atomic
 * operation; a CPU takes many numbers at once.
 */
#include <linux/hash.h>
#include <linux/ip.h>
#include <linux/percpu.h>
#include <net/ip.h>

#include "data/ipid.h"

#define BITS	6

/* Numbers that a CPU takes at once: few enough that they don't wrap much sooner */
#define COUNT	32

/**
 * struct gre2890_ipid_range - numbers of a CPU for packets between two addresses
 * @net: the namespace of the addresses; compared, never dereferenced
 * @saddr: outer source
 * @daddr: outer destination
 * @next: the next number
 * @left: how many there are
 */
struct gre2890_ipid_range {
	const struct net	*net;
	__be32			saddr;
	__be32			daddr;
	u16			next;
	u16			left;
};

static DEFINE_PER_CPU(struct gre2890_ipid_range[1 << BITS], ranges);

static void refill(struct gre2890_ipid_range *range, struct net *net,
		   struct iphdr *iph, unsigned int count)
{
	count = max_t(unsigned int, count, COUNT);
	__ip_select_ident(net, iph, count);
	*range = (struct gre2890_ipid_range) {
		.net = net,
		.saddr = iph->saddr,
		.daddr = iph->daddr,
		.next = ntohs(iph->id),
		.left = count,
	};
}

/**
 * gre2890_ipid_set() - give an outer header its identification
 * @net: the namespace that the packet is sent in
 * @iph: the header, addresses and protocol filled in
 * @count: how many packets will be made of it; they count up from the first
 *
 * Context: Softirqs disabled.
 */
void gre2890_ipid_set(struct net *net, struct iphdr *iph, unsigned int count)
{
	struct gre2890_ipid_range *range;

	lockdep_assert_in_softirq();
	range = this_cpu_ptr(&ranges[hash_32((__force u32)iph->daddr, BITS)]);
	if (unlikely(range->left < count || range->daddr != iph->daddr ||
		     range->saddr != iph->saddr || range->net != net))
		refill(range, net, iph, count);
	iph->id = htons(range->next);
	range->next += count;
	range->left -= count;
}
