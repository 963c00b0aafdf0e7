// SPDX-License-Identifier: GPL-2.0
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <net/ipv6.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/xfrm.h>

#include "data/asker.h"
#include "data/decap.h"
#include "data/demux.h"
#include "data/drop.h"
#include "data/flow.h"
#include "data/keepalive.h"
#include "data/packet.h"
#include "data/rx.h"
#include "data/wccp.h"
#include "pure/header.h"
#include "pure/loopback.h"
#include "state/netns.h"
#include "state/tunnel.h"

/* No reason to drop the packet */
#define RX_OK	GRE2890_STAT_UNSPEC

/*
 * PPTP uses Enhanced GRE: version 1, with a key field that holds no key.  Such
 * packets are never ours.
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

/* @len: octets from the GRE header on */
static struct gre2890_conf *find(struct gre2890_netns *gn,
				 const struct sk_buff *skb,
				 const struct gre2890_hdr *hdr, unsigned int len)
{
	struct gre2890_ident id __uninitialized;
	struct gre2890_conf *conf = NULL;

	gre2890_packet_ident(&id, skb, skb_network_header(skb), hdr, true);
	if (unlikely(READ_ONCE(gn->demux.asking) &&
		     gre2890_loopback_is(hdr, len)))
		conf = gre2890_asker_find(&gn->demux, &id);
	if (!conf)
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

/*
 * RFC 2784 2.2: verify the checksum if there is one, even if the tunnel requires
 * none.  skb->data is at the GRE header.
 */
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
 * LOCAL_IN precedes the stack's own check.  Without this one, clear text would pass
 * where a policy requires IPsec.
 */
static bool policy_allows(const struct gre2890_conf *conf, struct sk_buff *skb)
{
	if (conf->id.family == AF_INET)
		return xfrm4_policy_check(NULL, XFRM_POLICY_IN, skb);
	return xfrm6_policy_check(NULL, XFRM_POLICY_IN, skb);
}

/*
 * Connection tracking confirms new entries in a hook of the same priority.  Of the
 * two hooks the one registered later runs first.  If ours runs first, the other
 * never sees the packet, so confirm the entry here.
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
 * Was this packet to a group sent by this host?  IP loops multicast packets back to
 * the host that sends them, except those that a tunnel sends.  A switch may send
 * even those back.
 */
static bool is_looped(const struct gre2890_conf *conf, const struct sk_buff *skb)
{
	/* A listener's id has no local address, but its sender_id does. */
	const union nf_inet_addr *local = &conf->sender_id.local;

	if (skb->pkt_type == PACKET_LOOPBACK)
		return true;
	if (conf->id.family == AF_INET)
		return ip_hdr(skb)->saddr == local->ip;
	return ipv6_addr_equal(&ipv6_hdr(skb)->saddr, &local->in6);
}

/*
 * Check what check_header() does not, except the value of the sequence number and
 * the payload.  The GRE header is at skb->data.
 */
static enum gre2890_stat check(const struct gre2890_conf *conf,
			       const struct gre2890_hdr *hdr,
			       struct sk_buff *skb)
{
	enum gre2890_stat reason;

	if (!netif_running(conf->dev))
		return GRE2890_STAT_RX_DOWN;
	if (unlikely(conf->group && is_looped(conf, skb)))
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

/* In form plain, answers have no key even if the tunnel has one. */
static bool is_answer(const struct gre2890_conf *conf,
		      const struct gre2890_hdr *hdr, unsigned int len)
{
	return gre2890_loopback_is(hdr, len) &&
	       !(hdr->flags & GRE_KEY &&
		 conf->liveness.form == GRE2890_KEEPALIVE_FORM_PLAIN);
}

/* What a number or a checksum says is of no concern to an answer, which has neither. */
static void receive_answer(const struct gre2890_conf *conf,
			   const struct gre2890_hdr *hdr, struct sk_buff *skb)
{
	enum gre2890_stat reason = RX_OK;

	if (!netif_running(conf->dev))
		reason = GRE2890_STAT_RX_DOWN;
	else if (!policy_allows(conf, skb))
		reason = GRE2890_STAT_RX_POLICY;
	else if (!confirm_conntrack(skb))
		reason = GRE2890_STAT_RX_CONNTRACK;
	if (reason)
		gre2890_drop(conf->dev, skb, reason);
	else
		gre2890_keepalive_receive(conf, hdr, skb);
}

static struct gre2890_flow *flow_of(const struct gre2890_conf *conf)
{
	return ((struct gre2890_tunnel *)netdev_priv(conf->dev))->flow;
}

/*
 * If the packet was redirected by WCCP, let @hdr include the redirect header, and
 * have the type IPv4, like the kind "gre".  Not over IPv6: the payload would be
 * IPv6 there, and version 1 could not be told from version 2.
 */
static bool pass_redirect(const struct gre2890_conf *conf,
			  const struct sk_buff *skb, struct gre2890_hdr *hdr)
{
	return !gre2890_wccp_is(hdr) || conf->mode != GRE2890_MODE_IP ||
	       conf->id.family != AF_INET || gre2890_wccp_read(skb, 0, hdr);
}

/*
 * An IPv4 header adds nothing to skb->csum.  Do not subtract it: the stack may have
 * filled in options since the checksum was computed.
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
 * @gn: per-netns data of the namespace that it arrived in
 * @skb: the packet, skb->data at its outer IP header
 * @off: offset of its GRE header from skb->data
 *
 * Context: Softirqs disabled.  Caller must hold RCU.
 * Return: NF_STOLEN if the packet belonged to a tunnel and was consumed; NF_ACCEPT
 * if it belongs to no tunnel and is unchanged.
 */
unsigned int gre2890_rx(struct gre2890_netns *gn, struct sk_buff *skb,
			unsigned int off)
{
	enum gre2890_stat reason;
	struct gre2890_conf *conf;
	struct gre2890_hdr hdr __uninitialized;

	lockdep_assert_in_softirq();
	if (!gre2890_packet_hdr(skb, off, &hdr)) {
		gre2890_count_netns(gn, GRE2890_STAT_RX_TRUNCATED);
		return NF_ACCEPT;
	}
	reason = check_header(&hdr, skb->len - off);
	conf = is_pptp(&hdr) ? NULL : find(gn, skb, &hdr, skb->len - off);
	if (!conf) {
		gre2890_count_netns(gn, reason ?: GRE2890_STAT_RX_NO_TUNNEL);
		return NF_ACCEPT;
	}
	if (reason) {
		gre2890_drop(conf->dev, skb, reason);
		return NF_STOLEN;
	}

	pull_outer(conf, skb, off);
	if (unlikely(conf->asks && is_answer(conf, &hdr, skb->len))) {
		receive_answer(conf, &hdr, skb);
		return NF_STOLEN;
	}
	reason = check(conf, &hdr, skb);
	if (!reason && !pass_redirect(conf, skb, &hdr))
		reason = GRE2890_STAT_RX_PAYLOAD_SHORT;
	if (reason)
		gre2890_drop(conf->dev, skb, reason);
	else if (hdr.flags & GRE_SEQ && conf->seq.mode != GRE2890_SEQ_MODE_OFF)
		gre2890_flow_receive(flow_of(conf), conf, &hdr, skb);
	else
		gre2890_decap(conf, &hdr, skb, NULL);
	return NF_STOLEN;
}
