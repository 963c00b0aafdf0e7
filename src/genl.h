/* SPDX-License-Identifier: GPL-2.0 */
/* Generic netlink: what belongs to a namespace and to no link */
#ifndef GRE2890_GENL_H
#define GRE2890_GENL_H

int gre2890_genl_init(void);
void gre2890_genl_exit(void);

#endif /* GRE2890_GENL_H */
