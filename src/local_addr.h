/* SPDX-License-Identifier: GPL-2.0 */
/* The local address of a tunnel with a "local-dev" */
#ifndef GRE2890_LOCAL_ADDR_H
#define GRE2890_LOCAL_ADDR_H

struct gre2890_conf;

void gre2890_local_addr_resolve(struct gre2890_conf *conf);

#endif /* GRE2890_LOCAL_ADDR_H */
