/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * gre2890: GRE tunnels by RFC 2784, 2890 and 7676, the netlink interface.
 *
 * Link kind "gre2890" (IFLA_INFO_KIND).  Its IFLA_INFO_DATA holds
 *
 *  - the attributes of the kinds "gre", "gretap", "ip6gre" and "ip6gretap",
 *    with their numbers and formats: IFLA_GRE_* of <linux/if_tunnel.h>;
 *  - attributes of our own, IFLA_GRE2890_*, numbered from 64 up.
 *
 * What the IFLA_GRE_* attributes mean here:
 *
 *  IFLA_GRE_LINK         u32   ifindex of the underlay device; 0: any
 *  IFLA_GRE_LOCAL        4 or 16 octets, network byte order; absent or all
 *  IFLA_GRE_REMOTE       zero: any.  Both of one family; with neither of them
 *                        the underlay is IPv4.  Unicast only.
 *  IFLA_GRE_IFLAGS       be16  GRE_KEY, GRE_CSUM, GRE_SEQ demanded on receipt
 *  IFLA_GRE_OFLAGS       be16  GRE_KEY, GRE_CSUM, GRE_SEQ added on transmit
 *  IFLA_GRE_IKEY         be32  key; counts only with GRE_KEY in IFLAGS
 *  IFLA_GRE_OKEY         be32  key; counts only with GRE_KEY in OFLAGS
 *  IFLA_GRE_TTL          u8    TTL or hop limit; 0: the inner packet's
 *  IFLA_GRE_FWMARK       u32   mark of the outer packet's route look-up
 *  IFLA_GRE_TOS          u8    IPv4 underlay; bit 0 set: the inner packet's
 *  IFLA_GRE_PMTUDISC     u8    IPv4 underlay; 1 (default): DF is set
 *  IFLA_GRE_IGNORE_DF    u8    IPv4 underlay; 1: the inner DF is not copied
 *  IFLA_GRE_FLOWINFO     be32  IPv6 underlay; traffic class and flow label
 *  IFLA_GRE_FLAGS        u32   IPv6 underlay; IP6_TNL_F_USE_ORIG_TCLASS,
 *                        IP6_TNL_F_USE_ORIG_FLOWLABEL,
 *                        IP6_TNL_F_ALLOW_LOCAL_REMOTE and
 *                        IP6_TNL_F_IGN_ENCAP_LIMIT of <linux/ip6_tunnel.h>
 *  IFLA_GRE_ENCAP_LIMIT  u8    IPv6 underlay; absent (default): the tunnel
 *                        encapsulation limit option is not sent
 *  IFLA_GRE_ENCAP_TYPE   u16   TUNNEL_ENCAP_NONE only
 *
 * A change keeps what it does not name.  Unknown attributes are refused.
 */
#ifndef _UAPI_LINUX_GRE2890_H
#define _UAPI_LINUX_GRE2890_H

#define GRE2890_KIND	"gre2890"

/**
 * enum gre2890_mode - the payload that a tunnel carries
 * @GRE2890_MODE_IP: IPv4, IPv6 and MPLS packets; any EtherType but those
 *	that stand for a frame
 * @GRE2890_MODE_ETHER: Ethernet frames, protocol type 0x6558
 */
enum gre2890_mode {
	GRE2890_MODE_IP,
	GRE2890_MODE_ETHER,
};

/* IFLA_INFO_DATA, beside IFLA_GRE_* */
enum {
	/* u8, enum gre2890_mode; can't be changed.  Default: IP. */
	IFLA_GRE2890_MODE = 64,

	__IFLA_GRE2890_MAX,
#define IFLA_GRE2890_MAX (__IFLA_GRE2890_MAX - 1)
};

/*
 * GRE2890_STATS - every counter beside packets and bytes
 *
 * X(id, name): attribute GRE2890_STAT_<id>, u64; @name in "ethtool -S" and in
 * the command line's output.  Names with "_drop_" count packets dropped; of
 * those that belong to no tunnel the rest of the stack decides what becomes.
 * New ones are added at the end.
 *
 *  RX_NO_TUNNEL	no tunnel has this identity; left to the rest of the stack
 *  RX_TRUNCATED	the packet ends inside its GRE header
 *  RX_VERSION		a GRE version other than 0
 *  RX_RESERVED		bit 1, 4 or 5 is set, which RFC 2784 2.3 has discarded
 *  RX_DOWN		the tunnel's device is not up
 *  RX_CHECKSUM		the GRE checksum is wrong
 *  RX_NO_CHECKSUM	the tunnel demands a checksum (icsum), the packet has none
 *  RX_POLICY		an IPsec policy demands protection that the packet had not
 *  RX_CONNTRACK	connection tracking could not take up the packet's flow
 *  RX_NO_SEQ		the tunnel demands a sequence number, the packet has none
 *  RX_SEQ_OLD		out of sequence, RFC 2890 2.2
 *  RX_PAYLOAD_TYPE	a protocol type that the tunnel's mode does not carry
 *  RX_PAYLOAD_SHORT	the payload ends inside its first header
 *  RX_ECN		outer CE, inner Not-ECT, RFC 6040 4.2
 *  RX_BACKLOG		the queue to the stack is full (net.core.netdev_max_backlog)
 *  RX_NOMEM		out of memory on receipt
 *  TX_DOWN		the tunnel is being deleted
 *  TX_NO_ROUTE		no route to the remote, or the local address is not ours
 *  TX_LOOP		the route to the remote leads into the tunnel itself
 *  TX_NESTING		too many tunnels inside each other
 *  TX_TOO_BIG		larger than the path takes; its sender was told
 *  TX_NO_REMOTE	no outer destination: the neighbour has no address
 *  TX_LOCAL_REMOTE	the remote is an address of this host (IPv6 underlay
 *			without allow-localremote)
 *  TX_PAYLOAD_SHORT	the packet ends inside its first header
 *  TX_NOMEM		out of memory on transmit
 *  ICMP_TOO_BIG	ICMP(v6) fragmentation needed or packet too big received
 *  ICMP_UNREACH	ICMP(v6) destination unreachable received
 *  ICMP_TIME_EXCEEDED	ICMP(v6) time exceeded received
 *  ICMP_OTHER		ICMP redirect or ICMP(v6) parameter problem received
 */
