/* SPDX-License-Identifier: GPL-2.0 */
/* As much of the kernel's headers as src/ needs to be compiled outside of it */
#ifndef FUZZ_LINUX_TYPES_H
#define FUZZ_LINUX_TYPES_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include_next <linux/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef int32_t s32;
typedef uint64_t u64;

/* A constant expression if x is one, unlike htobe16() */
#define cpu_to_be16(x) \
	((u16)(BYTE_ORDER == BIG_ENDIAN ? (x) : __builtin_bswap16(x)))
#define cpu_to_be32(x)	htobe32(x)
#define be16_to_cpu(x)	be16toh(x)
#define be32_to_cpu(x)	be32toh(x)

#define U32_MAX		UINT32_MAX
#define BITS_PER_LONG	(8 * (int)sizeof(long))
#define BUILD_BUG_ON(condition)	_Static_assert(!(condition), #condition)
#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))

#endif /* FUZZ_LINUX_TYPES_H */
