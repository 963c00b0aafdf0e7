// SPDX-License-Identifier: GPL-2.0
/*
 * The words of "add" and "set": a line of them, or two with a newline in between,
 * of which the first has made the tunnel that the second changes
 */
#include <linux/if_tunnel.h>

#include "../../tools/format.h"
#include "../../tools/test/tunnel.h"
#include "input.h"

#define LINE_MAX	512
#define ARGS_MAX	32
/* All that is shown of a tunnel */
#define LINES_MAX	(64 * sizeof(((struct item *)0)->text))

/* Copied, as it is cut; no more words than tunnel_words() has room for */
static int cut(char *line, char **argv)
{
	char *at;
	int blanks = 0;

	for (at = line; *at; at++)
		if (*at == ' ' && ++blanks == ARGS_MAX - 1)
			*at-- = '\0';
	return tunnel_words(line, argv);
}

static void print(const struct item *item, void *line)
{
	must(memchr(item->text, 0, sizeof(item->text)));
	must(memchr(item->string, 0, sizeof(item->string)));
	if (item->text[0]) {
		strcat(line, item->text);
		strcat(line, " ");
	}
}

/* Some words are not shown, as what they say is the default. */
static void show(const struct args *a, char *line)
{
	*line = '\0';
	items_walk(&a->data, print, line);
}

/* What is shown of a tunnel are words that make one of which the same is shown. */
static void show_and_parse(struct args *a)
{
	char line[LINES_MAX], again[LINES_MAX], *argv[ARGS_MAX * 2];
	struct args same;

	/* "any" says nothing of the family. */
	if (attr_is_zero(&a->data.attr[IFLA_GRE_LOCAL]) &&
	    attr_is_zero(&a->data.attr[IFLA_GRE_REMOTE]))
		return;
	/* Else the names of this host's devices stand for numbers. */
	a->data.foreign = true;
	show(a, line);
	strcpy(again, line);
	must(tunnel_parse(&same, NULL, tunnel_words(again, argv), argv));
	tunnel_fill(&same);
	same.data.foreign = true;
	show(&same, again);
	must(!strcmp(line, again));
}

static bool parse(struct args *a, const struct attrs *now, char *line)
{
	char *argv[ARGS_MAX];
	int argc = cut(line, argv);
	bool right = tunnel_parse(a, now, argc, argv);

	must(right || (a->at >= 0 && a->at < argc && a->error[0]));
	return right;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[LINE_MAX], *second;
	struct args first, change;

	if (size >= sizeof(text) || memchr(data, 0, size))
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	second = strchr(text, '\n');
	if (second)
		*second++ = '\0';
	if (!parse(&first, NULL, text))
		return 0;
	tunnel_fill(&first);
	show_and_parse(&first);
	if (second)
		parse(&change, &first.data, second);
	return 0;
}
