// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "../attrs.h"
#include "link.h"
#include "netns.h"
#include "nl.h"

static int take_data(const struct nlattr *attr, void *ctx)
{
	attrs_load(ctx, mnl_attr_get_type(attr), mnl_attr_get_payload(attr),
		   mnl_attr_get_payload_len(attr));
	return MNL_CB_OK;
}

static const struct nl_field info_fields[] = {
	NL_TEXT(IFLA_INFO_KIND, link, kind),
	NL_TEXT(IFLA_INFO_SLAVE_KIND, link, slave_kind),
	{ }
};

static int take_info(const struct nlattr *attr, void *ctx)
{
	struct link *link = ctx;

	if (mnl_attr_get_type(attr) == IFLA_INFO_DATA)
		return mnl_attr_parse_nested(attr, take_data, &link->data);
	if (mnl_attr_get_type(attr) == IFLA_INFO_XSTATS)
		return mnl_attr_parse_nested(attr, counters_load,
					     &link->counters);
	nl_attr_store(attr, info_fields, link);
	link->ours = !strcmp(link->kind, GRE2890_KIND);
	link->in_vrf = !strcmp(link->slave_kind, "vrf");
	return MNL_CB_OK;
}

static void take_stats(struct link *link, const struct nlattr *attr)
{
	size_t len = mnl_attr_get_payload_len(attr);

	if (len > sizeof(link->stats))
		len = sizeof(link->stats);
	memcpy(&link->stats, mnl_attr_get_payload(attr), len);
}

static void take_device(struct link *link, const struct nlattr *attr)
{
	attrs_load(&link->device, mnl_attr_get_type(attr),
		   mnl_attr_get_payload(attr), mnl_attr_get_payload_len(attr));
}

static const struct nl_field link_fields[] = {
	NL_TEXT(IFLA_IFNAME, link, name),
	NL_TEXT(IFLA_IFALIAS, link, alias),
	NL_NUMBER(IFLA_MTU, link, mtu),
	NL_NUMBER(IFLA_OPERSTATE, link, operstate),
	NL_NUMBER(IFLA_CARRIER_DOWN_COUNT, link, carrier_downs),
	NL_NUMBER(IFLA_LINK_NETNSID, link, netnsid),
	{ }
};

static int take_link(const struct nlattr *attr, void *ctx)
{
	struct link *link = ctx;

	nl_attr_store(attr, link_fields, link);
	switch (mnl_attr_get_type(attr)) {
	case IFLA_ADDRESS:
	case IFLA_MTU:
	case IFLA_MASTER:
	case IFLA_GROUP:
		take_device(link, attr);
		break;
	case IFLA_LINK_NETNSID:
		link->data.foreign = true;
		break;
	case IFLA_PROP_LIST:
		link->altnames = true;
		break;
	case IFLA_STATS64:
		take_stats(link, attr);
		break;
	case IFLA_LINKINFO:
		return mnl_attr_parse_nested(attr, take_info, link);
	}
	return MNL_CB_OK;
}

static void take_flags(struct link *link, __u32 flags)
{
	__u32 up = flags & IFF_UP;

	link->flags = flags;
	attrs_load(&link->device, IFLA_UNSPEC, &up, sizeof(up));
}

bool link_load(struct link *link, const struct nlmsghdr *nlh)
{
	const struct ifinfomsg *ifi = nl_payload(nlh, sizeof(*ifi));

	if (!ifi)
		return false;
	*link = (struct link){ .index = ifi->ifi_index };
	take_flags(link, ifi->ifi_flags);
	mnl_attr_parse(nlh, sizeof(*ifi), take_link, link);
	return true;
}

void link_load_nest(struct link *link, const struct nlattr *nest)
{
	take_flags(link, link->flags);
	mnl_attr_parse_nested(nest, take_link, link);
}

static int on_link(const struct nlmsghdr *nlh, void *ctx)
{
	return link_load(ctx, nlh) ? MNL_CB_OK : MNL_CB_ERROR;
}

int link_find(struct nl *nl, const char *name, struct link *link)
{
	char buf[NL_REQUEST_SIZE];
	struct nlmsghdr *nlh = nl_request(buf, RTM_GETLINK, 0);
	size_t len = strlen(name);

	*link = (struct link){ .index = 0 };
	if (len >= LINK_NAME_SIZE)
		return -ENAMETOOLONG;
	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg));
	mnl_attr_put_strz(nlh, len < IF_NAMESIZE ? IFLA_IFNAME : IFLA_ALT_IFNAME,
			  name);
	return nl_talk(nl, nlh, on_link, link);
}

