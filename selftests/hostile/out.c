// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <err.h>
#include <inttypes.h>
#include <net/if.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "hostile.h"

/* Frames, and packets without any link layer address */
static bool is_ethernet(int sock, const char *dev)
{
	struct ifreq req = {};

	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", dev);
	if (ioctl(sock, SIOCGIFHWADDR, &req))
		err(1, "%s", dev);
	return req.ifr_hwaddr.sa_family == ARPHRD_ETHER;
}

static bool send_out(int sock, const char *dev, struct packet *p)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(dev) };
	struct virtio_net_hdr header;
	struct iovec part[2] = {
		{ .iov_base = &header, .iov_len = sizeof(header) },
	};
	struct msghdr msg = {
		.msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = part, .msg_iovlen = 2,
	};
	struct gso gso;
	uint16_t type = gso_payload(p, &gso);
	uint8_t *frame;

	to.sll_protocol = htons(type);
	if (is_ethernet(sock, dev)) {
		frame = packet_push(p, ETH_HLEN);
		fill(frame, 2 * ETH_ALEN);
		put16(frame + 2 * ETH_ALEN, type);
	}
	if (one_in(8))
		packet_mutate(p);
	gso_header(&header, &gso, p->len);
	part[1] = (struct iovec) { .iov_base = p->data, .iov_len = p->len };
	return sendmsg(sock, &msg, 0) >= 0;
}

void send_all_out(char **devs, int count, uint64_t seed, uint64_t number, uint64_t end)
{
	int sock = socket(AF_PACKET, SOCK_RAW, 0), on = 1;
	static struct packet p;
	uint64_t sent = 0;

	if (sock < 0 || setsockopt(sock, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(on)))
		err(1, "PACKET_VNET_HDR");
	for (; number < end; number++) {
		random_start(seed, number);
		packet_reset(&p);
		sent += send_out(sock, devs[below(count)], &p);
	}
	printf("frames %" PRIu64 "\n", sent);
}
