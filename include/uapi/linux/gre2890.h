/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The netlink interface of gre2890: GRE tunnels as in RFC 2784, 2890 and 7676
 *
 * Link kind "gre2890" (IFLA_INFO_KIND).  Its IFLA_INFO_DATA holds
 *
 *  - the attributes of the kinds "gre", "gretap", "ip6gre" and "ip6gretap",
 *    with their numbers and formats: IFLA_GRE_* of <linux/if_tunnel.h>;
 *  - attributes of our own, IFLA_GRE2890_*, numbered from 64 up.
 *
 * The IFLA_GRE_* attributes:
 *
 *  IFLA_GRE_LINK         u32   ifindex of the underlay device; 0: any
 *  IFLA_GRE_LOCAL        4 or 16 octets, network byte order; absent or all
 *  IFLA_GRE_REMOTE       zero: any.  Both must be of one family; with neither,
 *                        the underlay is IPv4.  The local address is unicast,
 *                        the remote may be a multicast group
 *  IFLA_GRE_IFLAGS       be16  GRE_KEY, GRE_CSUM, GRE_SEQ required on receipt
 *  IFLA_GRE_OFLAGS       be16  GRE_KEY, GRE_CSUM, GRE_SEQ added on transmit
 *  IFLA_GRE_IKEY         be32  key; ignored without GRE_KEY in IFLAGS
 *  IFLA_GRE_OKEY         be32  key; ignored without GRE_KEY in OFLAGS
 *  IFLA_GRE_TTL          u8    TTL or hop limit; 0: the inner packet's
 *  IFLA_GRE_FWMARK       u32   mark of the outer packet's route look-up
 *  IFLA_GRE_TOS          u8    IPv4 underlay; bit 0 set: the inner packet's
 *  IFLA_GRE_PMTUDISC     u8    IPv4 underlay; 1 (default): set DF
 *  IFLA_GRE_IGNORE_DF    u8    IPv4 underlay; 1: do not copy the inner DF;
 *                        needs IFLA_GRE_PMTUDISC 0
 *  IFLA_GRE_FLOWINFO     be32  IPv6 underlay; traffic class and flow label
 *  IFLA_GRE_FLAGS        u32   IPv6 underlay; IP6_TNL_F_USE_ORIG_TCLASS,
 *                        IP6_TNL_F_USE_ORIG_FLOWLABEL,
 *                        IP6_TNL_F_ALLOW_LOCAL_REMOTE and
 *                        IP6_TNL_F_IGN_ENCAP_LIMIT of <linux/ip6_tunnel.h>
 *  IFLA_GRE_ENCAP_LIMIT  u8    IPv6 underlay; absent (default): send the
 *                        tunnel encapsulation limit option only for an inner
 *                        packet that has one
 *  IFLA_GRE_ENCAP_TYPE   u16   TUNNEL_ENCAP_NONE only
 *
 * A change keeps the attributes that it does not name.  Unknown attributes are
 * refused.
 */
#ifndef _UAPI_LINUX_GRE2890_H
#define _UAPI_LINUX_GRE2890_H

#define GRE2890_KIND	"gre2890"

/**
 * enum gre2890_mode - the payload that a tunnel carries
 * @GRE2890_MODE_IP: IPv4, IPv6 and MPLS packets; any protocol type except
 *	ERSPAN
 * @GRE2890_MODE_ETHER: Ethernet frames, protocol type 0x6558
 */
enum gre2890_mode {
	GRE2890_MODE_IP,
	GRE2890_MODE_ETHER,
};

