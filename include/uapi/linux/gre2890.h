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
 *                        the underlay is IPv4.  The local address is unicast,
 *                        the remote may be multicast: a group
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
 *                        encapsulation limit option is sent only for an inner
 *                        packet that has one
 *  IFLA_GRE_ENCAP_TYPE   u16   TUNNEL_ENCAP_NONE only
 *
 * A change keeps what it does not name.  Unknown attributes are refused.
 */
#ifndef _UAPI_LINUX_GRE2890_H
#define _UAPI_LINUX_GRE2890_H

#define GRE2890_KIND	"gre2890"

/**
 * enum gre2890_mode - the payload that a tunnel carries
 * @GRE2890_MODE_IP: IPv4, IPv6 and MPLS packets; any protocol type but
 *	ERSPAN's
 * @GRE2890_MODE_ETHER: Ethernet frames, protocol type 0x6558
 */
enum gre2890_mode {
	GRE2890_MODE_IP,
	GRE2890_MODE_ETHER,
};

/**
 * enum gre2890_seq_mode - what becomes of packets that carry a sequence number
 * @GRE2890_SEQ_MODE_AUTO: STRICT where GRE_SEQ is demanded (IFLA_GRE_IFLAGS), else
 *	OFF, as with the kind "gre"
 * @GRE2890_SEQ_MODE_OFF: the number is not looked at
 * @GRE2890_SEQ_MODE_STRICT: RFC 2890 2.2 without a buffer: what is out of sequence is
 *	dropped, what is ahead passes
 * @GRE2890_SEQ_MODE_WINDOW: late packets pass too, each once
 * @GRE2890_SEQ_MODE_REORDER: RFC 2890 2.2 with a buffer: what is ahead waits
 *
 * Packets without a number pass in every mode unless GRE_SEQ is demanded.
 */
enum gre2890_seq_mode {
	GRE2890_SEQ_MODE_AUTO,
	GRE2890_SEQ_MODE_OFF,
	GRE2890_SEQ_MODE_STRICT,
	GRE2890_SEQ_MODE_WINDOW,
	GRE2890_SEQ_MODE_REORDER,
};

/**
 * enum gre2890_state - why a tunnel's carrier is on or off
 * @GRE2890_STATE_OK: it is on
 * @GRE2890_STATE_NO_LOCAL: the device that IFLA_GRE2890_LOCAL_DEV names has no
 *	address, or is gone
 * @GRE2890_STATE_TAKEN: another tunnel has the identity that this one came to have
 *	by following a device, to another address or into another VRF; it is looked at
 *	again when the device or the settings change
 * @GRE2890_STATE_NO_DEV: the device that IFLA_GRE_LINK named is away; the tunnel goes
 *	on with the next one of its name, see IFLA_GRE2890_LINK_NAME
 */
enum gre2890_state {
	GRE2890_STATE_OK,
	GRE2890_STATE_NO_LOCAL,
	GRE2890_STATE_TAKEN,
	GRE2890_STATE_NO_DEV,
};

/*
 * Defaults of GRE2890_A_NETNS_REORDER_MEMORY: for a namespace that the initial user
 * namespace owns, and for any other
 */
#define GRE2890_REORDER_MEMORY_DEFAULT		(16 << 20)
#define GRE2890_REORDER_MEMORY_DEFAULT_TENANT	(1 << 20)

/* Ranges, from 1, and defaults of the attributes below */
#define GRE2890_SEQ_WINDOW_MAX		1024
#define GRE2890_SEQ_WINDOW_DEFAULT	64
#define GRE2890_REORDER_TIMEOUT_MAX	10000
#define GRE2890_REORDER_TIMEOUT_DEFAULT	50
#define GRE2890_REORDER_BUFFER_MAX	4096
#define GRE2890_REORDER_BUFFER_DEFAULT	64
#define GRE2890_RESYNC_PACKETS_MAX	1024
#define GRE2890_RESYNC_IDLE_MAX		3600000

