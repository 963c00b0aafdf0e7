// SPDX-License-Identifier: GPL-2.0
#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <net/ip_tunnels.h>
#include <net/l3mdev.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/xfrm.h>

#include "control/group.h"
#include "control/stats.h"
#include "data/cells.h"
#include "data/ecn.h"
#include "data/gso.h"
#include "data/nest.h"
#include "data/rx.h"
#include "data/vlan.h"
#include "data/wccp.h"
#include "pure/header.h"
#include "state/netns.h"
#include "state/tunnel.h"

/* Everything went well: where a reason for a drop is returned. */
#define RX_OK	GRE2890_STAT_UNSPEC

/**
 * gre2890_hdr_get() - read the GRE header of a packet
 * @skb: the packet
 * @off: where the header starts, from skb->data
 * @hdr: where to
 *
 * Context: any.
 * Return: false if the packet ends before its identity is known.
 */
bool gre2890_hdr_get(const struct sk_buff *skb, unsigned int off,
		     struct gre2890_hdr *hdr)
{
	unsigned int len = min_t(unsigned int, skb->len - off, GRE2890_HDR_MAX);
	u8 buf[GRE2890_HDR_MAX];
	const u8 *wire;

	if (off > skb->len || len < GRE2890_HDR_BASE)
		return false;
	wire = skb_header_pointer(skb, off, len, buf);
	if (!wire)
		return false;
	return gre2890_hdr_read(hdr, wire, len);
}

/* memset() of the whole identity would be "rep stos", which starts slowly. */
static void set_ip4(union nf_inet_addr *addr, __be32 ip)
{
	addr->all[0] = (__force u32)ip;
	addr->all[1] = 0;
	addr->all[2] = 0;
	addr->all[3] = 0;
}

/**
 * gre2890_ident_of() - identity of a packet
 * @id: where to
 * @skb: what was received: the packet, or an ICMP error about it
 * @iph: the packet's outer IP header
 * @hdr: its GRE header
 * @received: the packet was received, and its source is the remote; else its
 *	source is the local address
 *
 * Context: any, under RCU.
 */
void gre2890_ident_of(struct gre2890_ident *id, const struct sk_buff *skb,
		      const void *iph, const struct gre2890_hdr *hdr,
		      bool received)
{
	union nf_inet_addr *saddr, *daddr;

	id->key = hdr->key;
	id->l3dom = l3mdev_master_ifindex_rcu(skb->dev);
	id->zone = 0;
	id->has_key = !!(hdr->flags & GRE_KEY);
	memset(id->pad, 0, sizeof(id->pad));

	saddr = received ? &id->remote : &id->local;
	daddr = received ? &id->local : &id->remote;
	if (((const struct iphdr *)iph)->version == 4) {
		id->family = AF_INET;
		set_ip4(saddr, ((const struct iphdr *)iph)->saddr);
		set_ip4(daddr, ((const struct iphdr *)iph)->daddr);
		return;
	}
	id->family = AF_INET6;
	saddr->in6 = ((const struct ipv6hdr *)iph)->saddr;
	daddr->in6 = ((const struct ipv6hdr *)iph)->daddr;
	if (gre2890_ident_link_local(id))
		id->zone = IP6CB(skb)->iif;
}

/*
 * Enhanced GRE, which PPTP uses: version 1, and always with a key field that
 * is none.  It is never ours.
 */
static bool is_pptp(const struct gre2890_hdr *hdr)
{
	return (hdr->flags & GRE_VERSION) == GRE_VERSION_1 &&
	       hdr->flags & GRE_KEY;
}

static void log_unknown(struct gre2890_netns *gn, const struct sk_buff *skb,
			const struct gre2890_ident *id)
{
	char key[16] = "none";

	if (!__ratelimit(&gn->log_rate))
		return;
	if (id->has_key)
		snprintf(key, sizeof(key), "%pI4", &id->key);
	if (id->family == AF_INET)
		pr_info(KBUILD_MODNAME ": no tunnel: %pI4 > %pI4 key %s on %s\n",
			&id->remote.ip, &id->local.ip, key, skb->dev->name);
	else
		pr_info(KBUILD_MODNAME ": no tunnel: %pI6c > %pI6c key %s on %s\n",
			&id->remote.in6, &id->local.in6, key, skb->dev->name);
}

