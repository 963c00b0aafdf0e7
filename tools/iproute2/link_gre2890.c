// SPDX-License-Identifier: GPL-2.0
/* The link kind gre2890 for an unmodified "ip": ip link ... type gre2890 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <linux/if_tunnel.h>

#include "../args.h"
#include "../escape.h"
#include "../format.h"
#include "../keywords.h"
#include "ip_host.h"

/* The size that ip's own kinds use */
#define REQUEST_SIZE	1024

static const struct rtattr *find(const void *data, int len, int type)
{
	const struct rtattr *rta;

	for (rta = data; RTA_OK(rta, len); rta = RTA_NEXT(rta, len))
		if ((rta->rta_type & NLA_TYPE_MASK) == type)
			return rta;
	return NULL;
}

static const struct rtattr *find_in(const struct rtattr *nest, int type)
{
	return nest ? find(RTA_DATA(nest), RTA_PAYLOAD(nest), type) : NULL;
}

static void load(struct attrs *s, const struct rtattr *rta)
{
	attrs_load(s, rta->rta_type & NLA_TYPE_MASK, RTA_DATA(rta),
		   RTA_PAYLOAD(rta));
}

static bool load_link(struct attrs *s, const struct nlmsghdr *n)
{
	const struct rtattr *info, *kind, *data, *rta;
	int len;

	info = find(IFLA_RTA(NLMSG_DATA(n)), IFLA_PAYLOAD(n), IFLA_LINKINFO);
	kind = find_in(info, IFLA_INFO_KIND);
	data = find_in(info, IFLA_INFO_DATA);
	if (!kind || RTA_PAYLOAD(kind) != sizeof(GRE2890_KIND) ||
	    memcmp(RTA_DATA(kind), GRE2890_KIND, sizeof(GRE2890_KIND)) || !data)
		return false;
	s->foreign = find(IFLA_RTA(NLMSG_DATA(n)), IFLA_PAYLOAD(n),
			  IFLA_LINK_NETNSID);
	len = RTA_PAYLOAD(data);
	for (rta = RTA_DATA(data); RTA_OK(rta, len); rta = RTA_NEXT(rta, len))
		load(s, rta);
	return true;
}

/* Read the present attributes of the link to change. */
static bool read_link(struct attrs *s, const struct nlmsghdr *n)
{
	struct {
		struct nlmsghdr n;
		struct ifinfomsg i;
	} req = {
		.n.nlmsg_len = sizeof(req),
		.n.nlmsg_flags = NLM_F_REQUEST,
		.n.nlmsg_type = RTM_GETLINK,
		.i.ifi_index = ((struct ifinfomsg *)NLMSG_DATA(n))->ifi_index,
	};
	struct nlmsghdr *answer;
	bool is_ours;

	if (rtnl_talk(&rth, &req.n, &answer) < 0)
		return false;
	is_ours = load_link(s, answer);
	free(answer);
	if (!is_ours)
		put_line(stderr, "Error: the link is not of type " GRE2890_KIND ".");
	return is_ours;
}

static unsigned int ifindex(const struct args *a, const char *name)
{
	return ll_name_to_index(name);
}

static void put(void *request, unsigned int type, const void *data, size_t len)
{
	addattr_l(request, REQUEST_SIZE, type, data, len);
}

static void print_help(struct link_util *lu, int argc, char **argv, FILE *f)
{
	put_line(f, "Usage: ... %s [ OPTION ]...", lu->id);
	keywords_help(tunnel_keywords, f);
}

static int parse_opt(struct link_util *lu, int argc, char **argv,
		     struct nlmsghdr *n)
{
	static const struct keyword *const tables[] = { tunnel_keywords, NULL };
	struct args a = {
		.keywords = tables,
		.help = "ip link help " GRE2890_KIND,
		.ifindex = ifindex,
	};
	struct attrs now = { };

