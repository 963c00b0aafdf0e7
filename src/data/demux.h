/* SPDX-License-Identifier: GPL-2.0 */
/* Find the tunnel that a packet belongs to */
#ifndef GRE2890_DEMUX_H
#define GRE2890_DEMUX_H

#include <linux/types.h>

struct gre2890_conf;
struct gre2890_demux;
struct gre2890_ident;
struct net_device;

int gre2890_demux_init(struct gre2890_demux *demux);
void gre2890_demux_exit(struct gre2890_demux *demux);

int gre2890_demux_add(struct gre2890_demux *demux, struct gre2890_conf *conf);
int gre2890_demux_replace(struct gre2890_demux *demux,
			  struct gre2890_conf *old, struct gre2890_conf *new);
void gre2890_demux_del(struct gre2890_demux *demux, struct gre2890_conf *conf);

struct gre2890_conf *gre2890_demux_holder(struct gre2890_demux *demux,
					  const struct gre2890_ident *id,
					  u32 link);
struct gre2890_conf *gre2890_demux_other_asker(struct gre2890_demux *demux,
					       const struct gre2890_ident *id,
					       const struct net_device *dev);
bool gre2890_demux_is_crowded(struct gre2890_demux *demux,
			      const struct gre2890_ident *id);
struct gre2890_conf *gre2890_demux_find(struct gre2890_demux *demux,
					const struct gre2890_ident *id,
					const struct net_device *dev);
struct gre2890_conf *gre2890_demux_find_sender(struct gre2890_demux *demux,
					       const struct gre2890_ident *id,
					       const struct net_device *dev);

#endif /* GRE2890_DEMUX_H */
