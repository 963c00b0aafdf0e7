/* SPDX-License-Identifier: GPL-2.0 */
/* Creation and deletion of network namespaces */
#ifndef GRE2890_CONTROL_PERNET_H
#define GRE2890_CONTROL_PERNET_H

int gre2890_pernet_init(void);
void gre2890_pernet_exit(void);

#endif /* GRE2890_CONTROL_PERNET_H */
