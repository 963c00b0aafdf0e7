/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The newest kernel's interfaces for older ones
 *
 * Included before every source file.  Other files are written as if only the newest
 * kernel existed.  This file alone supplies what an older kernel lacks.  It decides by
 * what the kernel's headers offer (probe.mk).
 */
#ifndef GRE2890_COMPAT_H
#define GRE2890_COMPAT_H

#include <linux/ethtool.h>
#include <linux/hrtimer.h>
#include <linux/netdevice.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/timer.h>
#include <net/flow.h>
#include <net/inet_dscp.h>
#include <net/ip6_tunnel.h>
#include <net/ip_tunnels.h>
#include <net/route.h>

#ifndef IP_TUNNEL_RECURSION_LIMIT
#define IP_TUNNEL_RECURSION_LIMIT 5
#endif

#ifndef lockdep_assert_in_rcu_reader
#define lockdep_assert_in_rcu_reader()					\
	RCU_LOCKDEP_WARN(!rcu_read_lock_any_held(), "not an RCU reader")
#endif

#ifndef timer_container_of
#define timer_container_of	from_timer
#endif

#ifdef GRE2890_NO_LLTX
static inline void gre2890_compat_set_lltx(struct net_device *dev)
{
	dev->features |= NETIF_F_LLTX;
}
#else
static inline void gre2890_compat_set_lltx(struct net_device *dev)
{
	dev->lltx = true;
}
#endif

#ifdef GRE2890_NO_NETIF_GET_FLAGS
#define netif_get_flags	dev_get_flags
#endif

#ifdef GRE2890_NO_ALLOC_NETDEV_DUMMY
static inline struct net_device *alloc_netdev_dummy(int sizeof_priv)
{
	struct net_device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (dev)
		init_dummy_netdev(dev);
	return dev;
}

static inline void gre2890_compat_free_dummy(struct net_device *dev)
{
	kfree(dev);
}
#else
static inline void gre2890_compat_free_dummy(struct net_device *dev)
{
	free_netdev(dev);
}
#endif

#ifdef GRE2890_NO_ETHTOOL_PUTS
static inline void ethtool_puts(u8 **data, const char *str)
{
	strscpy(*data, str, ETH_GSTRING_LEN);
	*data += ETH_GSTRING_LEN;
}
#endif

#ifdef GRE2890_NO_INET_MAY_PULL_REASON
static inline enum skb_drop_reason
pskb_inet_may_pull_reason(struct sk_buff *skb)
{
	int nhlen = 0;

	if (skb->protocol == htons(ETH_P_IP))
		nhlen = sizeof(struct iphdr);
	else if (skb->protocol == htons(ETH_P_IPV6))
		nhlen = sizeof(struct ipv6hdr);
	return pskb_may_pull_reason(skb, skb_network_offset(skb) + nhlen);
}
#endif

#ifdef GRE2890_NO_HOTDATA
/* netdev_max_backlog is not exported: use its default. */
#define gre2890_compat_max_backlog()	1000
#else
#include <net/hotdata.h>
#define gre2890_compat_max_backlog()	READ_ONCE(net_hotdata.max_backlog)
#endif

#ifndef NL_SET_ERR_MSG_ATTR_FMT
/*
 * Older kernels keep a pointer to the text, and read it for the answer after RTNL is
 * released.  Keep the texts in a ring: other requests overwrite a text only if they
 * go round the ring before the answer.
 */
#define NL_SET_ERR_MSG_ATTR_FMT(extack, attr, fmt, args...) do {	\
	static char __ring[16][80];					\
	static atomic_t __next;						\
	char *__text = __ring[atomic_inc_return(&__next) % 16];		\
	struct netlink_ext_ack *__extack = (extack);			\
									\
	snprintf(__text, sizeof(__ring[0]), fmt, ##args);		\
	NL_SET_BAD_ATTR(__extack, attr);				\
	if (__extack)							\
		__extack->_msg = __text;				\
} while (0)
#endif

#ifdef GRE2890_NO_NEWLINK_PARAMS
struct rtnl_newlink_params {
	struct net	*src_net;
	struct nlattr	**tb;
	struct nlattr	**data;
};

static inline struct net *
rtnl_newlink_link_net(struct rtnl_newlink_params *params)
{
	return params->src_net;
}

/* Define an adapter for @newlink, which has the newest kernel's arguments. */
#define GRE2890_COMPAT_DEFINE_NEWLINK(newlink)				\
static int newlink##_compat(struct net *src_net, struct net_device *dev,	\
			    struct nlattr *tb[], struct nlattr *data[],	\
			    struct netlink_ext_ack *extack)		\
{									\
	struct rtnl_newlink_params params = {				\
		.src_net = src_net,					\
		.tb = tb,						\
		.data = data,						\
	};								\
									\
	return newlink(dev, &params, extack);				\
}

#define GRE2890_COMPAT_NEWLINK(newlink)	newlink##_compat
#else
#define GRE2890_COMPAT_DEFINE_NEWLINK(newlink)
#define GRE2890_COMPAT_NEWLINK(newlink)	newlink
#endif

#ifdef GRE2890_NO_PARSE_DEV
/* Define an adapter for @parse, which has the newest kernel's arguments. */
#define GRE2890_COMPAT_DEFINE_PARSE(parse)				\
static int parse##_compat(const struct sk_buff *skb,			\
			  unsigned char *haddr)				\
{									\
	return parse(skb, skb->dev, haddr);				\
}

#define GRE2890_COMPAT_PARSE(parse)	parse##_compat
#else
#define GRE2890_COMPAT_DEFINE_PARSE(parse)
#define GRE2890_COMPAT_PARSE(parse)	parse
#endif

#ifdef GRE2890_NO_FLOWI4_DSCP
static inline void gre2890_compat_flowi4_set_tos(struct flowi4 *fl4, u8 tos)
{
	fl4->flowi4_tos = tos & INET_DSCP_MASK;
}
#else
static inline void gre2890_compat_flowi4_set_tos(struct flowi4 *fl4, u8 tos)
{
	fl4->flowi4_dscp = inet_dsfield_to_dscp(tos);
}
#endif

/*
 * Does a UDP socket in the host ask for GRO?  Only some kernels export the keys that
 * tell.  For others, assume that one does.
 */
#ifdef GRE2890_NO_UDP_ENCAP_NEEDED
static inline bool gre2890_compat_udp_encap_needed(void)
{
	return true;
}
#else
#include <linux/udp.h>
#define gre2890_compat_udp_encap_needed	udp_encap_needed
#endif

#ifdef GRE2890_NO_HRTIMER_SETUP
static inline void hrtimer_setup(struct hrtimer *timer,
				 enum hrtimer_restart (*function)(struct hrtimer *),
				 clockid_t clock_id, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock_id, mode);
	timer->function = function;
}
#endif

#endif /* GRE2890_COMPAT_H */