/**
 * enum gre2890_seq_mode - how to treat received packets with a sequence number
 * @GRE2890_SEQ_MODE_AUTO: STRICT if GRE_SEQ is required (IFLA_GRE_IFLAGS),
 *	otherwise OFF, as with the kind "gre"
 * @GRE2890_SEQ_MODE_OFF: ignore the number
 * @GRE2890_SEQ_MODE_STRICT: RFC 2890 2.2 without a buffer: drop packets that are out of
 *	sequence, accept packets that are ahead
 * @GRE2890_SEQ_MODE_WINDOW: accept late packets too, each once
 * @GRE2890_SEQ_MODE_REORDER: RFC 2890 2.2 with a buffer: packets that are ahead wait
 *
 * Packets without a number pass in every mode unless GRE_SEQ is required.
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
 * @GRE2890_STATE_OK: the carrier is on
 * @GRE2890_STATE_NO_LOCAL: the device of IFLA_GRE2890_LOCAL_DEV has no address, or is
 *	gone
 * @GRE2890_STATE_TAKEN: the tunnel followed a device to another address or into another
 *	VRF, where another tunnel already has its identity; checked again when the device
 *	or the settings change
 * @GRE2890_STATE_NO_DEV: the device of IFLA_GRE_LINK is gone; the tunnel waits for the
 *	next one with its name, see IFLA_GRE2890_LINK_NAME
 * @GRE2890_STATE_NO_ANSWER: IFLA_GRE2890_KEEPALIVE_RETRIES requests in a row had no
 *	answer
 * @GRE2890_STATE_LOSS: more than IFLA_GRE2890_KEEPALIVE_LOSS of the last 100 requests
 *	had no answer
 * @GRE2890_STATE_LATENCY: the smoothed round-trip time is above
 *	IFLA_GRE2890_KEEPALIVE_RTT
 */
enum gre2890_state {
	GRE2890_STATE_OK,
	GRE2890_STATE_NO_LOCAL,
	GRE2890_STATE_TAKEN,
	GRE2890_STATE_NO_DEV,
	GRE2890_STATE_NO_ANSWER,
	GRE2890_STATE_LOSS,
	GRE2890_STATE_LATENCY,
};

/**
 * enum gre2890_reflect - where to return the ICMP echo replies by which a peer tests the
 *	tunnel; their source is an address of ours, and their destination is one beyond
 *	the peer
 * @GRE2890_REFLECT_OFF: do not return them; they are payload like any other
 * @GRE2890_REFLECT_INSIDE: through the tunnel
 * @GRE2890_REFLECT_OUTSIDE: without the GRE header, by the routes of the underlay
 */
enum gre2890_reflect {
	GRE2890_REFLECT_OFF,
	GRE2890_REFLECT_INSIDE,
	GRE2890_REFLECT_OUTSIDE,
};

/**
 * enum gre2890_keepalive_form - what the answer to a request looks like; the peer
 *	returns it unchanged
 * @GRE2890_KEEPALIVE_FORM_KEY: a GRE packet without payload, with the key that the
 *	tunnel receives, if any
 * @GRE2890_KEEPALIVE_FORM_PLAIN: likewise, but never with a key, as Cisco IOS sends it
 * @GRE2890_KEEPALIVE_FORM_AUTH: as KEY, with a payload of 16 octets that only we can
 *	make: the number of the request and a keyed digest
 */
enum gre2890_keepalive_form {
	GRE2890_KEEPALIVE_FORM_KEY,
	GRE2890_KEEPALIVE_FORM_PLAIN,
	GRE2890_KEEPALIVE_FORM_AUTH,
};

/*
 * Defaults of GRE2890_A_NETNS_REORDER_MEMORY: for a network namespace that the initial
 * user namespace owns, and for all others
 */
#define GRE2890_REORDER_MEMORY_DEFAULT		(16 << 20)
#define GRE2890_REORDER_MEMORY_DEFAULT_TENANT	(1 << 20)

/* Defaults of GRE2890_A_NETNS_ANSWER_RATE and GRE2890_A_NETNS_ANSWER_RATE_TUNNEL */
#define GRE2890_ANSWER_RATE_DEFAULT		10000
#define GRE2890_ANSWER_RATE_TUNNEL_DEFAULT	1000
/* The shortest IFLA_GRE2890_KEEPALIVE other than 0, in ms */
#define GRE2890_KEEPALIVE_MIN			100

