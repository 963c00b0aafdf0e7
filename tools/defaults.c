// SPDX-License-Identifier: GPL-2.0
#include <sys/socket.h>
#include <linux/if_tunnel.h>
#include <linux/ip6_tunnel.h>

#include "attrs.h"
#include "defaults.h"

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

void defaults_fill(struct attrs *s, int family)
{
	static const unsigned char any[ATTR_SIZE];
	unsigned int size = address_size(family);
	size_t i;

	if (!attrs_has(s, IFLA_GRE_LOCAL))
		attrs_load(s, IFLA_GRE_LOCAL, any, size);
	if (!attrs_has(s, IFLA_GRE_REMOTE))
		attrs_load(s, IFLA_GRE_REMOTE, any, size);
	for (i = 0; i < sizeof(defaults) / sizeof(*defaults); i++) {
		if (defaults[i].family != AF_UNSPEC &&
		    defaults[i].family != family)
			continue;
		if (!attrs_has(s, defaults[i].type))
			attrs_load(s, defaults[i].type, &defaults[i].value,
				   defaults[i].size);
	}
}
