// SPDX-License-Identifier: GPL-2.0
#include <linux/etherdevice.h>
#include <net/ip_tunnels.h>
#include <net/ipv6.h>

#include "data/answer.h"
#include "data/cells.h"
#include "data/decap.h"
#include "data/drop.h"
#include "data/ecn.h"
#include "data/gso.h"
#include "data/nest.h"
#include "data/vlan.h"
#include "pure/header.h"
#include "state/flow.h"
#include "state/tunnel.h"

/* No reason to drop the packet */
#define DECAP_OK	GRE2890_STAT_UNSPEC

/* Map the failure to pull a header. */
static enum gre2890_stat pull_stat(enum skb_drop_reason why)
{
	return why == SKB_DROP_REASON_NOMEM ? GRE2890_STAT_RX_NOMEM :
					      GRE2890_STAT_RX_PAYLOAD_SHORT;
}

static enum gre2890_stat check_payload(const struct gre2890_conf *conf,
				       const struct gre2890_hdr *hdr,
				       struct sk_buff *skb)
{
	enum skb_drop_reason why;

	if (!gre2890_conf_carries(conf, hdr->proto))
		return GRE2890_STAT_RX_PAYLOAD_TYPE;
	if (conf->mode != GRE2890_MODE_ETHER)
		return DECAP_OK;
	why = pskb_may_pull_reason(skb, hdr->len + ETH_HLEN);
	return unlikely(why) ? pull_stat(why) : DECAP_OK;
}

/* In mode ether, a request is the only packet beside the frames. */
static bool is_answered(struct gre2890_conf *conf, const struct gre2890_hdr *hdr,
			struct sk_buff *skb, struct gre2890_lane *lane)
{
	return conf->answers && conf->mode == GRE2890_MODE_ETHER &&
	       (hdr->proto == htons(ETH_P_IP) ||
		hdr->proto == htons(ETH_P_IPV6)) &&
	       gre2890_answer(conf, skb, hdr->len, lane);
}

static void set_headers(const struct gre2890_conf *conf, struct sk_buff *skb)
{
	struct net_device *dev = conf->dev;

	if (conf->mode == GRE2890_MODE_ETHER) {
		skb->protocol = eth_type_trans(skb, dev);
		skb_postpull_rcsum(skb, eth_hdr(skb), ETH_HLEN);
		skb_reset_network_header(skb);
		return;
	}
	skb->dev = dev;
	/* Without a remote the outer header is the link layer header (nbma.c). */
	if (!ipv6_addr_any(&conf->id.remote.in6))
		skb_reset_mac_header(skb);
}

/**
 * gre2890_decap() - remove the headers and hand the payload to the stack
 * @conf: the tunnel's settings
 * @hdr: the packet's GRE header
 * @skb: the packet, skb->data at that header; consumed
 * @lane: keeps the packet in order, NULL if it has no order
 *
 * Context: Softirqs disabled.  Caller must hold RCU.
 */
void gre2890_decap(struct gre2890_conf *conf,
		   const struct gre2890_hdr *hdr, struct sk_buff *skb,
		   struct gre2890_lane *lane)
{
	struct net_device *dev = conf->dev;
	bool xnet = !net_eq(conf->net, dev_net(dev));
	enum gre2890_stat reason;
	enum skb_drop_reason why;

	lockdep_assert_in_softirq();
	reason = check_payload(conf, hdr, skb);
	if (reason) {
		if (!is_answered(conf, hdr, skb, lane))
			gre2890_drop(dev, skb, reason);
		return;
	}
	/* Mode ip does not look into Ethernet frames: they are payload like any other. */
	if (__iptunnel_pull_header(skb, hdr->len, hdr->proto,
				   conf->mode != GRE2890_MODE_ETHER, xnet)) {
		gre2890_drop(dev, skb, GRE2890_STAT_RX_NOMEM);
		return;
	}

	if (xnet)
		skb->priority = 0;
	gre2890_gso_unmark(skb);

	/* nbma.c and ecn.c read the outer IP header as the mac header. */
	skb_pop_mac_header(skb);
	skb_set_network_header(skb, conf->mode == GRE2890_MODE_ETHER ?
			       ETH_HLEN : 0);
	if (conf->mode == GRE2890_MODE_ETHER &&
	    unlikely(eth_type_vlan(skb->protocol)))
		gre2890_vlan_look_behind(skb);
	why = pskb_inet_may_pull_reason(skb);
	if (unlikely(why)) {
		gre2890_drop(dev, skb, pull_stat(why));
		return;
	}
	if (unlikely(gre2890_nest_may_be_deep(skb))) {
		if (conf->answers && conf->mode == GRE2890_MODE_IP &&
		    gre2890_answer(conf, skb, 0, lane))
			return;
		if (gre2890_nest_is_deep(skb)) {
			gre2890_drop(dev, skb, GRE2890_STAT_RX_NESTING);
			return;
		}
	}
	if (unlikely(conf->reflect) && gre2890_reflect(conf, skb, lane))
		return;
	reason = gre2890_ecn_is_marked(conf, skb) ?
		 gre2890_ecn_decapsulate(conf, skb) : DECAP_OK;
	if (reason) {
		gre2890_drop(dev, skb, reason);
		return;
	}

	dev_sw_netstats_rx_add(dev, skb->len);
	if (unlikely(conf->group))
		DEV_STATS_INC(dev, multicast);
	set_headers(conf, skb);
	gre2890_cells_receive(skb, lane);
}