	if (!strcmp(*argv, "help")) {
		print_help(lu, argc, argv, stdout);
		exit(EXIT_SUCCESS);
	}
	args_init(&a);
	if (!(n->nlmsg_flags & NLM_F_CREATE)) {
		if (!read_link(&now, n))
			return -1;
		args_change(&a, &now);
	}
	if (!args_parse(&a, argc, argv))
		invarg(escape(a.error), escape(argv[a.at]));
	attrs_emit(&a.data, put, n);
	return 0;
}

static void print_text(const struct item *item)
{
	char *text = escape(item->text);

	if (*text)
		print_color_string(PRINT_FP, COLOR_NONE, NULL, "%s ", text);
	free(text);
}

static void print_item(const struct item *item, void *ctx)
{
	if (!is_json_context()) {
		print_text(item);
		return;
	}
	switch (item->type) {
	case ITEM_STRING:
		print_color_string(PRINT_JSON, COLOR_NONE, item->key, NULL,
				   item->string);
		break;
	case ITEM_NUMBER:
		print_color_uint(PRINT_JSON, COLOR_NONE, item->key, NULL,
				 item->number);
		break;
	case ITEM_BOOL:
		print_color_bool(PRINT_JSON, COLOR_NONE, item->key, NULL,
				 item->number);
		break;
	}
}

static void print_opt(struct link_util *lu, FILE *f, struct rtattr *tb[])
{
	struct attrs s = { };
	int type;

	if (!tb)
		return;
	for (type = 0; type <= lu->maxattr; type++)
		if (tb[type])
			load(&s, tb[type]);
	items_walk(&s, print_item, NULL);
}

static void print_xstats(struct link_util *lu, FILE *f, struct rtattr *xstats)
{
	const struct rtattr *rta;
	__u64 value;
	int type;

	for (type = 0; type <= GRE2890_STAT_MAX; type++) {
		rta = find_in(xstats, type);
		if (!rta || !stat_names[type] || RTA_PAYLOAD(rta) != sizeof(value))
			continue;
		memcpy(&value, RTA_DATA(rta), sizeof(value));
		print_color_u64(PRINT_JSON, COLOR_NONE, stat_names[type], NULL,
				value);
		if (is_json_context() || !value)
			continue;
		print_nl();
		print_color_string(PRINT_FP, COLOR_NONE, NULL, "    %s",
				   stat_names[type]);
		print_color_u64(PRINT_FP, COLOR_NONE, NULL, " %llu ", value);
	}
}

/* Room for callbacks of later versions of iproute2, all NULL */
static struct {
	struct link_util util;
	void *later[8];
} ours = {
	.util = {
		.id = GRE2890_KIND,
		.maxattr = IFLA_GRE2890_MAX,
		.parse_opt = parse_opt,
		.print_opt = print_opt,
		.print_xstats = print_xstats,
		.print_help = print_help,
	},
};

/*
 * Does the host's struct link_util match ours up to print_help?  Its own kind "gre"
 * sets all members except print_xstats.
 */
static bool host_fits(void)
{
	const struct link_util *gre = dlsym(RTLD_DEFAULT, "gre_link_util");

	return gre && gre->id && !strcmp(gre->id, "gre") &&
	       gre->maxattr >= IFLA_GRE_FWMARK && gre->maxattr < UINT8_MAX &&
	       gre->parse_opt && gre->print_opt && !gre->print_xstats &&
	       gre->print_help;
}

typedef void (*symbol)(void);

/*
 * "ip" looks gre2890_link_util up by dlsym(), which calls this and takes what
 * it returns for the symbol's address: NULL tells "ip" that there is none.
 */
__attribute__((used))
static symbol resolve(void)
{
	static bool warned;

	if (host_fits())
		return (symbol)&ours;
	if (!warned)
		fputs("link_gre2890.so does not fit this version of ip; use the command gre2890\n",
		      stderr);
	warned = true;
	return NULL;
}

__attribute__((visibility("default"), ifunc("resolve")))
void gre2890_link_util(void);
