// SPDX-License-Identifier: GPL-2.0
/*
 * Identification field of outer IPv4 headers
 *
 * RFC 6864 4.1 allows any identification in a packet with DF, even 0.  But some
 * routers clear DF and fragment the packet.  A receiver that lost a fragment then
 * joins fragments of different packets.  So each packet gets a number from the
 * kernel's counter for its addresses.  That costs a hash and an atomic operation,
 * so a CPU takes many numbers at once.
 */
#include <linux/hash.h>
#include <linux/ip.h>
#include <linux/percpu.h>
#include <net/ip.h>

#include "data/ipid.h"

#define BITS	6

/* How many numbers a CPU takes at once: few, so that they do not wrap much sooner */
#define COUNT	32

/**
 * struct gre2890_ipid_range - a CPU's numbers for packets between two addresses
 * @net: the namespace of the addresses; only compared, never dereferenced
 * @saddr: outer source
 * @daddr: outer destination
 * @next: the next number
 * @left: count of numbers left
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
 * gre2890_ipid_set() - set the identification of an outer header
 * @net: the namespace that the packet is sent in
 * @iph: the header, with addresses and protocol
 * @count: how many segments the packet will become; they count up from the first
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