static struct gre2890_conf *find(struct gre2890_netns *gn,
				 const struct sk_buff *skb,
				 const struct gre2890_hdr *hdr)
{
	struct gre2890_ident id __uninitialized;
	struct gre2890_conf *conf;

	gre2890_ident_of(&id, skb, skb_network_header(skb), hdr, true);
	conf = gre2890_demux_find(&gn->demux, &id, skb->dev);
	if (unlikely(!conf && READ_ONCE(gn->log_unknown)))
		log_unknown(gn, skb, &id);
	return conf;
}

static enum gre2890_stat check_header(const struct gre2890_hdr *hdr,
				      unsigned int len)
{
	if (hdr->flags & GRE_VERSION)
		return GRE2890_STAT_RX_VERSION;
	if (hdr->flags & GRE2890_RESERVED)
		return GRE2890_STAT_RX_RESERVED;
	if (hdr->len > len)
		return GRE2890_STAT_RX_TRUNCATED;
	return RX_OK;
}

/* skb->data is at the GRE header.  RFC 2784 2.2: verify what has a checksum. */
static enum gre2890_stat check_csum(const struct gre2890_conf *conf,
				    const struct gre2890_hdr *hdr,
				    struct sk_buff *skb)
{
	if (hdr->flags & GRE_CSUM) {
		if (skb_checksum_simple_validate(skb))
			return GRE2890_STAT_RX_CHECKSUM;
		skb_checksum_try_convert(skb, IPPROTO_GRE, null_compute_pseudo);
	} else if (conf->iflags & GRE_CSUM) {
		return GRE2890_STAT_RX_NO_CHECKSUM;
	}
	return RX_OK;
}

/*
 * LOCAL_IN comes before the stack's own check: without this one, clear text
 * would pass where a policy demands IPsec.
 */
static bool policy_allows(const struct gre2890_conf *conf, struct sk_buff *skb)
{
	if (conf->id.family == AF_INET)
		return xfrm4_policy_check(NULL, XFRM_POLICY_IN, skb);
	return xfrm6_policy_check(NULL, XFRM_POLICY_IN, skb);
}

/*
 * Connection tracking enters new flows into its table in a hook beside ours,
 * of the same priority, and whichever was registered later runs first.  Were
 * the packet taken before that, its flow would stay new for ever.
 */
static bool confirm_conntrack(struct sk_buff *skb)
{
#if IS_ENABLED(CONFIG_NF_CONNTRACK)
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	const struct nf_ct_hook *hook;

	if (!ct || nf_ct_is_confirmed(ct))
		return true;
	hook = rcu_dereference(nf_ct_hook);
	return !hook || hook->confirm(skb) == NF_ACCEPT;
#else
	return true;
#endif
}

/*
 * All that can be refused about a packet with skb->data at its GRE header, but
 * for the order of its number and for its payload
 */
static enum gre2890_stat check(const struct gre2890_conf *conf,
			       const struct gre2890_hdr *hdr,
			       struct sk_buff *skb)
{
	enum gre2890_stat reason;

	if (!netif_running(conf->dev))
		return GRE2890_STAT_RX_DOWN;
	if (unlikely(conf->group && gre2890_group_is_looped(conf, skb)))
		return GRE2890_STAT_RX_LOOPED;
	reason = check_csum(conf, hdr, skb);
	if (reason)
		return reason;
	if (!policy_allows(conf, skb))
		return GRE2890_STAT_RX_POLICY;
	if (!confirm_conntrack(skb))
		return GRE2890_STAT_RX_CONNTRACK;
	if (conf->iflags & ~hdr->flags & GRE_SEQ)
		return GRE2890_STAT_RX_NO_SEQ;
	return RX_OK;
}

/* Why a header could not be had in one piece */
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
		return RX_OK;
	why = pskb_may_pull_reason(skb, hdr->len + ETH_HLEN);
	return unlikely(why) ? pull_stat(why) : RX_OK;
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
	/* Without a remote the outer header is the link layer's (nbma.c). */
	if (!ipv6_addr_any(&conf->id.remote.in6))
		skb_reset_mac_header(skb);
}

/**
 * gre2890_rx_payload() - take the headers off and hand the payload to the stack
 * @conf: the tunnel's settings
 * @hdr: the packet's GRE header
 * @skb: the packet, skb->data at that header; consumed
 * @lane: what keeps the packet in its order, NULL if it has none
 *
 * Context: softirqs disabled, under RCU.
 */
