// SPDX-License-Identifier: GPL-2.0
#include <sys/socket.h>
#include <linux/if_tunnel.h>
#include <linux/ip6_tunnel.h>

#include "attrs.h"
#include "defaults.h"

/* Every attribute that the kernel reports, with its value if not 0 */
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
	{ AF_UNSPEC, IFLA_GRE2890_LOCAL_DEV, sizeof(__u32) },
	{ AF_UNSPEC, IFLA_GRE2890_SEQ_MODE, sizeof(__u8) },
	{ AF_UNSPEC, IFLA_GRE2890_SEQ_WINDOW, sizeof(__u32),
	  GRE2890_SEQ_WINDOW_DEFAULT },
	{ AF_UNSPEC, IFLA_GRE2890_REORDER_TIMEOUT, sizeof(__u32),
	  GRE2890_REORDER_TIMEOUT_DEFAULT },
	{ AF_UNSPEC, IFLA_GRE2890_REORDER_BUFFER, sizeof(__u32),
	  GRE2890_REORDER_BUFFER_DEFAULT },
	{ AF_UNSPEC, IFLA_GRE2890_RESYNC_PACKETS, sizeof(__u32) },
	{ AF_UNSPEC, IFLA_GRE2890_RESYNC_IDLE, sizeof(__u32) },
	{ AF_INET, IFLA_GRE_TOS, sizeof(__u8) },
	{ AF_INET, IFLA_GRE_PMTUDISC, sizeof(__u8), 1 },
	{ AF_INET, IFLA_GRE_IGNORE_DF, sizeof(__u8) },
	{ AF_INET6, IFLA_GRE_FLOWINFO, sizeof(__u32) },
	{ AF_INET6, IFLA_GRE_FLAGS, sizeof(__u32), IP6_TNL_F_IGN_ENCAP_LIMIT },
};

static bool checks_order(const struct attrs *s)
{
	unsigned int mode = attrs_number(s, IFLA_GRE2890_SEQ_MODE);

	if (mode == GRE2890_SEQ_MODE_AUTO)
		return attrs_number(s, IFLA_GRE_IFLAGS) & GRE_SEQ;
	return mode != GRE2890_SEQ_MODE_OFF;
}

bool defaults_apply(const struct attrs *s, unsigned int type)
{
	unsigned int mode = attrs_number(s, IFLA_GRE2890_SEQ_MODE);

	switch (type) {
	case IFLA_GRE2890_SEQ_WINDOW:
		return mode == GRE2890_SEQ_MODE_WINDOW;
	case IFLA_GRE2890_REORDER_TIMEOUT:
	case IFLA_GRE2890_REORDER_BUFFER:
		return mode == GRE2890_SEQ_MODE_REORDER;
	case IFLA_GRE2890_RESYNC_PACKETS:
	case IFLA_GRE2890_RESYNC_IDLE:
		return checks_order(s);
	}
	return true;
}

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
		if (!attrs_has(s, defaults[i].type) &&
		    defaults_apply(s, defaults[i].type))
			attrs_load_number(s, defaults[i].type,
					  defaults[i].size, defaults[i].value);
	}
}
