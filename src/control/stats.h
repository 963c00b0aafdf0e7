/* SPDX-License-Identifier: GPL-2.0 */
/* Counters by reason */
#ifndef GRE2890_STATS_H
#define GRE2890_STATS_H

#include <linux/atomic.h>
#include <linux/gre2890.h>
#include <linux/netdevice.h>

struct gre2890_netns;
struct gre2890_tunnel;

/* A namespace has all counters.  A tunnel has all except RX_NO_TUNNEL. */
#define GRE2890_STAT_FIRST	GRE2890_STAT_RX_NO_TUNNEL
#define GRE2890_STAT_FIRST_OF_TUNNEL	(GRE2890_STAT_RX_NO_TUNNEL + 1)

size_t gre2890_stats_size(void);
int gre2890_stats_put_netns(struct sk_buff *skb, int attrtype,
			    const struct gre2890_netns *gn);
int gre2890_stats_put_tunnel(struct sk_buff *skb, int attrtype,
			     const struct gre2890_tunnel *tunnel);

int gre2890_stats_ethtool_count(void);
void gre2890_stats_ethtool_names(u8 *data);
void gre2890_stats_ethtool_values(u64 *data,
				  const struct gre2890_tunnel *tunnel);

#endif /* GRE2890_STATS_H */
