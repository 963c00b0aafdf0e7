// SPDX-License-Identifier: GPL-2.0
/*
 * Writes a link to standard output, as RTM_NEWLINK brings it:
 *
 *	message KIND INDEX NAME [OPTION]...
 */
#include <stdio.h>
#include <stdlib.h>
#include <net/if.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "../stats.h"
#include "tunnel.h"

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

static void put_link(struct nlmsghdr *nlh, const struct args *a, char **argv)
{
	struct rtnl_link_stats64 stats = {
		.rx_packets = 11,
		.rx_bytes = 1100,
		.tx_packets = 22,
		.tx_bytes = 2200,
		.rx_dropped = 3,
	};
	struct nlattr *info;

	mnl_attr_put_strz(nlh, IFLA_IFNAME, argv[2]);
	mnl_attr_put_u32(nlh, IFLA_MTU, 1472);
	mnl_attr_put_u8(nlh, IFLA_OPERSTATE, IF_OPER_UNKNOWN);
	mnl_attr_put(nlh, IFLA_STATS64, sizeof(stats), &stats);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, argv[0]);
	put_data(nlh, a);
	put_xstats(nlh);
	mnl_attr_nest_end(nlh, info);
}

int main(int argc, char **argv)
{
	struct nlmsghdr *nlh;
	struct ifinfomsg *ifi;
	char buf[4096];
	struct args a;

	if (argc < 4 || !tunnel_parse(&a, NULL, argc - 4, argv + 4)) {
		fputs("usage: message KIND INDEX NAME [OPTION]...\n", stderr);
		return EXIT_FAILURE;
	}
	tunnel_fill(&a);
	nlh = mnl_nlmsg_put_header(buf);
	nlh->nlmsg_type = RTM_NEWLINK;
	ifi = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifi));
	ifi->ifi_type = a.family == AF_INET ? ARPHRD_IPGRE : ARPHRD_IP6GRE;
	ifi->ifi_index = atoi(argv[2]);
	ifi->ifi_flags = IFF_UP | IFF_LOWER_UP | IFF_NOARP | IFF_POINTOPOINT;
	put_link(nlh, &a, argv + 1);
	return fwrite(nlh, nlh->nlmsg_len, 1, stdout) != 1;
}