/* IFLA_INFO_DATA, beside IFLA_GRE_* */
enum {
	/* u8, enum gre2890_mode; can't be changed.  Default: IP. */
	IFLA_GRE2890_MODE = 64,
	/* u8, enum gre2890_seq_mode.  Default: AUTO. */
	IFLA_GRE2890_SEQ_MODE,
	/* u32, SEQ_MODE_WINDOW only: late packets pass of so many numbers to the last */
	IFLA_GRE2890_SEQ_WINDOW,
	/* u32, SEQ_MODE_REORDER only: ms that a packet may wait for others */
	IFLA_GRE2890_REORDER_TIMEOUT,
	/* u32, SEQ_MODE_REORDER only: how many packets may wait */
	IFLA_GRE2890_REORDER_BUFFER,
	/*
	 * u32, not SEQ_MODE_OFF: after so many packets out of sequence in a row, whose
	 * numbers ascend, the flow goes on from there.  0, the default: never.
	 * A replay hole: RFC 2890 has no such thing.
	 */
	IFLA_GRE2890_RESYNC_PACKETS,
	/*
	 * u32, likewise, but after so many ms in which nothing passed.  At most one
	 * of the two is not 0.
	 */
	IFLA_GRE2890_RESYNC_IDLE,

	/*
	 * u32, ifindex of a device of the underlay; IFLA_GRE_LOCAL is its primary
	 * address and follows it.  0, the default: IFLA_GRE_LOCAL is what it was set
	 * to.
	 */
	IFLA_GRE2890_LOCAL_DEV,
	/* u8, enum gre2890_state; in answers only */
	IFLA_GRE2890_STATE,
	/*
	 * String, the name by which the device of IFLA_GRE_LINK is chosen: its own or an
	 * alternative one.  When the device goes, in whatever way, the tunnel waits for
	 * one of that name; without this attribute, of the name that the device had at
	 * the end.  Without IFLA_GRE_LINK the name may be one that no device has yet.
	 * In answers: the name that is waited for, or the alternative name.
	 */
	IFLA_GRE2890_LINK_NAME,
	/* String, likewise of IFLA_GRE2890_LOCAL_DEV */
	IFLA_GRE2890_LOCAL_DEV_NAME,

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
 *  TX_NO_LOCAL		the tunnel's state is not OK (enum gre2890_state)
 *  TX_PAYLOAD_TYPE	a protocol type that the tunnel's mode does not carry
 *  ICMP_TOO_BIG	ICMP(v6) fragmentation needed or packet too big received
 *  ICMP_UNREACH	ICMP(v6) destination unreachable received
 *  ICMP_TIME_EXCEEDED	ICMP(v6) time exceeded received
 *  ICMP_OTHER		ICMP redirect or ICMP(v6) parameter problem received
 *  ICMP_IMPLAUSIBLE	ICMP(v6) error received that quotes a packet which the tunnel
 *			cannot have sent, which fits, or which went to a group; ignored
 *  RX_NESTING		more than 8 GRE headers inside each other in the payload
 *  TX_BACKLOG		too many numbered packets wait for the CPU that sends them
 *			(net.core.netdev_max_backlog)
 *  RX_LOOPED		sent to the tunnel's group by this host itself
 *  TX_REFLECTED	received from the tunnel's group, and routed back to it (mode
 *			ip): every member has the packet
 *  RX_SEQ_DUPLICATE	a sequence number that has passed, or waits
 *  TX_ENCAP_LIMIT	an IPv6 packet whose tunnel encapsulation limit is 0 (IPv6
 *			underlay, RFC 2473 4.1.1)
 *
 * Of packets with a sequence number, unless the seq-mode is off.  The first four
 * are all that passed or wait, each counted once when it arrives.
 *
 *  RX_SEQ_IN_ORDER	next after the highest number before it, or the flow
 *			began with it
 *  RX_SEQ_GAPS		further ahead than that
 *  RX_SEQ_LATE		after a higher number (seq-mode window)
 *  RX_SEQ_REORDERED	after a higher number, and put in its place (seq-mode
 *			reorder)
 *  RX_SEQ_LOST		numbers that are not waited for any more; estimated, as
 *			they may still come, too late
 *  RX_SEQ_TIMEOUTS	times that reorder-timeout ended a wait
 *  RX_SEQ_OVERFLOWS	times that a full reorder-buffer did
 *  RX_SEQ_LIMITS	times that the namespace's reorder-memory did
 *  RX_SEQ_RESYNCS	times that seq-resync took up the numbers of a peer that
 *			had begun anew
 *  RX_SEQ_HOST_LIMITS	times that the host's reorder memory ended a wait, or the part of
 *			it that tenants share
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
	X(ICMP_OTHER,		"icmp_other")			\
	X(RX_SEQ_DUPLICATE,	"rx_drop_seq_duplicate")	\
	X(RX_SEQ_IN_ORDER,	"rx_seq_in_order")		\
	X(RX_SEQ_GAPS,		"rx_seq_gaps")			\
	X(RX_SEQ_LATE,		"rx_seq_late")			\
	X(RX_SEQ_REORDERED,	"rx_seq_reordered")		\
	X(RX_SEQ_LOST,		"rx_seq_lost")			\
	X(RX_SEQ_TIMEOUTS,	"rx_seq_timeouts")		\
	X(RX_SEQ_OVERFLOWS,	"rx_seq_overflows")		\
	X(RX_SEQ_LIMITS,	"rx_seq_limits")		\
	X(RX_SEQ_RESYNCS,	"rx_seq_resyncs")		\
	X(TX_NO_LOCAL,		"tx_drop_no_local")		\
	X(RX_SEQ_HOST_LIMITS,	"rx_seq_host_limits")		\
	X(ICMP_IMPLAUSIBLE,	"icmp_implausible")		\
	X(RX_NESTING,		"rx_drop_nesting")		\
	X(TX_BACKLOG,		"tx_drop_backlog")		\
	X(TX_PAYLOAD_TYPE,	"tx_drop_payload_type")		\
	X(TX_ENCAP_LIMIT,	"tx_drop_encap_limit")		\
	X(RX_LOOPED,		"rx_drop_looped")		\
	X(TX_REFLECTED,		"tx_drop_reflected")

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
 * Generic netlink family "gre2890", version 1: a network namespace as underlay,
 * and the tunnels that use it, in whatever namespace their devices are.
 */
