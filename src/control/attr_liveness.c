// SPDX-License-Identifier: GPL-2.0
#include <linux/rtnetlink.h>
#include <linux/timekeeping.h>
#include <net/dst.h>
#include <net/ipv6.h>
#include <net/netlink.h>

#include "control/attr_liveness.h"
#include "control/refuse.h"
#include "data/underlay.h"
#include "state/keepalive.h"
#include "state/tunnel.h"

/**
 * gre2890_attr_liveness_init() - set the defaults
 * @conf: settings, all zero
 *
 * Context: Any context.
 */
void gre2890_attr_liveness_init(struct gre2890_conf *conf)
{
	conf->keepalive_answer = GRE2890_KEEPALIVE_ANSWER_DEFAULT;
	conf->liveness.retries = GRE2890_KEEPALIVE_RETRIES_DEFAULT;
	conf->liveness.hold = GRE2890_KEEPALIVE_HOLD_DEFAULT;
}

/* Does the tunnel have one peer, and an address of its own that the peer knows? */
static bool has_both_ends(const struct gre2890_conf *conf)
{
	return !conf->group && !ipv6_addr_any(&conf->id.remote.in6) &&
	       (!ipv6_addr_any(&conf->id.local.in6) ||
		gre2890_conf_has_local_dev(conf));
}

/*
 * The answer to a request comes in clear text, as the peer sends it outside of the
 * tunnel, and a policy would drop it.
 */
static bool is_protected(const struct gre2890_conf *conf)
{
	struct gre2890_outer outer = {
		.src = conf->id.local,
		.dst = conf->id.remote,
		.tos = conf->tos,
		.flowlabel = conf->flowlabel,
	};
	struct dst_entry *dst;
	bool protected;

	if (conf->state != GRE2890_STATE_OK)
		return false;
	dst = gre2890_underlay_route(conf, &outer);
	if (IS_ERR(dst))
		return false;
	/* Without a security association, the route leads to a queue or to nowhere. */
	protected = dst_xfrm(dst) || dst->flags & DST_XFRM_QUEUE ||
		    dst->output == dst_discard_out;
	dst_release(dst);
	return protected;
}

static int parse_interval(struct gre2890_conf *conf, struct nlattr *data[],
			  struct netlink_ext_ack *extack)
{
	struct nlattr *attr = data[IFLA_GRE2890_KEEPALIVE];
	u32 *interval = &conf->liveness.interval;

	if (attr) {
		*interval = nla_get_u32(attr);
		if (*interval && (*interval < GRE2890_KEEPALIVE_MIN ||
				  *interval > GRE2890_KEEPALIVE_MAX)) {
			NL_SET_ERR_MSG_ATTR(extack, attr,
					    "keepalive is off or from 100 ms to 32767 s");
			return -ERANGE;
		}
	}
	if (!*interval)
		return 0;
	if (!has_both_ends(conf))
		return gre2890_refuse(extack, attr ?: data[IFLA_GRE_REMOTE] ?:
				      data[IFLA_GRE_LOCAL],
				      "keepalive needs local and remote");
	if ((attr || data[IFLA_GRE_REMOTE] || data[IFLA_GRE_LOCAL]) &&
	    is_protected(conf)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "IPsec protects this tunnel: use BFD instead of keepalive");
		return -EOPNOTSUPP;
	}
	return 0;
}

/* Without requests the other settings mean nothing: they return to their defaults. */
static int check_misplaced(struct gre2890_conf *conf, struct nlattr *data[],
			   struct netlink_ext_ack *extack)
{
	static const struct {
		int		attr;
		const char	*message;
	} rows[] = {
		{ IFLA_GRE2890_KEEPALIVE_RETRIES,
		  "keepalive-retries needs keepalive" },
		{ IFLA_GRE2890_KEEPALIVE_HOLD, "keepalive-hold needs keepalive" },
		{ IFLA_GRE2890_KEEPALIVE_FORM, "keepalive-form needs keepalive" },
		{ IFLA_GRE2890_KEEPALIVE_LOSS, "keepalive-loss needs keepalive" },
		{ IFLA_GRE2890_KEEPALIVE_RTT, "keepalive-rtt needs keepalive" },
	};
	int i;

