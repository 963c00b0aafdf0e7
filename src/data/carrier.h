/* SPDX-License-Identifier: GPL-2.0 */
/* The carrier of a tunnel, and its reason */
#ifndef GRE2890_CARRIER_H
#define GRE2890_CARRIER_H

struct gre2890_tunnel;

void gre2890_carrier_init(struct gre2890_tunnel *tunnel);
void gre2890_carrier_update_locked(struct gre2890_tunnel *tunnel);
void gre2890_carrier_update(struct gre2890_tunnel *tunnel);

#endif /* GRE2890_CARRIER_H */
