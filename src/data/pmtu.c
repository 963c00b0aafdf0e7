// SPDX-License-Identifier: GPL-2.0
#include <linux/etherdevice.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/ip.h>
#include <net/dst_metadata.h>
#include <net/gso.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/ip_tunnels.h>
#include <net/mpls.h>

#include "data/drop.h"
#include "data/pmtu.h"
#include "data/underlay.h"
#include "data/vlan.h"
#include "state/tunnel.h"

static bool fits(const struct sk_buff *skb, unsigned int mtu)
{
	if (skb_is_gso(skb))
		return skb_gso_validate_network_len(skb, mtu);
	return skb->len - skb_network_offset(skb) <= mtu;
}

/*
 * Must the outer packet be fragmented because the inner sender can't learn the path
 * MTU, or can't send packets that small?
 */
static bool must_fragment(const struct sk_buff *skb, unsigned int mtu)
{
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		return !(ip_hdr(skb)->frag_off & htons(IP_DF));
	case htons(ETH_P_IPV6):
		return mtu < IPV6_MIN_MTU && fits(skb, IPV6_MIN_MTU);
	default:
		return false;
	}
}

/*
 * Return the octets that encapsulation adds to the network layer's packet.  VLAN
 * tags before that packet count.  So does the option that the outer header gets if
 * the inner packet has a tunnel encapsulation limit itself.
 */
static int overhead(const struct gre2890_conf *conf,
		    const struct gre2890_outer *outer,
		    const struct sk_buff *skb)
{
	int len = conf->overhead;

	if (conf->mode == GRE2890_MODE_ETHER)
		len += skb_network_offset(skb) - ETH_HLEN;
	if (unlikely(outer->encap_limit >= 0 && conf->encap_limit < 0))
		len += sizeof(struct gre2890_encap_limit);
	return len;
}

static unsigned int least_mtu(const struct sk_buff *skb, unsigned int mtu)
{
	return max_t(unsigned int, mtu, skb->protocol == htons(ETH_P_IPV6) ?
					IPV6_MIN_MTU : IPV4_MIN_MTU);
}

/*
 * Let the packet's route learn the MTU.  Report it for the device that the packet
 * was routed to, which may be a VLAN device on top of the tunnel's.  Skip MPLS
 * packets: their dst belongs to another protocol.
 */
static void report_to_route(struct sk_buff *skb, unsigned int mtu)
{
	struct net_device *dev = skb->dev;

	if (eth_p_mpls(skb->protocol))
		return;
	skb->dev = skb_dst(skb)->dev;
	skb_dst_update_pmtu_no_confirm(skb, mtu);
	skb->dev = dev;
}

/*
 * Answer a packet that was routed here.  The answer goes out through the device of
 * the packet's route, from which the sender can be reached.  That device may be in
 * another namespace, for example a macvlan on this device.
 */
static void answer_routed(struct sk_buff *skb, unsigned int mtu)
{
	struct net_device *dev = skb->dev;

	skb->dev = skb_dst(skb)->dev;
	if (skb->protocol == htons(ETH_P_IP))
		icmp_ndo_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED,
			      htonl(mtu));
	else if (skb->protocol == htons(ETH_P_IPV6))
		icmpv6_ndo_send(skb, ICMPV6_PKT_TOOBIG, 0, mtu);
	skb->dev = dev;
}

/**
 * gre2890_pmtu_was_routed() - check whether a packet was routed here, so that its
 * sender can be answered
 * @dev: the tunnel's device
 * @skb: a packet that @dev is to send
 *
 * The original of a mirrored packet goes elsewhere, and its sender must not hear
 * about the copy.
 *
 * Context: Any context.  Caller must hold RCU.
 * Return: true if the packet was routed to @dev or to a device on top of it, or if it
 * was redirected from the device that it was routed to.
 */
bool gre2890_pmtu_was_routed(struct net_device *dev, const struct sk_buff *skb)
{
	struct net_device *to;
	bool was;

	lockdep_assert_in_rcu_reader();
	if (!skb_valid_dst(skb))
		return false;
	to = skb_dst(skb)->dev;
	if (to == dev || skb_is_redirected(skb))
		return true;
	rcu_read_lock();
	was = netdev_has_upper_dev_all_rcu(dev, to);
	rcu_read_unlock();
	return was;
}

/*
 * Return the device that may be the bridge port of a frame: the tunnel's device, or
 * a VLAN device on it.  A tag that was not added by a VLAN device was added by the
 * bridge, or passed through it.
 */
static struct net_device *find_port(struct net_device *dev,
				    const struct gre2890_tags *tags,
				    struct net_device_path_ctx *ctx)
{
	struct net_device *upper;
	unsigned int n;
	u16 vid;

