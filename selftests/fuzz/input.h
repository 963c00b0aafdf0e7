/* SPDX-License-Identifier: GPL-2.0 */
/* What a fuzzer is given, taken in parts */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What must hold; libFuzzer keeps the input for which it does not. */
#define must(condition)							\
	do {								\
		if (!(condition)) {					\
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__,	\
				#condition);				\
			abort();					\
		}							\
	} while (0)

struct input {
	const uint8_t *at;
	const uint8_t *end;
};

/* The next octets as a number, 0 for those that are not there */
static inline uint64_t take(struct input *in, size_t octets)
{
	uint64_t number = 0;

	for (; octets; octets--)
		number = number << 8 | (in->at < in->end ? *in->at++ : 0);
	return number;
}

#endif /* FUZZ_INPUT_H */