/* Generated by Documentation/netlink/gen.py, up to the end of the enum */
#define GRE2890_SEQ_WINDOW_MAX		1024
#define GRE2890_SEQ_WINDOW_DEFAULT	64
#define GRE2890_REORDER_TIMEOUT_MAX	10000
#define GRE2890_REORDER_TIMEOUT_DEFAULT	50
#define GRE2890_REORDER_BUFFER_MAX	4096
#define GRE2890_REORDER_BUFFER_DEFAULT	64
#define GRE2890_RESYNC_PACKETS_MAX	1024
#define GRE2890_RESYNC_IDLE_MAX		3600000
#define GRE2890_KEEPALIVE_ANSWER_MAX	1
#define GRE2890_KEEPALIVE_ANSWER_DEFAULT	1
#define GRE2890_KEEPALIVE_MAX		32767000
#define GRE2890_KEEPALIVE_RETRIES_MAX	255
#define GRE2890_KEEPALIVE_RETRIES_DEFAULT	3
#define GRE2890_KEEPALIVE_HOLD_MAX	255
#define GRE2890_KEEPALIVE_HOLD_DEFAULT	1
#define GRE2890_KEEPALIVE_LOSS_MAX	99
#define GRE2890_KEEPALIVE_RTT_MAX	60000

/* IFLA_INFO_DATA, beside IFLA_GRE_* */
enum {
	/* u8, enum gre2890_mode.  The payload; cannot be changed.  Default is ip. */
	IFLA_GRE2890_MODE = 64,
	/*
	 * u8, enum gre2890_seq_mode.  How to treat received packets with a number.
	 * Default is auto.
	 */
	IFLA_GRE2890_SEQ_MODE,
	/*
	 * u32 from 1 to 1024.  seq-mode window; accept late packets among the last so
	 * many numbers.  Default is 64.
	 */
	IFLA_GRE2890_SEQ_WINDOW,
	/*
	 * u32 from 1 to 10000.  seq-mode reorder; how long a packet may wait, in ms.
	 * Default is 50.
	 */
	IFLA_GRE2890_REORDER_TIMEOUT,
	/*
	 * u32 from 1 to 4096.  seq-mode reorder; how many packets may wait.  Default is
	 * 64.
	 */
	IFLA_GRE2890_REORDER_BUFFER,
	/*
	 * u32 up to 1024.  Not for seq-mode off; continue from the new numbers after so
	 * many packets in a row that are out of sequence with ascending numbers.
	 * Default is 0, never.  This opens a hole for replays; RFC 2890 has no such
	 * thing.
	 */
	IFLA_GRE2890_RESYNC_PACKETS,
	/*
	 * u32 up to 3600000.  Likewise, but if nothing has passed for so many ms.  At
	 * most one of the two is not 0.
	 */
	IFLA_GRE2890_RESYNC_IDLE,
	/*
	 * u32.  Index of a device of the underlay; IFLA_GRE_LOCAL follows its primary
	 * address.  Default is 0, none: IFLA_GRE_LOCAL keeps the address that was set.
	 */
	IFLA_GRE2890_LOCAL_DEV,
	/* u8, enum gre2890_state.  In answers only. */
	IFLA_GRE2890_STATE,
	/*
	 * String of up to 127 octets.  The name or alternative name of the device of
	 * IFLA_GRE_LINK.  When the device goes away, for any reason, the tunnel waits
	 * for one with this name; without this attribute, for one with the last name of
	 * the device.  Without IFLA_GRE_LINK, no device need have the name yet.  In
	 * answers, the name that the tunnel waits for, or the alternative name.
	 */
	IFLA_GRE2890_LINK_NAME,
	/* String of up to 127 octets.  Likewise for IFLA_GRE2890_LOCAL_DEV. */
	IFLA_GRE2890_LOCAL_DEV_NAME,
	/*
	 * u8 up to 1.  Answer the loop-back requests that the peer sends through the
	 * tunnel.  No effect unless the tunnel has both addresses and the remote is no
	 * group.  Default is 1.
	 */
	IFLA_GRE2890_KEEPALIVE_ANSWER,
	/*
	 * u8, enum gre2890_reflect.  Where to return the peer's echo replies.  Needs
	 * mode ip, both addresses, and a remote that is no group.  Default is off.
	 */
	IFLA_GRE2890_REFLECT,
	/*
	 * u32 up to 32767000.  Interval of the loop-back requests to the peer, in ms:
	 * at least 100, or 0 to send none, the default.  Needs both addresses, a remote
	 * that is no group, and no IPsec policy for the tunnel's packets.
	 */
	IFLA_GRE2890_KEEPALIVE,
	/*
	 * u8 from 1 to 255.  The carrier goes off after this many requests in a row
	 * without an answer.  Default is 3.
	 */
	IFLA_GRE2890_KEEPALIVE_RETRIES,
	/*
	 * u8 from 1 to 255.  The carrier returns after this many answers in a row.  If
	 * it goes off again soon, it needs twice as many each time, up to 16 times this
	 * number.  Default is 1.
	 */
	IFLA_GRE2890_KEEPALIVE_HOLD,
	/*
	 * u8, enum gre2890_keepalive_form.  What the answer inside a request looks
	 * like.  Default is key.
	 */
	IFLA_GRE2890_KEEPALIVE_FORM,
	/*
	 * u8 up to 99.  The carrier is off while more than this many of the last 100
	 * requests have no answer.  Default is 0, no limit.  Not for form plain.
	 */
	IFLA_GRE2890_KEEPALIVE_LOSS,
	/*
	 * u32 up to 60000.  The carrier is off while the smoothed round-trip time is
	 * above this, in ms.  Default is 0, no limit.  Not for form plain.  For form
	 * key it must be below IFLA_GRE2890_KEEPALIVE.
	 */
	IFLA_GRE2890_KEEPALIVE_RTT,
	/* u32.  Seconds since IFLA_GRE2890_STATE changed.  Read-only. */
	IFLA_GRE2890_STATE_AGE,
	/*
	 * u32.  Requests without an answer since the last answer.  Read-only, and only
	 * shown if the tunnel sends requests, like the next five.
	 */
	IFLA_GRE2890_KEEPALIVE_MISSES,
	/* u32.  Milliseconds since the last answer; absent before the first. */
	IFLA_GRE2890_KEEPALIVE_ANSWER_AGE,
	/*
	 * u32.  Round-trip time of the last answer, in microseconds.  Absent before the
	 * first answer and for form plain, like the next two.
	 */
	IFLA_GRE2890_KEEPALIVE_RTT_LAST,
	/* u32.  Round-trip time, smoothed as in RFC 6298, in microseconds. */
	IFLA_GRE2890_KEEPALIVE_RTT_SMOOTHED,
	/* u32.  The lowest round-trip time, in microseconds. */
	IFLA_GRE2890_KEEPALIVE_RTT_MIN,
	/*
	 * u8.  How many of the last 100 requests have no answer.  Absent for form
	 * plain.
	 */
	IFLA_GRE2890_KEEPALIVE_LOST,

