// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "attrs.h"
#include "item.h"
#include "words.h"

void items_walk(const struct attrs *s,
		void (*print)(const struct item *item, void *ctx), void *ctx)
{
	int family = attrs_family(s);
	const struct word *w;

	for (w = option_words; w->name; w++) {
		struct item item = { .key = w->key };

		if (w->format && w->format(s, family, w, &item))
			print(&item, ctx);
	}
}
