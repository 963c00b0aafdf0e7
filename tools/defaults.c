// SPDX-License-Identifier: GPL-2.0
#include <sys/socket.h>
#include <linux/if_tunnel.h>

#include "attr_table.h"
#include "attrs.h"
#include "defaults.h"

/* Does an answer have this number, over this underlay? */
static bool is_reported(unsigned int type, int family)
{
	switch (type) {
	case IFLA_GRE_TOS:
	case IFLA_GRE_PMTUDISC:
	case IFLA_GRE_IGNORE_DF:
		return family == AF_INET;
	case IFLA_GRE_FLOWINFO:
	case IFLA_GRE_FLAGS:
		return family == AF_INET6;
	case IFLA_GRE_ENCAP_LIMIT:
		/* It means nothing beside IP6_TNL_F_IGN_ENCAP_LIMIT, the default. */
		return false;
	}
	return attr_table[type].size;
}

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
	case IFLA_GRE2890_KEEPALIVE_RETRIES:
	case IFLA_GRE2890_KEEPALIVE_HOLD:
	case IFLA_GRE2890_KEEPALIVE_FORM:
	case IFLA_GRE2890_KEEPALIVE_LOSS:
	case IFLA_GRE2890_KEEPALIVE_RTT:
		return attrs_number(s, IFLA_GRE2890_KEEPALIVE);
	}
	return true;
}

void defaults_fill(struct attrs *s, int family)
{
	static const unsigned char any[ATTR_SIZE];
	unsigned int size = address_size(family);
	unsigned int type;

	if (!attrs_has(s, IFLA_GRE_LOCAL))
		attrs_load(s, IFLA_GRE_LOCAL, any, size);
	if (!attrs_has(s, IFLA_GRE_REMOTE))
		attrs_load(s, IFLA_GRE_REMOTE, any, size);
	for (type = 0; type <= IFLA_GRE2890_MAX; type++)
		if (is_reported(type, family) && !attrs_has(s, type) &&
		    defaults_apply(s, type))
			attrs_load_number(s, type, attr_table[type].size,
					  attr_table[type].initial);
}