void gre2890_rx_payload(const struct gre2890_conf *conf,
			const struct gre2890_hdr *hdr, struct sk_buff *skb,
			struct gre2890_lane *lane)
{
	struct net_device *dev = conf->dev;
	bool xnet = !net_eq(conf->net, dev_net(dev));
	enum gre2890_stat reason;
	enum skb_drop_reason why;

	reason = check_payload(conf, hdr, skb);
	if (reason) {
		gre2890_drop(dev, skb, reason);
		return;
	}
	/* In mode ip a frame is a payload like others, and not looked into. */
	if (__iptunnel_pull_header(skb, hdr->len, hdr->proto,
				   conf->mode != GRE2890_MODE_ETHER, xnet)) {
		gre2890_drop(dev, skb, GRE2890_STAT_RX_NOMEM);
		return;
	}

	if (xnet)
		skb->priority = 0;
	gre2890_gso_unmark(skb);

	/* The outer IP header, which nbma.c and ECN read. */
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
	if (unlikely(gre2890_nest_may_be_deep(skb) &&
		     gre2890_nest_is_deep(skb))) {
		gre2890_drop(dev, skb, GRE2890_STAT_RX_NESTING);
		return;
	}
	reason = gre2890_ecn_decapsulate(conf, skb);
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

static struct gre2890_flow *flow_of(const struct gre2890_conf *conf)
{
	return ((struct gre2890_tunnel *)netdev_priv(conf->dev))->flow;
}

/*
 * With the kind "gre", protocol type and redirect header of WCCP are taken off; over
 * IPv6 that would be for IPv6, from which its version 1 can't be told.
 */
static bool pass_redirect(const struct gre2890_conf *conf,
			  const struct sk_buff *skb, struct gre2890_hdr *hdr)
{
	return !gre2890_wccp_is(hdr) || conf->mode != GRE2890_MODE_IP ||
	       conf->id.family != AF_INET || gre2890_wccp_read(skb, 0, hdr);
}

/*
 * An IPv4 header adds nothing to the packet's sum.  It may by now have options
 * that the stack filled in, which the sum does not know.
 */
static void pull_outer(const struct gre2890_conf *conf, struct sk_buff *skb,
		       unsigned int off)
{
	if (conf->id.family == AF_INET)
		__skb_pull(skb, off);
	else
		skb_pull_rcsum(skb, off);
}

/**
 * gre2890_rx() - receive a GRE packet
 * @gn: the namespace that it arrived in
 * @skb: the packet, skb->data at its outer IP header
 * @off: where its GRE header starts, from skb->data
 *
 * Context: softirq, or process with softirqs disabled; under RCU.
 * Return: NF_STOLEN if the packet was a tunnel's, and consumed; NF_ACCEPT if
 * it belongs to none, and was not touched.
 */
unsigned int gre2890_rx(struct gre2890_netns *gn, struct sk_buff *skb,
			unsigned int off)
{
	enum gre2890_stat reason;
	struct gre2890_conf *conf;
	struct gre2890_hdr hdr __uninitialized;

	if (!gre2890_hdr_get(skb, off, &hdr)) {
		gre2890_count_netns(gn, GRE2890_STAT_RX_TRUNCATED);
		return NF_ACCEPT;
	}
	reason = check_header(&hdr, skb->len - off);
	conf = is_pptp(&hdr) ? NULL : find(gn, skb, &hdr);
	if (!conf) {
		gre2890_count_netns(gn, reason ?: GRE2890_STAT_RX_NO_TUNNEL);
		return NF_ACCEPT;
	}
	if (reason) {
		gre2890_drop(conf->dev, skb, reason);
		return NF_STOLEN;
	}

	pull_outer(conf, skb, off);
	reason = check(conf, &hdr, skb);
	if (!reason && !pass_redirect(conf, skb, &hdr))
		reason = GRE2890_STAT_RX_PAYLOAD_SHORT;
	if (reason)
		gre2890_drop(conf->dev, skb, reason);
	else if (hdr.flags & GRE_SEQ && conf->seq.mode != GRE2890_SEQ_MODE_OFF)
		gre2890_flow_receive(flow_of(conf), conf, &hdr, skb);
	else
		gre2890_rx_payload(conf, &hdr, skb, NULL);
	return NF_STOLEN;
}
