/* SPDX-License-Identifier: GPL-2.0 */
/* For kernels where this is part of <linux/skbuff.h> */
#include <linux/skbuff.h>