	if (conf->liveness.interval)
		return 0;
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (data[rows[i].attr])
			return gre2890_refuse(extack, data[rows[i].attr],
					      rows[i].message);
	conf->liveness = (struct gre2890_liveness_conf) {
		.retries = GRE2890_KEEPALIVE_RETRIES_DEFAULT,
		.hold = GRE2890_KEEPALIVE_HOLD_DEFAULT,
	};
	return 0;
}

static int parse_limits(struct gre2890_liveness_conf *live,
			struct nlattr *data[], struct netlink_ext_ack *extack)
{
	struct nlattr *rtt = data[IFLA_GRE2890_KEEPALIVE_RTT];

	if (data[IFLA_GRE2890_KEEPALIVE_RETRIES])
		live->retries = nla_get_u8(data[IFLA_GRE2890_KEEPALIVE_RETRIES]);
	if (data[IFLA_GRE2890_KEEPALIVE_HOLD])
		live->hold = nla_get_u8(data[IFLA_GRE2890_KEEPALIVE_HOLD]);
	if (data[IFLA_GRE2890_KEEPALIVE_FORM])
		live->form = nla_get_u8(data[IFLA_GRE2890_KEEPALIVE_FORM]);
	if (data[IFLA_GRE2890_KEEPALIVE_LOSS])
		live->loss = nla_get_u8(data[IFLA_GRE2890_KEEPALIVE_LOSS]);
	if (rtt)
		live->rtt = nla_get_u32(rtt);
	if (live->rtt > GRE2890_KEEPALIVE_RTT_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, rtt,
				    "keepalive-rtt is a minute at most");
		return -ERANGE;
	}
	/* In form key, a later answer is taken for one to a later request. */
	if (live->rtt && live->rtt >= live->interval &&
	    live->form == GRE2890_KEEPALIVE_FORM_KEY)
		return gre2890_refuse(extack, rtt ?: data[IFLA_GRE2890_KEEPALIVE] ?:
				      data[IFLA_GRE2890_KEEPALIVE_FORM],
				      "keepalive-rtt must be below keepalive, or needs keepalive-form auth");
	if ((live->loss || live->rtt) &&
	    live->form == GRE2890_KEEPALIVE_FORM_PLAIN)
		return gre2890_refuse(extack, data[IFLA_GRE2890_KEEPALIVE_FORM] ?:
				      data[IFLA_GRE2890_KEEPALIVE_LOSS] ?: rtt,
				      "keepalive-loss and keepalive-rtt need keepalive-form key or auth");
	return 0;
}

/**
 * gre2890_attr_liveness_parse() - apply the attributes of a request
 * @conf: takes the settings; before, those in force, or new ones; addresses, keys,
 *	devices and route settings are up to date
 * @data: IFLA_INFO_DATA, validated
 * @extack: takes the reason for a refusal
 *
 * Settings that the request does not name keep their values, except that without
 * requests, those about requests return to their defaults.
 *
 * Context: Process context.  Caller must hold RTNL.
 * Return: 0 or a negative error.
 */
int gre2890_attr_liveness_parse(struct gre2890_conf *conf,
				struct nlattr *data[],
				struct netlink_ext_ack *extack)
{
	struct nlattr *reflect = data[IFLA_GRE2890_REFLECT];
	int err;

	ASSERT_RTNL();
	if (data[IFLA_GRE2890_KEEPALIVE_ANSWER])
		conf->keepalive_answer =
			nla_get_u8(data[IFLA_GRE2890_KEEPALIVE_ANSWER]);
	conf->answers = conf->keepalive_answer && has_both_ends(conf);
	if (reflect)
		conf->reflect = nla_get_u8(reflect);
	if (conf->reflect && !has_both_ends(conf))
		return gre2890_refuse(extack, reflect ?: data[IFLA_GRE_REMOTE] ?:
				      data[IFLA_GRE_LOCAL],
				      "reflect needs local and remote");
	if (conf->reflect && conf->mode == GRE2890_MODE_ETHER)
		return gre2890_refuse(extack, reflect,
				      "reflect is for mode ip");
	err = parse_interval(conf, data, extack);
	conf->asks = conf->liveness.interval;
	if (!err)
		err = check_misplaced(conf, data, extack);
	if (!err)
		err = parse_limits(&conf->liveness, data, extack);
	return err;
}

