/* SPDX-License-Identifier: GPL-2.0 */
/* Find the tunnel that answers without a key belong to */
#ifndef GRE2890_ASKER_H
#define GRE2890_ASKER_H

#include <linux/types.h>

struct gre2890_conf;
struct gre2890_demux;
struct gre2890_ident;
struct rhltable;

int gre2890_askers_init(struct rhltable *askers);

bool gre2890_asker_is_hashed(const struct gre2890_conf *conf);
int gre2890_asker_add(struct gre2890_demux *demux, struct gre2890_conf *conf);
void gre2890_asker_del(struct gre2890_demux *demux, struct gre2890_conf *conf);
struct gre2890_conf *gre2890_asker_find(struct gre2890_demux *demux,
					const struct gre2890_ident *id);

#endif /* GRE2890_ASKER_H */
