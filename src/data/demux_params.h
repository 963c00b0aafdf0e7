/* SPDX-License-Identifier: GPL-2.0 */
/* The table of tunnels by identity, for the compiler to inline its functions */
#ifndef GRE2890_DEMUX_PARAMS_H
#define GRE2890_DEMUX_PARAMS_H

#include <linux/rhashtable.h>

#include "pure/ident.h"
#include "state/conf.h"

static inline int tunnel_differs(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct gre2890_conf *conf = obj;

	return gre2890_ident_differs(arg->key, &conf->id);
}

static const struct rhashtable_params tunnels_params = {
	.head_offset = offsetof(struct gre2890_conf, node),
	.key_offset = offsetof(struct gre2890_conf, id),
	.key_len = sizeof(struct gre2890_ident),
	.hashfn = gre2890_ident_hash,
	.obj_cmpfn = tunnel_differs,
	.automatic_shrinking = true,
};

#endif /* GRE2890_DEMUX_PARAMS_H */
