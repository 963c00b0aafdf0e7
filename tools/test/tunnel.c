// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/if_tunnel.h>
#include <linux/ip6_tunnel.h>

#include "../words.h"
#include "tunnel.h"

int tunnel_words(char *line, char **argv)
{
	char *word, *rest = line;
	int argc = 0;

	while ((word = strsep(&rest, " ")))
		if (*word)
			argv[argc++] = word;
	return argc;
}

static unsigned int ifindex(const struct args *a, const char *name)
{
	unsigned int index;

	return sscanf(name, "if%u", &index) == 1 ? index : 0;
}

bool tunnel_parse(struct args *a, const struct attrs *now, int argc,
		  char **argv)
{
	static const struct word *const tables[] = { option_words, NULL };

	*a = (struct args){
		.words = tables,
		.help = "help",
		.ifindex = ifindex,
	};
	args_init(a);
	if (now)
		args_change(a, now);
	return args_parse(a, argc, argv);
}

/* Every attribute that the kernel always reports, with its value if not 0 */
static const struct {
	int family;
	unsigned int type;
	unsigned int size;
	__u32 value;
} defaults[] = {
	{ AF_UNSPEC, IFLA_GRE_LINK, sizeof(__u32) },
	{ AF_UNSPEC, IFLA_GRE_IFLAGS, sizeof(__u16) },
	{ AF_UNSPEC, IFLA_GRE_OFLAGS, sizeof(__u16) },
	{ AF_UNSPEC, IFLA_GRE_IKEY, sizeof(__u32) },
	{ AF_UNSPEC, IFLA_GRE_OKEY, sizeof(__u32) },
	{ AF_UNSPEC, IFLA_GRE_TTL, sizeof(__u8) },
	{ AF_UNSPEC, IFLA_GRE_FWMARK, sizeof(__u32) },
	{ AF_UNSPEC, IFLA_GRE2890_MODE, sizeof(__u8) },
	{ AF_INET, IFLA_GRE_TOS, sizeof(__u8) },
	{ AF_INET, IFLA_GRE_PMTUDISC, sizeof(__u8), 1 },
	{ AF_INET, IFLA_GRE_IGNORE_DF, sizeof(__u8) },
	{ AF_INET6, IFLA_GRE_FLOWINFO, sizeof(__u32) },
	{ AF_INET6, IFLA_GRE_FLAGS, sizeof(__u32), IP6_TNL_F_IGN_ENCAP_LIMIT },
};

void tunnel_fill(struct args *a)
{
	static const unsigned char any[ATTR_SIZE];
	unsigned int size = address_size(a->family);
	size_t i;

	if (!attrs_has(&a->data, IFLA_GRE_LOCAL))
		attrs_load(&a->data, IFLA_GRE_LOCAL, any, size);
	if (!attrs_has(&a->data, IFLA_GRE_REMOTE))
		attrs_load(&a->data, IFLA_GRE_REMOTE, any, size);
	for (i = 0; i < sizeof(defaults) / sizeof(*defaults); i++) {
		if (defaults[i].family != AF_UNSPEC &&
		    defaults[i].family != a->family)
			continue;
		if (!attrs_has(&a->data, defaults[i].type))
			attrs_load(&a->data, defaults[i].type,
				   &defaults[i].value, defaults[i].size);
	}
}
