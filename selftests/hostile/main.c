// SPDX-License-Identifier: GPL-2.0
/*
 * hostile_packets good|any|gso SEED FIRST COUNT DEV MAC NETNS PERCENT KEYS
 * hostile_packets out SEED FIRST COUNT DEV...
 *
 * Sends the packets FIRST to FIRST + COUNT - 1 of the sequence for SEED, by DEV to
 * the host with this Ethernet address, which is 192.0.2.2; PERCENT of the frames by
 * its device tap0, cut into fragments.  NETNS is a file for its namespace.
 *
 *   good    valid outer headers and fragments with hostile contents: GRE has to
 *           receive each packet
 *   any     hostile outer headers, too
 *   gso     packets that are marked for segmentation; all by tap0
 *   out     packets without outer headers, to these devices
 *
 * Prints how many frames were sent; with good also how many GRE packets and how
 * many ICMP errors about packets of tunnels with the keys 1 to KEYS they make up.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "hostile.h"

#define VLAN	5
#define BATCH	64
#define MAX_FRAME	(ETH_HLEN + 4 + FRAME_MAX)
/* The far end's queue takes 1000 (net.core.netdev_max_backlog). */
#define WINDOW	4

/**
 * struct sender - frames on their way
 * @sink: what adds to them
 * @sock: for all frames that are one piece
 * @arp: for ARP replies
 * @tap: for those that are cut, with @header in front
 * @percent: how many are
 * @addrs: Ethernet addresses of a frame, as they stand in it
 * @batch: frames that are not sent yet
 * @iov: where they are
 * @frame: their octets
 * @count: how many there are
 * @frames: how many there ever were
 * @rounds: how often a batch was sent, or as many frames were cut
 */
struct sender {
	struct sink	sink;
	int		sock;
	int		arp;
	int		tap;
	unsigned int	percent;
	struct virtio_net_hdr header;
	uint8_t		addrs[2 * ETH_ALEN];
	struct mmsghdr	batch[BATCH];
	struct iovec	iov[BATCH];
	uint8_t		frame[BATCH][MAX_FRAME];
	int		count;
	uint64_t	frames;
	uint64_t	rounds;
};

/* When the answer arrives, the host has received all packets sent before. */
static void wait_for_answer(struct sender *s)
{
	uint8_t request[ETH_HLEN + 28], answer[64];
	struct pollfd readable = { .fd = s->arp, .events = POLLIN };

	memset(request, 0, sizeof(request));
	memcpy(request, s->addrs, sizeof(s->addrs));
	memcpy(request + 12, "\x08\x06\0\1\x08\0\6\4\0\1", 10);
	memcpy(request + 22, s->addrs + ETH_ALEN, ETH_ALEN);
	inet_pton(AF_INET, "192.0.2.1", request + 28);
	inet_pton(AF_INET, "192.0.2.2", request + 38);
	if (send(s->sock, request, sizeof(request), 0) < 0)
		err(1, "send");
	do {
		if (poll(&readable, 1, 60000) != 1)
			errx(1, "192.0.2.2 does not answer");
		if (recv(s->arp, answer, sizeof(answer), 0) < 0)
			err(1, "recv");
	} while (answer[ETH_HLEN + 7] != ARPOP_REPLY);
}

static void flush(struct sender *s)
{
	int sent = 0, more;

	for (; sent < s->count; sent += more) {
		more = sendmmsg(s->sock, s->batch + sent, s->count - sent, 0);
		if (more < 0)
			err(1, "sendmmsg");
	}
	s->frames += s->count;
	s->count = 0;
	if (s->rounds++ % WINDOW == WINDOW - 1)
		wait_for_answer(s);
}

/* The kernel may refuse a packet with contradictory marks. */
static void write_tap(struct sender *s, struct iovec *part, int count)
{
	static const struct virtio_net_hdr nothing;

	part[0] = (struct iovec) { .iov_base = &s->header, .iov_len = sizeof(s->header) };
	if (writev(s->tap, part, count + 1) < 0) {
		if (errno != EINVAL || !memcmp(&s->header, &nothing, sizeof(nothing)))
			err(1, "tap0");
		return;
	}
	if (++s->frames % BATCH == 0 && s->rounds++ % WINDOW == WINDOW - 1)
		wait_for_answer(s);
}

static void add(struct sink *sink, uint16_t type, const uint8_t *data, size_t len)
{
	struct sender *s = (struct sender *)sink;
	uint8_t *frame = s->frame[s->count], *at = frame;
	struct iovec part[1 + PARTS_MAX];
	int parts;

	if (len > FRAME_MAX)
		len = FRAME_MAX;
	memcpy(at, s->addrs, sizeof(s->addrs));
	at += sizeof(s->addrs);
	if (sink->vlan) {
		put16(at, ETH_P_8021Q);
		put16(at + 2, sink->vlan);
		at += 4;
	}
	put16(at, type);
	memcpy(at + 2, data, len);
	len += at + 2 - frame;
	/* Draw the cut of every packet, so that the others do not depend on PERCENT. */
	parts = split(part + 1, frame, len);
	if (below(100) < s->percent) {
		write_tap(s, part, parts);
		return;
	}
	s->iov[s->count] = (struct iovec) { .iov_base = frame, .iov_len = len };
	s->batch[s->count].msg_hdr.msg_iov = &s->iov[s->count];
	s->batch[s->count].msg_hdr.msg_iovlen = 1;
	if (++s->count == BATCH)
		flush(s);
}