int link_get(struct nl *nl, const char *name, struct link *link)
{
	int err = link_find(nl, name, link);

	if (err || link->ours)
		return err;
	snprintf(nl->message, sizeof(nl->message), "not a link of type %s",
		 GRE2890_KIND);
	return -EINVAL;
}

unsigned int link_index(struct nl *nl, const char *name)
{
	struct link link;

	return link_find(nl, name, &link) ? 0 : link.index;
}

int link_find_index(struct nl *nl, unsigned int index, struct link *link)
{
	char buf[NL_REQUEST_SIZE];
	struct nlmsghdr *nlh = nl_request(buf, RTM_GETLINK, 0);
	struct ifinfomsg *ifi;

	*link = (struct link){ .index = 0 };
	ifi = mnl_nlmsg_put_extra_header(nlh, sizeof(*ifi));
	ifi->ifi_index = index;
	return nl_talk(nl, nlh, on_link, link);
}

const char *link_name(struct nl *nl, unsigned int index, char *name)
{
	struct link link;

	if (link_find_index(nl, index, &link) || !*link.name)
		snprintf(name, IF_NAMESIZE, "if%u", index);
	else
		memcpy(name, link.name, IF_NAMESIZE);
	return name;
}

struct visit {
	void (*visit)(const struct link *link, void *ctx);
	void *ctx;
	bool all;
};

static int on_dump(const struct nlmsghdr *nlh, void *ctx)
{
	const struct visit *v = ctx;
	struct link link;

	if (!link_load(&link, nlh))
		return MNL_CB_ERROR;
	if (v->all || link.ours)
		v->visit(&link, v->ctx);
	return MNL_CB_OK;
}

int link_dump(struct nl *nl,
	      void (*visit)(const struct link *link, void *ctx), void *ctx)
{
	char buf[NL_REQUEST_SIZE];
	struct nlmsghdr *nlh = nl_request(buf, RTM_GETLINK, NLM_F_DUMP);
	struct visit v = { visit, ctx, false };
	struct nlattr *info;

	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg));
	/*
	 * Only with a mask does the kernel reserve room for the longest link.
	 * Without, the dump ends silently before a link that does not fit.
	 */
	mnl_attr_put_u32(nlh, IFLA_EXT_MASK, RTEXT_FILTER_VF);
	info = mnl_attr_nest_start(nlh, IFLA_LINKINFO);
	mnl_attr_put_strz(nlh, IFLA_INFO_KIND, GRE2890_KIND);
	mnl_attr_nest_end(nlh, info);
	return nl_talk(nl, nlh, on_dump, &v);
}

int link_dump_all(struct nl *nl,
		  void (*visit)(const struct link *link, void *ctx), void *ctx)
{
	char buf[NL_REQUEST_SIZE];
	struct nlmsghdr *nlh = nl_request(buf, RTM_GETLINK, NLM_F_DUMP);
	struct visit v = { visit, ctx, true };

	mnl_nlmsg_put_extra_header(nlh, sizeof(struct ifinfomsg));
	return nl_talk(nl, nlh, on_dump, &v);
}

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

static bool find(int netns, const char *name, struct link *link)
{
	struct nl nl;
	bool found;

	if (!netns_socket(&nl, netns))
		return false;
	found = !link_find(&nl, name, link);
	nl_close(&nl);
	return found;
}

static const char *describe(int netns, const char *name, char *text,
			    bool *ours)
{
	bool there = netns >= 0;
	struct link link;

	if (!there || !find(netns, name, &link)) {
		if (!find(-1, name, &link))
			return NULL;
		there = false;
	}
	*ours = link.ours;
	snprintf(text, LINK_TAKEN_SIZE,
		 "a device%s%s has this name (ifindex %u%s)",
		 *link.kind ? " of type " : "", link.kind, link.index,
		 there ? " in the other namespace" :
		 netns >= 0 ? " in the underlay's namespace" : "");
	return text;
}

const char *link_taken(int netns, const char *name, char *text)
{
	bool ours;

	return describe(netns, name, text, &ours);
}

const char *link_taken_by_other(int netns, const char *name, char *text)
{
	bool ours = false;

	return describe(netns, name, text, &ours) && !ours ? text : NULL;
}