#define GRE2890_GENL_NAME	"gre2890"
#define GRE2890_GENL_VERSION	1
#define GRE2890_MCGRP_EVENTS	"events"

/**
 * enum gre2890_cmd - commands of the generic netlink family
 * @GRE2890_CMD_UNSPEC: unused
 * @GRE2890_CMD_NETNS_GET: answers with the GRE2890_A_NETNS_* attributes of the
 *	sender's network namespace as underlay; needs no capability
 * @GRE2890_CMD_NETNS_SET: changes GRE2890_A_NETNS_REORDER_MEMORY and
 *	GRE2890_A_NETNS_LOG_UNKNOWN of that namespace, as far as they are there; needs
 *	CAP_NET_ADMIN in the initial user namespace
 * @GRE2890_CMD_RESYNC_NTF: sent to the group GRE2890_MCGRP_EVENTS in the device's
 *	network namespace: seq-resync took up the numbers of a peer that had begun
 *	anew.  At most one a second for each tunnel; GRE2890_A_RESYNC_COUNT tells
 *	whether there were more.
 * @GRE2890_CMD_TUNNEL_GET: answers with the tunnel that GRE2890_A_TUNNEL_ID names;
 *	with NLM_F_DUMP, which takes no attributes, with all tunnels of the underlay,
 *	in ascending order of their ids
 * @GRE2890_CMD_TUNNEL_SET: changes settings of the tunnel that GRE2890_A_TUNNEL_ID
 *	names, as RTM_NEWLINK does.  GRE2890_A_LINK holds an IFLA_LINKINFO with the
 *	settings in IFLA_INFO_DATA.  IFLA_INFO_KIND may be absent.
 * @GRE2890_CMD_TUNNEL_DEL: deletes the tunnels that GRE2890_A_TUNNEL_ID names, which
 *	may be there several times.  If one of them does not exist, none is deleted.
 *
 * The three TUNNEL commands act on the tunnels whose underlay is the sender's
 * network namespace, in whatever namespace their devices are.  They need
 * CAP_NET_ADMIN in the user namespace that owns the underlay.  A command that names
 * a tunnel that does not exist is refused with -ENOENT.
 *
 * An answer to TUNNEL_GET has GRE2890_A_TUNNEL_ID, GRE2890_A_NETNS_INODE,
 * GRE2890_A_NETNSID if there is one, GRE2890_A_IFINDEX, GRE2890_A_IFNAME,
 * GRE2890_A_FLAGS and GRE2890_A_LINK.  A dump shows each tunnel that exists from its
 * beginning to its end exactly once, even if the device moves or is renamed.  If
 * tunnels were added or deleted meanwhile, the dump has NLM_F_DUMP_INTR.
 */
