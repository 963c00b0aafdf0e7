// SPDX-License-Identifier: GPL-2.0
#include <linux/ethtool.h>
#include <linux/rtnetlink.h>
#include <linux/skbuff.h>
#include <net/netlink.h>

#include "control/stats.h"
#include "data/flow.h"
#include "state/flow.h"
#include "state/netns.h"
#include "state/tunnel.h"

static const char * const names[] = {
#define STAT_NAME(id, name)	name,
	GRE2890_STATS(STAT_NAME)
#undef STAT_NAME
};

/**
 * gre2890_stats_size() - size of the counters in a message
 *
 * Context: Any context.
 * Return: octets.
 */
size_t gre2890_stats_size(void)
{
	return nla_total_size(0) +
	       GRE2890_STAT_MAX * nla_total_size_64bit(sizeof(u64));
}

static void read_stats(u64 *values, const atomic64_t *stats)
{
	int i;

	for (i = GRE2890_STAT_FIRST; i <= GRE2890_STAT_MAX; i++)
		values[i] = atomic64_read(&stats[i]);
}

/*
 * The counters about sequence numbers, except those of dropped packets, are in the
 * flow, under its lock.
 */
static void read_tunnel(u64 *values, const struct gre2890_tunnel *tunnel)
{
	struct gre2890_seq_counts counts = {};

	read_stats(values, tunnel->stats);
	if (tunnel->flow)
		gre2890_flow_counts(tunnel->flow, &counts);
	values[GRE2890_STAT_RX_SEQ_IN_ORDER] = counts.in_order;
	values[GRE2890_STAT_RX_SEQ_GAPS] = counts.gaps;
	values[GRE2890_STAT_RX_SEQ_LATE] = counts.late;
	values[GRE2890_STAT_RX_SEQ_REORDERED] = counts.reordered;
	values[GRE2890_STAT_RX_SEQ_LOST] = counts.lost;
	values[GRE2890_STAT_RX_SEQ_TIMEOUTS] = counts.timeouts;
	values[GRE2890_STAT_RX_SEQ_OVERFLOWS] = counts.overflows;
	values[GRE2890_STAT_RX_SEQ_LIMITS] = counts.limits;
	values[GRE2890_STAT_RX_SEQ_HOST_LIMITS] = counts.host_limits;
	values[GRE2890_STAT_RX_SEQ_RESYNCS] = counts.resyncs;
}

static int put(struct sk_buff *skb, int attrtype, const u64 *values, int first)
{
	struct nlattr *nest = nla_nest_start(skb, attrtype);
	int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = first; i <= GRE2890_STAT_MAX; i++)
		if (nla_put_u64_64bit(skb, i, values[i], GRE2890_STAT_PAD)) {
			nla_nest_cancel(skb, nest);
			return -EMSGSIZE;
		}
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * gre2890_stats_put_netns() - put a namespace's counters into a message
 * @skb: the message
 * @attrtype: type of the nest to put them into
 * @gn: the namespace
 *
 * Context: Any context.
 * Return: 0 or -EMSGSIZE.
 */
int gre2890_stats_put_netns(struct sk_buff *skb, int attrtype,
			    const struct gre2890_netns *gn)
{
	u64 values[__GRE2890_STAT_MAX];

	read_stats(values, gn->stats);
	return put(skb, attrtype, values, GRE2890_STAT_FIRST);
}

/**
 * gre2890_stats_put_tunnel() - put a tunnel's counters into a message
 * @skb: the message
 * @attrtype: type of the nest to put them into
 * @tunnel: the tunnel
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0 or -EMSGSIZE.
 */
int gre2890_stats_put_tunnel(struct sk_buff *skb, int attrtype,
			     const struct gre2890_tunnel *tunnel)
{
	u64 values[__GRE2890_STAT_MAX];

	ASSERT_RTNL();
	read_tunnel(values, tunnel);
	return put(skb, attrtype, values, GRE2890_STAT_FIRST_OF_TUNNEL);
}

/**
 * gre2890_stats_ethtool_count() - number of counters in "ethtool -S"
 *
 * Context: Any context.
 * Return: the number.
 */
int gre2890_stats_ethtool_count(void)
{
	return GRE2890_STAT_MAX + 1 - GRE2890_STAT_FIRST_OF_TUNNEL;
}

/**
 * gre2890_stats_ethtool_names() - copy the names of the counters
 * @data: room for %ETH_GSTRING_LEN octets each
 *
 * Context: Any context.
 */
void gre2890_stats_ethtool_names(u8 *data)
{
	int i;

	for (i = GRE2890_STAT_FIRST_OF_TUNNEL; i <= GRE2890_STAT_MAX; i++)
		ethtool_puts(&data, names[i - GRE2890_STAT_FIRST]);
}

/**
 * gre2890_stats_ethtool_values() - read the counters in the order of their names
 * @data: takes gre2890_stats_ethtool_count() values
 * @tunnel: the tunnel
 *
 * Context: Process context.  Caller must hold RTNL.
 */
void gre2890_stats_ethtool_values(u64 *data,
				  const struct gre2890_tunnel *tunnel)
{
	u64 values[__GRE2890_STAT_MAX];

	ASSERT_RTNL();
	read_tunnel(values, tunnel);
	memcpy(data, values + GRE2890_STAT_FIRST_OF_TUNNEL,
	       gre2890_stats_ethtool_count() * sizeof(*data));
}
