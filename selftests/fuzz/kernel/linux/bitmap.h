/* SPDX-License-Identifier: GPL-2.0 */
#ifndef FUZZ_LINUX_BITMAP_H
#define FUZZ_LINUX_BITMAP_H

#include <linux/types.h>

static inline bool test_bit(u32 bit, const unsigned long *map)
{
	return map[bit / BITS_PER_LONG] >> bit % BITS_PER_LONG & 1;
}

static inline void __assign_bit(u32 bit, unsigned long *map, bool value)
{
	unsigned long mask = 1UL << bit % BITS_PER_LONG;

	if (value)
		map[bit / BITS_PER_LONG] |= mask;
	else
		map[bit / BITS_PER_LONG] &= ~mask;
}

static inline void __set_bit(u32 bit, unsigned long *map)
{
	__assign_bit(bit, map, true);
}

static inline void bitmap_fill(unsigned long *map, u32 bits)
{
	while (bits--)
		__set_bit(bits, map);
}

static inline u32 bitmap_weight(const unsigned long *map, u32 bits)
{
	u32 weight = 0;

	while (bits--)
		weight += test_bit(bits, map);
	return weight;
}

#endif /* FUZZ_LINUX_BITMAP_H */