static int fill_requests(struct sk_buff *skb,
			 const struct gre2890_liveness_conf *live)
{
	if (nla_put_u32(skb, IFLA_GRE2890_KEEPALIVE, live->interval))
		return -EMSGSIZE;
	if (!live->interval)
		return 0;
	return nla_put_u8(skb, IFLA_GRE2890_KEEPALIVE_RETRIES, live->retries) ||
	       nla_put_u8(skb, IFLA_GRE2890_KEEPALIVE_HOLD, live->hold) ||
	       nla_put_u8(skb, IFLA_GRE2890_KEEPALIVE_FORM, live->form) ||
	       (live->form != GRE2890_KEEPALIVE_FORM_PLAIN &&
		(nla_put_u8(skb, IFLA_GRE2890_KEEPALIVE_LOSS, live->loss) ||
		 nla_put_u32(skb, IFLA_GRE2890_KEEPALIVE_RTT, live->rtt)));
}

static u32 us_of(u64 ns)
{
	return min_t(u64, div_u64(ns, NSEC_PER_USEC), U32_MAX);
}

static int fill_known(struct sk_buff *skb, const struct gre2890_conf *conf,
		      const struct gre2890_liveness *live)
{
	bool plain = conf->liveness.form == GRE2890_KEEPALIVE_FORM_PLAIN;
	u64 age;

	if (nla_put_u32(skb, IFLA_GRE2890_KEEPALIVE_MISSES, live->misses))
		return -EMSGSIZE;
	age = div_u64(ktime_get_ns() - live->answered_at, NSEC_PER_MSEC);
	if (live->answered &&
	    nla_put_u32(skb, IFLA_GRE2890_KEEPALIVE_ANSWER_AGE,
			min_t(u64, age, U32_MAX)))
		return -EMSGSIZE;
	if (plain)
		return 0;
	if (live->measured &&
	    (nla_put_u32(skb, IFLA_GRE2890_KEEPALIVE_RTT_LAST,
			 us_of(live->rtt_last)) ||
	     nla_put_u32(skb, IFLA_GRE2890_KEEPALIVE_RTT_SMOOTHED,
			 us_of(live->rtt_smoothed)) ||
	     nla_put_u32(skb, IFLA_GRE2890_KEEPALIVE_RTT_MIN,
			 us_of(live->rtt_min))))
		return -EMSGSIZE;
	return nla_put_u8(skb, IFLA_GRE2890_KEEPALIVE_LOST,
			  gre2890_liveness_lost(live, &conf->liveness));
}

/**
 * gre2890_attr_liveness_fill() - show settings, the carrier and what is known of the
 *	peer as attributes
 * @skb: the message
 * @conf: the settings
 *
 * Context: Process context or softirq.  Caller must hold RCU.
 * Return: 0 or -EMSGSIZE.
 */
int gre2890_attr_liveness_fill(struct sk_buff *skb,
			       const struct gre2890_conf *conf)
{
	struct gre2890_tunnel *tunnel = netdev_priv(conf->dev);
	struct gre2890_keepalive *keepalive = tunnel->keepalive;
	struct gre2890_carrier carrier;
	struct gre2890_liveness live;
	bool running;
	u64 age;

	spin_lock_bh(&tunnel->carrier.lock);
	carrier.state = tunnel->carrier.state;
	carrier.since = tunnel->carrier.since;
	running = keepalive && keepalive->running;
	if (running)
		live = keepalive->live;
	spin_unlock_bh(&tunnel->carrier.lock);

	age = div_u64(ktime_get_boottime_ns() - carrier.since, NSEC_PER_SEC);
	if (nla_put_u8(skb, IFLA_GRE2890_KEEPALIVE_ANSWER,
		       conf->keepalive_answer) ||
	    nla_put_u8(skb, IFLA_GRE2890_REFLECT, conf->reflect) ||
	    fill_requests(skb, &conf->liveness) ||
	    nla_put_u8(skb, IFLA_GRE2890_STATE, carrier.state) ||
	    nla_put_u32(skb, IFLA_GRE2890_STATE_AGE, min_t(u64, age, U32_MAX)) ||
	    (running && fill_known(skb, conf, &live)))
		return -EMSGSIZE;
	return 0;
}
