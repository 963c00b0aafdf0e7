/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_LINUX_BITOPS_H
#define FUZZ_LINUX_BITOPS_H

#define BIT(nr)			(1UL << (nr))
#define GENMASK_ULL(high, low)	(~0ULL >> (63 - (high)) & ~0ULL << (low))
#define hweight64(word)		((unsigned int)__builtin_popcountll(word))

#endif /* FUZZ_LINUX_BITOPS_H */
