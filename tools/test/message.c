// SPDX-License-Identifier: GPL-2.0
/*
 * Writes a link to standard output, as RTM_NEWLINK brings it, or as the answer to
 * GRE2890_CMD_TUNNEL_GET; or COUNT addresses of a link, 10.0.0.0/32, 10.0.0.1/32
 * and so on, as RTM_NEWADDR brings them:
 *
 *	message KIND INDEX NAME [OPTION]...
 *	message ID@INODE INDEX NAME [OPTION]...
 *	message addresses INDEX COUNT
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <net/if.h>
#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/genetlink.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "../format.h"
#include "tunnel.h"

#define FLAGS	(IFF_UP | IFF_LOWER_UP | IFF_NOARP | IFF_POINTOPOINT)

static const struct {
	unsigned int type;
	unsigned int size;
	__u32 value;
} readings[] = {
	{ IFLA_GRE2890_STATE, sizeof(__u8), GRE2890_STATE_NO_ANSWER },
	{ IFLA_GRE2890_STATE_AGE, sizeof(__u32), 133 },
	{ IFLA_GRE2890_KEEPALIVE_MISSES, sizeof(__u32), 13 },
	{ IFLA_GRE2890_KEEPALIVE_ANSWER_AGE, sizeof(__u32), 135002 },
	{ IFLA_GRE2890_KEEPALIVE_RTT_LAST, sizeof(__u32), 1234 },
	{ IFLA_GRE2890_KEEPALIVE_RTT_SMOOTHED, sizeof(__u32), 1300 },
	{ IFLA_GRE2890_KEEPALIVE_RTT_MIN, sizeof(__u32), 900 },
	{ IFLA_GRE2890_KEEPALIVE_LOST, sizeof(__u8), 13 },
};

/* A tunnel that sends keepalives gets no answer any more; form plain measures nothing. */
static void fill_readings(struct attrs *s)
{
	size_t i, count = sizeof(readings) / sizeof(*readings);

	if (!attrs_number(s, IFLA_GRE2890_KEEPALIVE))
		return;
	if (attrs_number(s, IFLA_GRE2890_KEEPALIVE_FORM) ==
	    GRE2890_KEEPALIVE_FORM_PLAIN)
		count -= 4;
	for (i = 0; i < count; i++)
		attrs_load_number(s, readings[i].type, readings[i].size,
				  readings[i].value);
}

static void put_data(struct nlmsghdr *nlh, const struct args *a)
{
	struct nlattr *data = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
	const struct attr *attr;
	int type;

	for (type = 0; type <= IFLA_GRE2890_MAX; type++) {
		attr = &a->data.attr[type];
		if (attr->len)
			mnl_attr_put(nlh, type, attr->len, attr->data);
	}
	mnl_attr_nest_end(nlh, data);
}

/* Every counter is its number if that is even, else 0 */
static void put_xstats(struct nlmsghdr *nlh)
{
	struct nlattr *xstats = mnl_attr_nest_start(nlh, IFLA_INFO_XSTATS);
	int type;

	for (type = 0; type <= GRE2890_STAT_MAX; type++)
		if (stat_names[type] && type != GRE2890_STAT_RX_NO_TUNNEL)
			mnl_attr_put_u64(nlh, type, type % 2 ? 0 : type);
	mnl_attr_nest_end(nlh, xstats);
}

static void put_link(struct nlmsghdr *nlh, const struct args *a,
		     const char *kind)
{
	struct rtnl_link_stats64 stats = {
		.rx_packets = 11,
		.rx_bytes = 1100,
		.tx_packets = 22,
		.tx_bytes = 2200,
		.rx_dropped = 3,
	};
	static const unsigned char lladdr[] = { 2, 0, 10, 0, 0, 1 };
	struct nlattr *info;

	mnl_attr_put_u32(nlh, IFLA_MTU, 1472);
	mnl_attr_put(nlh, IFLA_ADDRESS, sizeof(lladdr), lladdr);
	mnl_attr_put_u8(nlh, IFLA_OPERSTATE, IF_OPER_UNKNOWN);
	mnl_attr_put_u32(nlh, IFLA_CARRIER_DOWN_COUNT, 2);
	mnl_attr_put(nlh, IFLA_STATS64, sizeof(stats), &stats);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, kind);
	put_data(nlh, a);
	put_xstats(nlh);
	mnl_attr_nest_end(nlh, info);
}

