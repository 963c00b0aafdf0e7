/* SPDX-License-Identifier: GPL-2.0 */
/* Packets that no sender means well with, from a grammar and by mutation */
#ifndef HOSTILE_H
#define HOSTILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include <linux/virtio_net.h>

/* The largest packet that is ever built, and what a frame holds of one */
#define PACKET_MAX	65535
#define FRAME_MAX	9000

/* ---- random.c: one sequence for each frame, by the seed and the frame's number ---- */

void random_start(uint64_t seed, uint64_t number);
/* From 0 to @n - 1 */
uint32_t below(uint32_t n);
bool one_in(uint32_t n);
/* A length up to @max, of any order of magnitude */
uint32_t some_length(uint32_t max);
void fill(uint8_t *data, size_t len);

/* ---- packet.c: built from the inside out ---- */

/**
 * struct packet - octets with room before and behind them
 * @data: the first
 * @len: how many
 */
struct packet {
	uint8_t	*data;
	size_t	len;
	uint8_t	room[2 * PACKET_MAX];
};

void packet_reset(struct packet *p);
/* @len more octets, all zero, in front or at the end */
uint8_t *packet_push(struct packet *p, size_t len);
uint8_t *packet_put(struct packet *p, size_t len);
void packet_cut(struct packet *p, size_t len);
/* Flips, overwrites, inserts, removes: nothing that knows what it does */
void packet_mutate(struct packet *p);

void put16(uint8_t *at, uint16_t value);
void put32(uint8_t *at, uint32_t value);
/* Of the octets, on top of @sum */
uint32_t checksum_add(uint32_t sum, const uint8_t *data, size_t len);
uint16_t checksum_end(uint32_t sum);

/* ---- ip.c ---- */

/**
 * struct ends - the addresses of a packet
 * @v6: family
 * @src: index in the table of senders
 * @dst: index in the table of receivers
 * @back: the other way round, as in a packet that an ICMP error quotes
 */
struct ends {
	bool	 v6;
	unsigned int src;
	unsigned int dst;
	bool	 back;
};

/* Those of the tunnels that are no wildcards; the far end's or others; a payload's */
struct ends ends_exact(void);
struct ends ends_some(void);
struct ends ends_inner(void);

/**
 * struct wire - how an outer packet is to look
 * @ends: its addresses
 * @protocol: what it carries
 * @tos: TOS or traffic class; of fragments with different ECN bits there is no whole
 * @ttl: TTL or hop limit, 0 for any from 1
 * @options: it has options, or extension headers
 * @good: those and all else are as a receiver wants them
 * @whole: it is not to be fragmented
 */
struct wire {
	struct ends	ends;
	uint8_t		protocol;
	uint8_t		tos;
	uint8_t		ttl;
	bool		options;
	bool		good;
	bool		whole;
};

void push_ip(struct packet *p, const struct wire *wire);
/* Sum of the pseudo-header that a checksum of ICMPv6 begins with */
uint32_t pseudo_sum(const struct ends *ends, uint8_t protocol, size_t len);

/* ---- payload.c and gre.c ---- */

/* Something for @p, which is empty; returns the protocol type to say of it */
uint16_t payload(struct packet *p);
/* A GRE header in front, by the grammar; one with key 1, and no more */
void push_gre(struct packet *p, uint16_t proto, uint64_t number);
void push_plain_gre(struct packet *p, uint16_t proto);
/* Leaves little of a GRE header and of what follows */
void spoil_gre(struct packet *p);
/* Tunnels in tunnels around @p, whose type is @proto; returns the outermost's */
uint16_t nest(struct packet *p, uint16_t proto, uint64_t number);

/* ---- icmp.c ---- */

/*
 * An error of the family's ICMP, about a packet that a tunnel has sent, or about
 * something else; returns whether it is one that a tunnel has to count.
 */
bool push_error(struct packet *p, const struct ends *ends);
/* The same with nothing certain about it */
void push_any_error(struct packet *p, const struct ends *ends, uint64_t number);

/* ---- frame.c ---- */

/**
 * struct sink - where frames go
 * @add: takes a frame, without its Ethernet addresses
 * @vlan: tag of the packet that is about to go out, 0 for none
 */
struct sink {
	void		(*add)(struct sink *sink, uint16_t type,
			       const uint8_t *data, size_t len);
	uint16_t	vlan;
};

/* As one frame, or as fragments that a receiver makes the whole of again */
void send_good(struct sink *sink, struct packet *p, const struct wire *wire);
/* As frames that it may make anything of */
void send_any(struct sink *sink, struct packet *p, const struct wire *wire);

/* ---- tap.c: frames that are no single piece of memory ---- */

#define PARTS_MAX	17

/* The device @dev of the namespace in the file @netns; expects a virtio_net_hdr. */
int open_tap(const char *netns, const char *dev);
/* Cuts @frame at random; returns into how many parts */
int split(struct iovec *part, uint8_t *frame, size_t len);

/* ---- gso.c: what is to be segmented, or says so ---- */

/**
 * struct gso - what the header of such a packet tells
 * @protocol: TCP or UDP
 * @v6: over IPv6
 * @behind: how many octets there are from its header on
 */
struct gso {
	uint8_t	protocol;
	bool	v6;
	size_t	behind;
};

/* Something for @p, which is empty; returns the protocol type to say of it */
uint16_t gso_payload(struct packet *p, struct gso *gso);
/* Of the frame around it, @len long, with a lie or more in every other */
void gso_header(struct virtio_net_hdr *header, const struct gso *gso, size_t len);

/* ---- out.c ---- */

/* Of these packets, each to one of the devices, as what is to be segmented */
void send_all_out(char **devs, int count, uint64_t seed, uint64_t number, uint64_t end);

/* How many keys tunnels have: 1 to so many */
extern unsigned int keys;

#endif /* HOSTILE_H */
