/* SPDX-License-Identifier: GPL-2.0 */
/* The two parts of IFLA_GRE_FLOWINFO */
#ifndef GRE2890_FLOW_H
#define GRE2890_FLOW_H

#define FLOW_TCLASS_SHIFT	20
#define FLOW_TCLASS_MASK	0x0ff00000u
#define FLOW_LABEL_MASK		0x000fffffu

#endif /* GRE2890_FLOW_H */