	for (n = 0; n < tags->count; n++) {
		vid = tags->tag[n].tci & VLAN_VID_MASK;
		if (netif_is_bridge_port(dev)) {
			ctx->vlan[0].id = vid;
			ctx->vlan[0].proto = tags->tag[n].proto;
			/* A priority tag (VID 0) selects no VLAN. */
			ctx->num_vlans = !!vid;
			break;
		}
		upper = __vlan_find_dev_deep_rcu(dev, tags->tag[n].proto, vid);
		if (!upper)
			break;
		dev = upper;
	}
	return dev;
}

/*
 * Did a bridge send this frame here because its destination is here?  If not, the
 * frame was flooded, and its destination may get a copy through another port.  A
 * bridge with VLANs may answer for another VLAN than the frame's, and Open vSwitch
 * cannot be asked.  In these cases, assume that the destination was known.
 */
static bool was_bridged(struct net_device *dev, const struct sk_buff *skb,
			const struct gre2890_tags *tags)
{
	struct net_device_path_ctx ctx = {};
	struct net_device_path path = {};
	const struct net_device *bridge;
	u16 vid;

	lockdep_assert_in_rcu_reader();
	dev = find_port(dev, tags, &ctx);
	if (!netif_is_bridge_port(dev))
		return netif_is_ovs_port(dev);
	vid = ctx.vlan[0].id;
	ether_addr_copy(ctx.daddr, eth_hdr(skb)->h_dest);
	bridge = netdev_master_upper_dev_get_rcu(dev);
	ctx.dev = bridge;
	if (bridge && bridge->netdev_ops->ndo_fill_forward_path)
		bridge->netdev_ops->ndo_fill_forward_path(&ctx, &path);
	return ctx.dev == dev ||
	       (path.bridge.vlan_id && path.bridge.vlan_id != vid);
}

/*
 * Turn the frame into the answer, and receive that from the tunnel.  The answer's
 * source address is the frame's destination address, so the bridge learns that
 * address on this port.  Unshare the frame first, since others may have copies.
 * The kernel can only make answers from untagged frames, so remove the tags before
 * and add them again afterwards.
 *
 * Return: true if the frame became the answer, and was consumed.
 */
static bool answer_bridged(const struct gre2890_conf *conf,
			   const struct gre2890_outer *outer,
			   struct dst_entry *dst, struct sk_buff *skb)
{
	int headroom = overhead(conf, outer, skb);
	struct gre2890_tags tags;
	bool was;

	gre2890_vlan_read(skb, &tags);
	if (skb_network_offset(skb) != ETH_HLEN + tags.count * VLAN_HLEN)
		return false;
	rcu_read_lock();
	was = was_bridged(conf->dev, skb, &tags);
	rcu_read_unlock();
	if (!was || skb_unclone(skb, GFP_ATOMIC) ||
	    gre2890_vlan_pop(skb, &tags) ||
	    skb_tunnel_check_pmtu(skb, dst, headroom, true) <= 0 ||
	    gre2890_vlan_push(skb, &tags) ||
	    !pskb_may_pull(skb, ETH_HLEN))
		return false;
	skb->protocol = eth_type_trans(skb, conf->dev);
	netif_rx(skb);
	return true;
}

/**
 * gre2890_pmtu_pass() - check whether a packet fits the path to the remote
 * @conf: the tunnel's settings
 * @outer: fields of the outer header; @outer->fragment is set if the outer packet
 *	has to be fragmented
 * @dst: the route to the remote
 * @skb: the packet, skb->data at the start of the payload; skb->protocol is its type
 *	behind VLAN tags
 *
 * Count and consume a packet that does not fit and must not be fragmented.  Answer
 * with "fragmentation needed" or "packet too big" if it was routed here, or bridged
 * and not flooded.  Fragment the outer packet if the inner one is IPv4 without DF,
 * or is IPv6 of up to 1280 octets and the path takes less than that.  If a packet
 * was routed here and does not fit, its route learns the MTU, but no less than the
 * minimum of its protocol.
 *
 * Context: Any context.  Caller must hold RCU.
 * Return: true to continue with the packet.
 */
bool gre2890_pmtu_pass(const struct gre2890_conf *conf,
		       struct gre2890_outer *outer, struct dst_entry *dst,
		       struct sk_buff *skb)
{
	unsigned int mtu;
	bool routed;

	lockdep_assert_in_rcu_reader();
	if (conf->id.family == AF_INET && !outer->df)
		return true;
	mtu = max_t(int, dst_mtu(dst) - overhead(conf, outer, skb), 0);
	if (likely(fits(skb, mtu)))
		return true;

	outer->fragment = must_fragment(skb, mtu);
	mtu = least_mtu(skb, mtu);
	routed = gre2890_pmtu_was_routed(conf->dev, skb);
	if (routed)
		report_to_route(skb, mtu);
	if (outer->fragment)
		return true;

	gre2890_count(conf->dev, GRE2890_STAT_TX_TOO_BIG);
	if (routed)
		answer_routed(skb, mtu);
	else if (conf->mode == GRE2890_MODE_ETHER &&
		 answer_bridged(conf, outer, dst, skb))
		return false;
	kfree_skb(skb);
	return false;
}