	__IFLA_GRE2890_MAX,
#define IFLA_GRE2890_MAX (__IFLA_GRE2890_MAX - 1)
};

/*
 * GRE2890_STATS - all counters except packets and bytes
 *
 * X(id, name): attribute GRE2890_STAT_<id>, u64; @name in "ethtool -S" and in the
 * output of the tools.  Names with "_drop_" count dropped packets.  Packets that
 * belong to no tunnel are left to the rest of the stack, except those of RX_NOMEM.
 * Add new counters at the end.
 *
 *  RX_NO_TUNNEL	no tunnel has this identity; left to the rest of the stack
 *  RX_TRUNCATED	the packet ends inside its GRE header
 *  RX_VERSION		a GRE version other than 0
 *  RX_RESERVED		bit 1, 4 or 5 is set, see RFC 2784 2.3
 *  RX_DOWN		the tunnel's device is not up
 *  RX_CHECKSUM		the GRE checksum is wrong
 *  RX_NO_CHECKSUM	the tunnel requires a checksum (icsum), the packet has none
 *  RX_POLICY		an IPsec policy requires protection that the packet did not have
 *  RX_CONNTRACK	connection tracking could not add the packet's flow
 *  RX_NO_SEQ		the tunnel requires a sequence number, the packet has none
 *  RX_SEQ_OLD		out of sequence, RFC 2890 2.2
 *  RX_PAYLOAD_TYPE	a protocol type that the tunnel's mode does not carry
 *  RX_PAYLOAD_SHORT	the payload ends inside its first header
 *  RX_ECN		outer CE, inner Not-ECT, RFC 6040 4.2
 *  RX_BACKLOG		the queue to the stack is full (net.core.netdev_max_backlog)
 *  RX_NOMEM		out of memory on receipt
 *  TX_DOWN		the tunnel is being deleted
 *  TX_NO_ROUTE		no route to the remote, the local address is not ours, or the
 *			tunnel's state is NO_DEV
 *  TX_LOOP		the route to the remote leads into the tunnel itself
 *  TX_NESTING		too many nested tunnels
 *  TX_TOO_BIG		larger than the path MTU; answered if routed or bridged here, not if
 *			mirrored or flooded
 *  TX_NO_REMOTE	no outer destination: the neighbour has no address
 *  TX_LOCAL_REMOTE	the remote is an address of this host (IPv6 underlay
 *			without allow-localremote)
 *  TX_PAYLOAD_SHORT	the packet ends inside its first header
 *  TX_NOMEM		out of memory on transmit
 *  TX_NO_LOCAL		the tunnel's state is NO_LOCAL or TAKEN (enum gre2890_state)
 *  TX_PAYLOAD_TYPE	a protocol type that the tunnel's mode does not carry
 *  ICMP_TOO_BIG	ICMP(v6) fragmentation needed or packet too big received
 *  ICMP_UNREACH	ICMP(v6) destination unreachable received
 *  ICMP_TIME_EXCEEDED	ICMP(v6) time exceeded received
 *  ICMP_OTHER		ICMP redirect or ICMP(v6) parameter problem received
 *  ICMP_IMPLAUSIBLE	ICMP(v6) error received about a packet that the tunnel cannot
 *			have sent, that fits, or that went to a group; ignored
 *  RX_NESTING		more than 8 nested GRE headers in the payload
 *  TX_BACKLOG		too many numbered packets wait for the CPU that sends them
 *			(net.core.netdev_max_backlog)
 *  RX_LOOPED		this host itself sent the packet to the tunnel's group
 *  TX_REFLECTED	received from the tunnel's group and routed back to it (mode ip);
 *			every member already has the packet
 *  RX_SEQ_DUPLICATE	a sequence number that has passed or is waiting
 *  TX_ENCAP_LIMIT	an IPv6 packet whose tunnel encapsulation limit is 0 (IPv6
 *			underlay, RFC 2473 4.1.1)
 *
 * About loop-back requests (keepalives), and echo replies that IFLA_GRE2890_REFLECT
 * sends back:
 *
 *  KEEPALIVE_ASKED	requests sent
 *  KEEPALIVE_ANSWERS	answers received, each for a request that had none yet
 *  RX_BAD_ANSWER	an answer that belongs to no request of the tunnel, is the second
 *			one to a request, or has a wrong digest (form auth)
 *  KEEPALIVE_ANSWERED	the peer's requests that were answered
 *  KEEPALIVE_REFLECTED	the peer's echo replies that were sent back
 *  RX_ANSWER_RATE	a request or echo reply of the peer above the namespace's limit
 *			answer-rate or answer-rate-tunnel
 *  RX_ANSWER_TTL	a request or echo reply whose TTL or hop limit ends here
 *  RX_ANSWER_ROUTE	a request or echo reply whose answer has no route, or one into
 *			the tunnel
 *
 * About packets with a sequence number, unless the seq-mode is off.  The first four
 * cover all numbers that passed or wait, each counted once on arrival.
 *
 *  RX_SEQ_IN_ORDER	next after the highest number before it, or the first of the
 *			flow
 *  RX_SEQ_GAPS		further ahead than that
 *  RX_SEQ_LATE		after a higher number (seq-mode window)
 *  RX_SEQ_REORDERED	after a higher number, and put in its place (seq-mode
 *			reorder)
 *  RX_SEQ_LOST		numbers that are no longer waited for; an estimate, because
 *			they may still arrive, too late
 *  RX_SEQ_TIMEOUTS	how often reorder-timeout ended a wait
 *  RX_SEQ_OVERFLOWS	how often a full reorder-buffer ended a wait
 *  RX_SEQ_LIMITS	how often the namespace's reorder-memory ended a wait
 *  RX_SEQ_RESYNCS	how often seq-resync accepted the numbers of a restarted peer
 *  RX_SEQ_HOST_LIMITS	how often the host's reorder memory, or the part of it that
 *			tenants share, ended a wait
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
	X(TX_REFLECTED,		"tx_drop_reflected")		\
	X(KEEPALIVE_ASKED,	"keepalive_asked")		\
	X(KEEPALIVE_ANSWERS,	"keepalive_answers")		\
	X(RX_BAD_ANSWER,	"rx_drop_bad_answer")		\
	X(KEEPALIVE_ANSWERED,	"keepalive_answered")		\
	X(KEEPALIVE_REFLECTED,	"keepalive_reflected")		\
	X(RX_ANSWER_RATE,	"rx_drop_answer_rate")		\
	X(RX_ANSWER_TTL,	"rx_drop_answer_ttl")		\
	X(RX_ANSWER_ROUTE,	"rx_drop_answer_route")

/*
 * Attributes of the link's IFLA_INFO_XSTATS (all except RX_NO_TUNNEL) and of
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
 * and the tunnels that use it, whatever namespace their devices are in.
 */