#define GRE2890_STATS(X)					\
	X(RX_NO_TUNNEL,		"rx_no_tunnel")		\
	X(RX_TRUNCATED,		"rx_drop_truncated")		\
	X(RX_VERSION,		"rx_drop_version")		\
	X(RX_RESERVED,		"rx_drop_reserved_bits")	\
	X(RX_DOWN,		"rx_drop_down")			\
	X(RX_CHECKSUM,		"rx_drop_checksum")		\
	X(RX_NO_CHECKSUM,	"rx_drop_no_checksum")		\
	X(RX_POLICY,		"rx_drop_policy")		\
	X(RX_CONNTRACK,		"rx_drop_conntrack")		\
	X(RX_NO_SEQ,		"rx_drop_no_seq")		\
	X(RX_SEQ_OLD,		"rx_drop_seq_old")		\
	X(RX_PAYLOAD_TYPE,	"rx_drop_payload_type")		\
	X(RX_PAYLOAD_SHORT,	"rx_drop_payload_short")	\
	X(RX_ECN,		"rx_drop_ecn")			\
	X(RX_BACKLOG,		"rx_drop_backlog")		\
	X(RX_NOMEM,		"rx_drop_nomem")		\
	X(TX_DOWN,		"tx_drop_down")			\
	X(TX_NO_ROUTE,		"tx_drop_no_route")		\
	X(TX_LOOP,		"tx_drop_loop")			\
	X(TX_NESTING,		"tx_drop_nesting")		\
	X(TX_TOO_BIG,		"tx_drop_too_big")		\
	X(TX_NO_REMOTE,		"tx_drop_no_remote")		\
	X(TX_LOCAL_REMOTE,	"tx_drop_local_remote")		\
	X(TX_PAYLOAD_SHORT,	"tx_drop_payload_short")	\
	X(TX_NOMEM,		"tx_drop_nomem")		\
	X(ICMP_TOO_BIG,		"icmp_too_big")			\
	X(ICMP_UNREACH,		"icmp_unreach")			\
	X(ICMP_TIME_EXCEEDED,	"icmp_time_exceeded")		\
	X(ICMP_OTHER,		"icmp_other")

/*
 * Attributes of the link's IFLA_INFO_XSTATS (all but RX_NO_TUNNEL) and of
 * GRE2890_A_NETNS_STATS
 */
enum gre2890_stat {
	GRE2890_STAT_UNSPEC,
	GRE2890_STAT_PAD,
#define GRE2890_STAT_ENUM(id, name)	GRE2890_STAT_##id,
	GRE2890_STATS(GRE2890_STAT_ENUM)
#undef GRE2890_STAT_ENUM
	__GRE2890_STAT_MAX,
#define GRE2890_STAT_MAX (__GRE2890_STAT_MAX - 1)
};

/*
 * Generic netlink family "gre2890", version 1: what belongs to a network
 * namespace and to no link in it.
 */
#define GRE2890_GENL_NAME	"gre2890"
#define GRE2890_GENL_VERSION	1

/**
 * enum gre2890_cmd - commands of the generic netlink family
 * @GRE2890_CMD_UNSPEC: unused
 * @GRE2890_CMD_NETNS_GET: answers with the GRE2890_A_NETNS_* attributes of the
 *	sender's network namespace as underlay; needs no capability
 */
enum gre2890_cmd {
	GRE2890_CMD_UNSPEC,
	GRE2890_CMD_NETNS_GET,
	/* private: */
	__GRE2890_CMD_MAX,
#define GRE2890_CMD_MAX (__GRE2890_CMD_MAX - 1)
};

/* Attributes of the generic netlink family */
enum {
	GRE2890_A_UNSPEC,
	/* u32: tunnels whose underlay is this namespace */
	GRE2890_A_NETNS_TUNNELS,
	/* nest of GRE2890_STAT_*: GRE packets that belong to no tunnel of ours */
	GRE2890_A_NETNS_STATS,
	__GRE2890_A_MAX,
#define GRE2890_A_MAX (__GRE2890_A_MAX - 1)
};

#endif /* _UAPI_LINUX_GRE2890_H */
