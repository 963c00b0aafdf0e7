// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include <linux/rtnetlink.h>

#include "../attrs.h"
#include "link_request.h"
#include "nl.h"

static void put(void *nlh, unsigned int type, const void *data, size_t len)
{
	if (type != IFLA_UNSPEC)
		mnl_attr_put(nlh, type, len, data);
}

void link_put_info(struct nlmsghdr *nlh, const struct attrs *data)
{
	struct nlattr *info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	struct nlattr *nest;

	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, GRE2890_KIND);
	nest = mnl_attr_nest_start(nlh, IFLA_INFO_DATA);
	attrs_emit(data, put, nlh);
	mnl_attr_nest_end(nlh, nest);
	mnl_attr_nest_end(nlh, info);
}

struct nlmsghdr *link_request(void *buf, const struct link_request *r)
{
	unsigned int flags = r->name ? NLM_F_CREATE | NLM_F_EXCL : 0;
	struct nlmsghdr *nlh = nl_request(buf, RTM_NEWLINK, flags);
	struct ifinfomsg *ifi;

	ifi = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifi));
	ifi->ifi_index = r->index;
	ifi->ifi_change = r->link->attr[IFLA_UNSPEC].set;
	ifi->ifi_flags = attrs_number(r->link, IFLA_UNSPEC) & ifi->ifi_change;
	if (r->name)
		mnl_attr_put_strz(nlh, IFLA_IFNAME, r->name);
	if (r->alias)
		mnl_attr_put(nlh, IFLA_IFALIAS, strlen(r->alias), r->alias);
	attrs_emit(r->link, put, nlh);
	if (r->name || attrs_any(r->data))
		link_put_info(nlh, r->data);
	return nlh;
}

static struct nlmsghdr *about(void *buf, unsigned int type, unsigned int index)
{
	struct nlmsghdr *nlh = nl_request(buf, type, 0);
	struct ifinfomsg *ifi;

	ifi = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifi));
	ifi->ifi_index = index;
	return nlh;
}

struct nlmsghdr *link_delete_request(void *buf, unsigned int index)
{
	return about(buf, RTM_DELLINK, index);
}

struct nlmsghdr *link_group_request(void *buf, unsigned int index,
				    unsigned int group)
{
	struct nlmsghdr *nlh = about(buf, RTM_NEWLINK, index);

	mnl_attr_put_u32(nlh, IFLA_GROUP, group);
	return nlh;
}

struct nlmsghdr *link_group_delete_request(void *buf, unsigned int group)
{
	struct nlmsghdr *nlh = about(buf, RTM_DELLINK, 0);

	mnl_attr_put_u32(nlh, IFLA_GROUP, group);
	return nlh;
}
