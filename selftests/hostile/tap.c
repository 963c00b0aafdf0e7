// SPDX-License-Identifier: GPL-2.0
#include <err.h>
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/if_tun.h>
#include <sched.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "hostile.h"

/* The kernel accepts no larger fragment, and 17 for a frame (MAX_SKB_FRAGS). */
#define FRAGMENT_MAX	4096
#define SMALL_ONES	12

static int open_file(const char *name, int flags)
{
	int fd = open(name, flags | O_CLOEXEC);

	if (fd < 0)
		err(1, "%s", name);
	return fd;
}

static void enter(int netns)
{
	if (setns(netns, CLONE_NEWNET))
		err(1, "setns");
}

int open_tap(const char *netns, const char *dev)
{
	struct ifreq req = {
		.ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR | IFF_NAPI | IFF_NAPI_FRAGS,
	};
	int own = open_file("/proc/self/ns/net", O_RDONLY);
	int other = open_file(netns, O_RDONLY);
	int tap;

	snprintf(req.ifr_name, sizeof(req.ifr_name), "%s", dev);
	enter(other);
	tap = open_file("/dev/net/tun", O_RDWR);
	if (ioctl(tap, TUNSETIFF, &req))
		err(1, "%s", dev);
	enter(own);
	close(other);
	close(own);
	return tap;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The linear part has the Ethernet header, and often nothing else. */
int split(struct iovec *part, uint8_t *frame, size_t len)
{
	size_t done = least(len, ETH_HLEN + (one_in(2) ? 0 : some_length(128))), size;
	int count = 1;

	part[0] = (struct iovec) { .iov_base = frame, .iov_len = done };
	for (; done < len; done += size) {
		size = least(len - done, FRAGMENT_MAX);
		if (count <= SMALL_ONES)
			size = 1 + some_length(size - 1);
		part[count++] = (struct iovec) { .iov_base = frame + done, .iov_len = size };
	}
	return count;
}
