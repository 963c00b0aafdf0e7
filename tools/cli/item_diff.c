// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "../attrs.h"
#include "../escape.h"
#include "../format.h"
#include "item_diff.h"

/* More than a tunnel has */
#define ITEMS_MAX	64

/* What "show" would print of a tunnel's options */
struct items {
	char text[ITEMS_MAX][sizeof(((struct item *)0)->text)];
	size_t count;
};

static void take_item(const struct item *item, void *ctx)
{
	struct items *items = ctx;

	if (*item->text && items->count < ITEMS_MAX)
		memcpy(items->text[items->count++], item->text,
		       sizeof(item->text));
}

static bool has(const struct items *items, const char *text)
{
	size_t i;

	for (i = 0; i < items->count; i++)
		if (!strcmp(items->text[i], text))
			return true;
	return false;
}

/* What @items has and @others has not */
static size_t print_items(const struct items *items,
			  const struct items *others, const char *sign, FILE *f)
{
	size_t i, n = 0;

	for (i = 0; i < items->count; i++) {
		if (has(others, items->text[i]))
			continue;
		put_text(f, " %s%s", sign, items->text[i]);
		n++;
	}
	return n;
}

size_t item_diff(const struct attrs *now, const struct attrs *new, FILE *f)
{
	struct items before = { .count = 0 }, after = { .count = 0 };
	size_t n;

	if (now)
		items_walk(now, take_item, &before);
	items_walk(new, take_item, &after);
	n = print_items(&before, &after, "-", f);
	return n + print_items(&after, &before, now ? "+" : "", f);
}