static int put_addresses(unsigned int index, unsigned int count)
{
	struct nlmsghdr *nlh;
	struct ifaddrmsg *ifa;
	char buf[256];
	unsigned int i;

	for (i = 0; i < count; i++) {
		nlh = mnl_nlmsg_put_header(buf);
		nlh->nlmsg_type = RTM_NEWADDR;
		ifa = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifa));
		ifa->ifa_family = AF_INET;
		ifa->ifa_prefixlen = 32;
		ifa->ifa_flags = IFA_F_PERMANENT;
		ifa->ifa_index = index;
		mnl_attr_put_u32(nlh, IFA_LOCAL, htonl(10 << 24 | i));
		mnl_attr_put_u32(nlh, IFA_ADDRESS, htonl(10 << 24 | i));
		if (fwrite(nlh, nlh->nlmsg_len, 1, stdout) != 1)
			return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

static void route(struct nlmsghdr *nlh, const struct args *a, char **argv)
{
	struct ifinfomsg *ifi = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifi));

	nlh->nlmsg_type = RTM_NEWLINK;
	ifi->ifi_type = a->family == AF_INET ? ARPHRD_IPGRE : ARPHRD_IP6GRE;
	ifi->ifi_index = atoi(argv[1]);
	ifi->ifi_flags = FLAGS;
	mnl_attr_put_strz(nlh, IFLA_IFNAME, argv[2]);
	put_link(nlh, a, argv[0]);
}

static void generic(struct nlmsghdr *nlh, const struct args *a, char **argv)
{
	struct genlmsghdr *genl = mnl_nlmsg_put_extra_header(nlh, sizeof(*genl));
	struct nlattr *link;

	genl->cmd = GRE2890_CMD_TUNNEL_GET;
	mnl_attr_put_u32(nlh, GRE2890_A_TUNNEL_ID, atoi(argv[0]));
	mnl_attr_put_u32(nlh, GRE2890_A_NETNS_INODE,
			 strtoul(strchr(argv[0], '@') + 1, NULL, 10));
	mnl_attr_put_u32(nlh, GRE2890_A_IFINDEX, atoi(argv[1]));
	mnl_attr_put_strz(nlh, GRE2890_A_IFNAME, argv[2]);
	mnl_attr_put_u32(nlh, GRE2890_A_FLAGS, FLAGS);
	link = mnl_attr_nest_start(nlh, GRE2890_A_LINK);
	put_link(nlh, a, GRE2890_KIND);
	mnl_attr_nest_end(nlh, link);
}

int main(int argc, char **argv)
{
	struct nlmsghdr *nlh;
	char buf[4096];
	struct args a;

	if (argc == 4 && !strcmp(argv[1], "addresses"))
		return put_addresses(atoi(argv[2]), atoi(argv[3]));
	if (argc < 4 || !tunnel_parse(&a, NULL, argc - 4, argv + 4)) {
		fputs("usage: message KIND|ID@INODE INDEX NAME [OPTION]...\n",
		      stderr);
		return EXIT_FAILURE;
	}
	tunnel_fill(&a);
	fill_readings(&a.data);
	nlh = mnl_nlmsg_put_header(buf);
	if (strchr(argv[1], '@'))
		generic(nlh, &a, argv + 1);
	else
		route(nlh, &a, argv + 1);
	return fwrite(nlh, nlh->nlmsg_len, 1, stdout) != 1;
}