static int open_packet(const char *dev, uint16_t type)
{
	struct sockaddr_ll addr = {
		.sll_family = AF_PACKET, .sll_protocol = htons(type),
		.sll_ifindex = if_nametoindex(dev),
	};
	int sock = socket(AF_PACKET, SOCK_RAW, 0);

	if (sock < 0 || !addr.sll_ifindex ||
	    bind(sock, (struct sockaddr *)&addr, sizeof(addr)))
		err(1, "%s", dev);
	return sock;
}

static void set_up(struct sender *s, const char *dev, const char *mac)
{
	struct ifreq own = {};
	cpu_set_t cpu;
	uint8_t *a = s->addrs;

	s->sink.add = add;
	s->sock = open_packet(dev, 0);
	s->arp = open_packet(dev, ETH_P_ARP);
	if (sscanf(mac, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", a, a + 1, a + 2, a + 3, a + 4,
		   a + 5) != 6)
		errx(2, "%s is no Ethernet address", mac);
	snprintf(own.ifr_name, sizeof(own.ifr_name), "%s", dev);
	if (ioctl(s->sock, SIOCGIFHWADDR, &own))
		err(1, "%s", dev);
	memcpy(a + ETH_ALEN, own.ifr_hwaddr.sa_data, ETH_ALEN);
	/* Frames sent by one processor arrive in order, and so does the answer. */
	CPU_ZERO(&cpu);
	CPU_SET(0, &cpu);
	sched_setaffinity(0, sizeof(cpu), &cpu);
}

/* Put the contents of the outer header into @p; returns its protocol number. */
static uint8_t gre_packet(struct packet *p, uint64_t number)
{
	uint16_t proto = payload(p);

	if (one_in(16))
		proto = nest(p, proto, number);
	push_gre(p, proto, number);
	if (one_in(8))
		spoil_gre(p);
	return IPPROTO_GRE;
}

static void good(struct sink *sink, struct packet *p, uint64_t number,
		 uint64_t *packets, uint64_t *errors)
{
	struct wire wire = { .tos = below(256), .options = one_in(4) };

	if (one_in(8)) {
		wire.ends = ends_exact();
		/* ICMPv6 errors are expected directly behind the IPv6 header. */
		wire.options &= !wire.ends.v6;
		wire.whole = wire.ends.v6;
		wire.protocol = wire.ends.v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
		*errors += push_error(p, &wire.ends);
	} else {
		wire.ends = ends_some();
		wire.protocol = gre_packet(p, number);
		sink->vlan = one_in(8) ? VLAN : 0;
		++*packets;
	}
	send_good(sink, p, &wire);
}

static void any(struct sink *sink, struct packet *p, uint64_t number)
{
	struct wire wire = {
		.ends = ends_some(), .tos = below(256), .options = one_in(4),
		.good = one_in(2),
	};

	sink->vlan = one_in(8) ? VLAN : 0;
	if (one_in(4)) {
		wire.protocol = wire.ends.v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
		push_any_error(p, &wire.ends, number);
	} else {
		wire.protocol = gre_packet(p, number);
	}
	if (one_in(32))
		wire.protocol = below(256);
	send_any(sink, p, &wire);
}

static void gso(struct sender *s, struct packet *p, uint64_t number)
{
	struct wire wire = { .ends = ends_some(), .protocol = IPPROTO_GRE, .good = true };
	struct gso what;
	uint16_t proto = gso_payload(p, &what);

	if (one_in(8))
		proto = nest(p, proto, number);
	push_gre(p, proto, number);
	if (one_in(16))
		spoil_gre(p);
	wire.options = one_in(8);
	push_ip(p, &wire);
	gso_header(&s->header, &what, ETH_HLEN + p->len);
	s->sink.add(&s->sink, wire.ends.v6 ? ETH_P_IPV6 : ETH_P_IP, p->data, p->len);
}

static void send_in(const char *kind, struct sender *s, uint64_t seed, uint64_t number,
		    uint64_t end)
{
	uint64_t packets = 0, errors = 0;
	static struct packet p;

	for (; number < end; number++) {
		random_start(seed, number);
		packet_reset(&p);
		s->sink.vlan = 0;
		if (!strcmp(kind, "good"))
			good(&s->sink, &p, number, &packets, &errors);
		else if (!strcmp(kind, "any"))
			any(&s->sink, &p, number);
		else
			gso(s, &p, number);
	}
	flush(s);
	wait_for_answer(s);
	printf("frames %" PRIu64 " packets %" PRIu64 " errors %" PRIu64 "\n", s->frames,
	       packets, errors);
}

int main(int argc, char **argv)
{
	static struct sender sender;
	uint64_t seed, number, end;

	if (argc < 6)
		errx(2, "usage: %s KIND SEED FIRST COUNT DEV...", argv[0]);
	seed = strtoull(argv[2], NULL, 0);
	number = strtoull(argv[3], NULL, 0);
	end = number + strtoull(argv[4], NULL, 0);
	if (!strcmp(argv[1], "out")) {
		send_all_out(argv + 5, argc - 5, seed, number, end);
		return 0;
	}
	if (argc != 10)
		errx(2, "usage: %s KIND SEED FIRST COUNT DEV MAC NETNS PERCENT KEYS", argv[0]);
	set_up(&sender, argv[5], argv[6]);
	sender.tap = open_tap(argv[7], "tap0");
	sender.percent = strtoul(argv[8], NULL, 0);
	keys = strtoul(argv[9], NULL, 0);
	send_in(argv[1], &sender, seed, number, end);
	return 0;
}
