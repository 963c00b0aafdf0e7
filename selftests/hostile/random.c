// SPDX-License-Identifier: GPL-2.0
#include "hostile.h"

static uint64_t state;

/* splitmix64 */
static uint64_t next(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

void random_start(uint64_t seed, uint64_t number)
{
	state = seed;
	state = next() ^ number * 0xd1342543de82ef95;
}

uint32_t below(uint32_t n)
{
	return (next() >> 32) * n >> 32;
}

bool one_in(uint32_t n)
{
	return !below(n);
}

uint32_t some_length(uint32_t max)
{
	uint32_t limit = 1U << below(17);

	return below((limit < max ? limit : max) + 1);
}

void fill(uint8_t *data, size_t len)
{
	while (len--)
		*data++ = next() >> 56;
}
