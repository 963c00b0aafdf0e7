// SPDX-License-Identifier: GPL-2.0
#include <linux/skbuff.h>

#include "data/drop.h"
#include "state/netns.h"
#include "state/tunnel.h"

/*
 * Update the standard device counters too, which monitoring reads already.  Sort
 * the reasons as ip_gre does.
 */
static void count_standard(struct net_device *dev, enum gre2890_stat stat)
{
	switch (stat) {
	case GRE2890_STAT_RX_TRUNCATED:
	case GRE2890_STAT_RX_PAYLOAD_SHORT:
		DEV_STATS_INC(dev, rx_length_errors);
		DEV_STATS_INC(dev, rx_errors);
		break;
	case GRE2890_STAT_RX_CHECKSUM:
	case GRE2890_STAT_RX_NO_CHECKSUM:
		DEV_STATS_INC(dev, rx_crc_errors);
		DEV_STATS_INC(dev, rx_errors);
		break;
	case GRE2890_STAT_RX_NO_SEQ:
	case GRE2890_STAT_RX_SEQ_OLD:
	case GRE2890_STAT_RX_SEQ_DUPLICATE:
		DEV_STATS_INC(dev, rx_fifo_errors);
		DEV_STATS_INC(dev, rx_errors);
		break;
	case GRE2890_STAT_RX_VERSION:
	case GRE2890_STAT_RX_RESERVED:
	case GRE2890_STAT_RX_PAYLOAD_TYPE:
	case GRE2890_STAT_RX_ECN:
	case GRE2890_STAT_RX_NESTING:
		DEV_STATS_INC(dev, rx_frame_errors);
		DEV_STATS_INC(dev, rx_errors);
		break;
	case GRE2890_STAT_RX_DOWN:
	case GRE2890_STAT_RX_POLICY:
	case GRE2890_STAT_RX_CONNTRACK:
	case GRE2890_STAT_RX_BACKLOG:
	case GRE2890_STAT_RX_NOMEM:
	case GRE2890_STAT_RX_LOOPED:
	case GRE2890_STAT_RX_BAD_ANSWER:
	case GRE2890_STAT_RX_ANSWER_RATE:
	case GRE2890_STAT_RX_ANSWER_TTL:
	case GRE2890_STAT_RX_ANSWER_ROUTE:
		DEV_STATS_INC(dev, rx_dropped);
		break;
	case GRE2890_STAT_TX_NO_ROUTE:
	case GRE2890_STAT_TX_NO_REMOTE:
	case GRE2890_STAT_TX_LOCAL_REMOTE:
	case GRE2890_STAT_TX_NO_LOCAL:
		DEV_STATS_INC(dev, tx_carrier_errors);
		DEV_STATS_INC(dev, tx_errors);
		break;
	case GRE2890_STAT_TX_LOOP:
	case GRE2890_STAT_TX_NESTING:
	case GRE2890_STAT_TX_ENCAP_LIMIT:
		DEV_STATS_INC(dev, collisions);
		DEV_STATS_INC(dev, tx_errors);
		break;
	case GRE2890_STAT_TX_TOO_BIG:
	case GRE2890_STAT_TX_PAYLOAD_SHORT:
	case GRE2890_STAT_TX_PAYLOAD_TYPE:
		DEV_STATS_INC(dev, tx_errors);
		break;
	case GRE2890_STAT_TX_DOWN:
	case GRE2890_STAT_TX_NOMEM:
	case GRE2890_STAT_TX_BACKLOG:
	case GRE2890_STAT_TX_REFLECTED:
		DEV_STATS_INC(dev, tx_dropped);
		break;
	default:
		break;
	}
}

/**
 * gre2890_count() - count an event of a tunnel
 * @dev: the tunnel's device
 * @stat: the event
 *
 * Context: Any context.
 */
void gre2890_count(struct net_device *dev, enum gre2890_stat stat)
{
	struct gre2890_tunnel *tunnel = netdev_priv(dev);

	atomic64_inc(&tunnel->stats[stat]);
	count_standard(dev, stat);
}

/**
 * gre2890_count_netns() - count an event that belongs to no tunnel
 * @gn: per-netns data of the namespace
 * @stat: the event
 *
 * Context: Any context.
 */
void gre2890_count_netns(struct gre2890_netns *gn, enum gre2890_stat stat)
{
	atomic64_inc(&gn->stats[stat]);
}

/**
 * gre2890_drop() - drop a packet of a tunnel and count the reason
 * @dev: the tunnel's device
 * @skb: the packet, consumed
 * @stat: the reason
 *
 * Context: Any context.
 */
void gre2890_drop(struct net_device *dev, struct sk_buff *skb,
		  enum gre2890_stat stat)
{
	gre2890_count(dev, stat);
	kfree_skb(skb);
}