#define GRE2890_GENL_NAME	"gre2890"
#define GRE2890_GENL_VERSION	1
#define GRE2890_MCGRP_EVENTS	"events"

/**
 * enum gre2890_cmd - commands of the generic netlink family
 * @GRE2890_CMD_UNSPEC: unused
 * @GRE2890_CMD_NETNS_GET: answer with the GRE2890_A_NETNS_* attributes of the
 *	sender's network namespace as underlay; needs no capability
 * @GRE2890_CMD_NETNS_SET: change GRE2890_A_NETNS_REORDER_MEMORY,
 *	GRE2890_A_NETNS_LOG_UNKNOWN, GRE2890_A_NETNS_ANSWER_RATE and
 *	GRE2890_A_NETNS_ANSWER_RATE_TUNNEL for that namespace, those that the request
 *	has; needs CAP_NET_ADMIN in the initial user namespace
 * @GRE2890_CMD_RESYNC_NTF: sent to the group GRE2890_MCGRP_EVENTS in the device's
 *	network namespace when seq-resync accepts the numbers of a restarted peer.
 *	At most one per second for each tunnel; GRE2890_A_RESYNC_COUNT tells whether
 *	there were more.
 * @GRE2890_CMD_TUNNEL_GET: answer with the tunnel of GRE2890_A_TUNNEL_ID; with
 *	NLM_F_DUMP, which takes no attributes, with all tunnels of the underlay in
 *	ascending order of their ids
 * @GRE2890_CMD_TUNNEL_SET: change settings of the tunnel of GRE2890_A_TUNNEL_ID, as
 *	RTM_NEWLINK does.  GRE2890_A_LINK holds an IFLA_LINKINFO with the settings in
 *	IFLA_INFO_DATA.  IFLA_INFO_KIND may be absent.
 * @GRE2890_CMD_TUNNEL_DEL: delete the tunnels of GRE2890_A_TUNNEL_ID, which may occur
 *	several times.  If one of them does not exist, none is deleted.
 * @GRE2890_CMD_STATE_NTF: sent to the group GRE2890_MCGRP_EVENTS in the device's
 *	network namespace when the tunnel enters GRE2890_A_STATE
 *
 * The three TUNNEL commands act on tunnels whose underlay is the sender's network
 * namespace, whatever namespace their devices are in.  They need CAP_NET_ADMIN in the
 * user namespace that owns the underlay.  A command for a tunnel that does not exist
 * is refused with -ENOENT.
 *
 * An answer to TUNNEL_GET has GRE2890_A_TUNNEL_ID, GRE2890_A_NETNS_INODE,
 * GRE2890_A_NETNSID if there is one, GRE2890_A_IFINDEX, GRE2890_A_IFNAME,
 * GRE2890_A_FLAGS and GRE2890_A_LINK.  A dump shows each tunnel that exists during the
 * whole dump exactly once, even if its device moves or is renamed.  If tunnels were
 * added or deleted meanwhile, the dump has NLM_F_DUMP_INTR.
 */
