// SPDX-License-Identifier: GPL-2.0
#include <linux/if_tunnel.h>
#include <linux/time64.h>
#include <net/netlink.h>

#include "control/attr.h"
#include "control/attr_seq.h"
#include "control/refuse.h"
#include "state/tunnel.h"

static u64 from_ms(const struct nlattr *attr)
{
	return (u64)nla_get_u32(attr) * NSEC_PER_MSEC;
}

static u32 to_ms(u64 time)
{
	return div_u64(time, NSEC_PER_MSEC);
}

/**
 * gre2890_attr_seq_init() - set the defaults
 * @seq: settings, all zero
 *
 * Context: Any context.
 */
void gre2890_attr_seq_init(struct gre2890_seq_conf *seq)
{
	seq->window = GRE2890_SEQ_WINDOW_DEFAULT;
	seq->buffer = GRE2890_REORDER_BUFFER_DEFAULT;
	seq->timeout = (u64)GRE2890_REORDER_TIMEOUT_DEFAULT * NSEC_PER_MSEC;
}

static u8 resolve(const struct gre2890_conf *conf)
{
	if (conf->seq_mode != GRE2890_SEQ_MODE_AUTO)
		return conf->seq_mode;
	return conf->iflags & GRE_SEQ ? GRE2890_SEQ_MODE_STRICT : GRE2890_SEQ_MODE_OFF;
}

/* Reset what the seq-mode does not use: it is not shown either. */
static void forget_unused(struct gre2890_seq_conf *seq)
{
	struct gre2890_seq_conf initial = {};

	gre2890_attr_seq_init(&initial);
	if (seq->mode != GRE2890_SEQ_MODE_WINDOW)
		seq->window = initial.window;
	if (seq->mode != GRE2890_SEQ_MODE_REORDER) {
		seq->buffer = initial.buffer;
		seq->timeout = initial.timeout;
	}
	if (seq->mode == GRE2890_SEQ_MODE_OFF) {
		seq->resync_packets = 0;
		seq->resync_idle = 0;
	}
}

static int check_misplaced(const struct gre2890_conf *conf,
			   struct nlattr *data[],
			   struct netlink_ext_ack *extack)
{
	struct nlattr *reorder = data[IFLA_GRE2890_REORDER_TIMEOUT] ?:
				 data[IFLA_GRE2890_REORDER_BUFFER];
	struct nlattr *resync = data[IFLA_GRE2890_RESYNC_PACKETS] ?:
				data[IFLA_GRE2890_RESYNC_IDLE];

	if (data[IFLA_GRE2890_SEQ_WINDOW] &&
	    conf->seq.mode != GRE2890_SEQ_MODE_WINDOW)
		return gre2890_refuse(extack,
					   data[IFLA_GRE2890_SEQ_WINDOW],
					   "seq-window is for seq-mode window");
	if (reorder && conf->seq.mode != GRE2890_SEQ_MODE_REORDER)
		return gre2890_refuse(extack, reorder,
					   "reorder-timeout and reorder-buffer are for seq-mode reorder");
	if (resync && conf->seq.mode == GRE2890_SEQ_MODE_OFF)
		return gre2890_refuse(extack, resync,
					   "seq-resync needs a seq-mode other than off");
	if (to_ms(conf->seq.resync_idle) > GRE2890_RESYNC_IDLE_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, data[IFLA_GRE2890_RESYNC_IDLE],
				    "seq-resync idle is an hour at most");
		return -ERANGE;
	}
	if (conf->seq.resync_packets && conf->seq.resync_idle)
		return gre2890_refuse(extack, resync,
					   "seq-resync is after packets or after idle time, not both");
	return 0;
}

/**
 * gre2890_attr_seq_parse() - apply the attributes of a request
 * @conf: takes the settings; before, those in force, or new ones;
 *	gre2890_conf.iflags is up to date
 * @data: IFLA_INFO_DATA, validated
 * @extack: takes the reason for a refusal
 *
 * Settings that the request does not name keep their values if the seq-mode uses
 * them; otherwise they return to their defaults.
 *
 * Context: Process context.
 * Return: 0 or a negative error.
 */
int gre2890_attr_seq_parse(struct gre2890_conf *conf, struct nlattr *data[],
			   struct netlink_ext_ack *extack)
{
	struct gre2890_seq_conf *seq = &conf->seq;

	if (data[IFLA_GRE2890_SEQ_MODE])
		conf->seq_mode = nla_get_u8(data[IFLA_GRE2890_SEQ_MODE]);
	seq->mode = resolve(conf);
	forget_unused(seq);
	if (data[IFLA_GRE2890_SEQ_WINDOW])
		seq->window = nla_get_u32(data[IFLA_GRE2890_SEQ_WINDOW]);
	if (data[IFLA_GRE2890_REORDER_TIMEOUT])
		seq->timeout = from_ms(data[IFLA_GRE2890_REORDER_TIMEOUT]);
	if (data[IFLA_GRE2890_REORDER_BUFFER])
		seq->buffer = nla_get_u32(data[IFLA_GRE2890_REORDER_BUFFER]);
	if (data[IFLA_GRE2890_RESYNC_PACKETS])
		seq->resync_packets =
			nla_get_u32(data[IFLA_GRE2890_RESYNC_PACKETS]);
	if (data[IFLA_GRE2890_RESYNC_IDLE])
		seq->resync_idle = from_ms(data[IFLA_GRE2890_RESYNC_IDLE]);
	return check_misplaced(conf, data, extack);
}

static int fill_reorder(struct sk_buff *skb, const struct gre2890_seq_conf *seq)
{
	return nla_put_u32(skb, IFLA_GRE2890_REORDER_TIMEOUT,
			   to_ms(seq->timeout)) ||
	       nla_put_u32(skb, IFLA_GRE2890_REORDER_BUFFER, seq->buffer);
}

/**
 * gre2890_attr_seq_fill() - show settings as attributes
 * @skb: the message
 * @conf: the settings
 *
 * Shows only what the seq-mode uses, because a request with other attributes would
 * be refused.
 *
 * Context: Any context.
 * Return: 0 or -EMSGSIZE.
 */
int gre2890_attr_seq_fill(struct sk_buff *skb, const struct gre2890_conf *conf)
{
	const struct gre2890_seq_conf *seq = &conf->seq;

	if (nla_put_u8(skb, IFLA_GRE2890_SEQ_MODE, conf->seq_mode) ||
	    (seq->mode == GRE2890_SEQ_MODE_WINDOW &&
	     nla_put_u32(skb, IFLA_GRE2890_SEQ_WINDOW, seq->window)) ||
	    (seq->mode == GRE2890_SEQ_MODE_REORDER && fill_reorder(skb, seq)) ||
	    (seq->mode != GRE2890_SEQ_MODE_OFF &&
	     (nla_put_u32(skb, IFLA_GRE2890_RESYNC_PACKETS,
			  seq->resync_packets) ||
	      nla_put_u32(skb, IFLA_GRE2890_RESYNC_IDLE,
			  to_ms(seq->resync_idle)))))
		return -EMSGSIZE;
	return 0;
}