enum gre2890_cmd {
	GRE2890_CMD_UNSPEC,
	GRE2890_CMD_NETNS_GET,
	GRE2890_CMD_NETNS_SET,
	GRE2890_CMD_RESYNC_NTF,
	GRE2890_CMD_TUNNEL_GET,
	GRE2890_CMD_TUNNEL_SET,
	GRE2890_CMD_TUNNEL_DEL,
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
	/*
	 * u32: octets that packets may take up, while they wait in order of their
	 * sequence numbers, of all tunnels whose underlay is this namespace
	 */
	GRE2890_A_NETNS_REORDER_MEMORY,
	/* u32: octets that they take up now */
	GRE2890_A_NETNS_REORDER_USED,
	/* u32: ifindex of a tunnel's device, in the namespace that the device is in */
	GRE2890_A_IFINDEX,
	/* string: its name there, which a tenant may have chosen */
	GRE2890_A_IFNAME,
	/* u32: the sequence number that had passed last */
	GRE2890_A_RESYNC_LAST,
	/* u32: the one from which the flow goes on */
	GRE2890_A_RESYNC_NUMBER,
	/* u64: the tunnel's counter RX_SEQ_RESYNCS */
	GRE2890_A_RESYNC_COUNT,
	/* unused: aligns 64 bits */
	GRE2890_A_PAD,
	/*
	 * u8, 0 or 1: log source, destination and key of packets that belong to no
	 * tunnel, some of them if there are many.  Default: 0.
	 */
	GRE2890_A_NETNS_LOG_UNKNOWN,
	/*
	 * u32: id of a tunnel in its underlay.  Never 0.  It does not change while the
	 * tunnel exists, and is not reused until all other ids have been used.
	 */
	GRE2890_A_TUNNEL_ID,
	/*
	 * u32: inode of the network namespace that the device is in, as "stat -L" shows
	 * it for /run/netns/NAME or /proc/PID/ns/net
	 */
	GRE2890_A_NETNS_INODE,
	/*
	 * s32: id of that namespace in the underlay's ("ip netns list-id").  Absent if
	 * it has none, or if the device is in the underlay's namespace itself.
	 */
	GRE2890_A_NETNSID,
	/* u32: IFF_* of the device */
	GRE2890_A_FLAGS,
	/*
	 * nest of IFLA_*, with the numbers and formats of RTM_NEWLINK.  In answers:
	 * IFLA_MTU, IFLA_OPERSTATE, IFLA_CARRIER, IFLA_GROUP, IFLA_ADDRESS,
	 * IFLA_IFALIAS and IFLA_MASTER if there is one, IFLA_STATS64, and
	 * IFLA_LINKINFO with IFLA_INFO_KIND, IFLA_INFO_DATA and IFLA_INFO_XSTATS.
	 * In requests: IFLA_LINKINFO, see GRE2890_CMD_TUNNEL_SET.
	 */
	GRE2890_A_LINK,
	/*
	 * u64: octets that packets may use, while they wait in order of their sequence
	 * numbers, in the whole host (the module parameter reorder_memory_host).  Only
	 * the initial network namespace shows this and the next.
	 */
	GRE2890_A_REORDER_MEMORY_HOST,
	/* u64: octets that they use now */
	GRE2890_A_REORDER_USED_HOST,
	__GRE2890_A_MAX,
#define GRE2890_A_MAX (__GRE2890_A_MAX - 1)
};

#endif /* _UAPI_LINUX_GRE2890_H */