enum gre2890_cmd {
	GRE2890_CMD_UNSPEC,
	GRE2890_CMD_NETNS_GET,
	GRE2890_CMD_NETNS_SET,
	GRE2890_CMD_RESYNC_NTF,
	GRE2890_CMD_TUNNEL_GET,
	GRE2890_CMD_TUNNEL_SET,
	GRE2890_CMD_TUNNEL_DEL,
	GRE2890_CMD_STATE_NTF,
	/* private: */
	__GRE2890_CMD_MAX,
#define GRE2890_CMD_MAX (__GRE2890_CMD_MAX - 1)
};

/* Attributes of the generic netlink family */
enum {
	GRE2890_A_UNSPEC,
	/* u32: tunnels whose underlay is this namespace */
	GRE2890_A_NETNS_TUNNELS,
	/* nest of GRE2890_STAT_*: GRE packets that belong to no tunnel */
	GRE2890_A_NETNS_STATS,
	/*
	 * u32: limit in octets for packets that wait until their sequence number is next,
	 * in all tunnels whose underlay is this namespace
	 */
	GRE2890_A_NETNS_REORDER_MEMORY,
	/* u32: octets in use now */
	GRE2890_A_NETNS_REORDER_USED,
	/* u32: ifindex of a tunnel's device, in the namespace that the device is in */
	GRE2890_A_IFINDEX,
	/* string: its name there; a tenant may have chosen it */
	GRE2890_A_IFNAME,
	/* u32: the last sequence number that passed before the resynchronisation */
	GRE2890_A_RESYNC_LAST,
	/* u32: the number that the flow continues from */
	GRE2890_A_RESYNC_NUMBER,
	/* u64: the tunnel's counter RX_SEQ_RESYNCS */
	GRE2890_A_RESYNC_COUNT,
	/* unused: aligns u64 */
	GRE2890_A_PAD,
	/*
	 * u8, 0 or 1: log source, destination and key of packets that belong to no
	 * tunnel, at a limited rate.  Default: 0.
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
	 * s32: id of that namespace in the underlay ("ip netns list-id").  Absent if it
	 * has none, or if the device is in the underlay itself.
	 */
	GRE2890_A_NETNSID,
	/* u32: IFF_* of the device */
	GRE2890_A_FLAGS,
	/*
	 * nest of IFLA_*, with the numbers and formats of RTM_NEWLINK.  In answers:
	 * IFLA_MTU, IFLA_OPERSTATE, IFLA_CARRIER, IFLA_CARRIER_UP_COUNT,
	 * IFLA_CARRIER_DOWN_COUNT, IFLA_GROUP, IFLA_ADDRESS, IFLA_IFALIAS and
	 * IFLA_MASTER if there is one, IFLA_STATS64, and IFLA_LINKINFO with
	 * IFLA_INFO_KIND, IFLA_INFO_DATA and IFLA_INFO_XSTATS.
	 * In requests: IFLA_LINKINFO, see GRE2890_CMD_TUNNEL_SET.
	 */
	GRE2890_A_LINK,
	/*
	 * u64: limit in octets for packets that wait, in the whole host (the module
	 * parameter reorder_memory_host).  Only the initial network namespace shows this
	 * and the next.
	 */
	GRE2890_A_REORDER_MEMORY_HOST,
	/* u64: octets in use now */
	GRE2890_A_REORDER_USED_HOST,
	/*
	 * u32: limit of answers per second, for all tunnels of the underlay together: to
	 * loop-back requests, and to echo replies (IFLA_GRE2890_REFLECT); 0: none.
	 * Default: 10000.
	 */
	GRE2890_A_NETNS_ANSWER_RATE,
	/* u32: the same for each tunnel.  Default: 1000. */
	GRE2890_A_NETNS_ANSWER_RATE_TUNNEL,
	/* u8, enum gre2890_state: the state that the tunnel has entered */
	GRE2890_A_STATE,
	__GRE2890_A_MAX,
#define GRE2890_A_MAX (__GRE2890_A_MAX - 1)
};

#endif /* _UAPI_LINUX_GRE2890_H */
