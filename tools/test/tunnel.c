// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "../defaults.h"
#include "../keywords.h"
#include "tunnel.h"

int tunnel_words(char *line, char **argv)
{
	char *word, *rest = line;
	int argc = 0;

	while ((word = strsep(&rest, " ")))
		if (*word)
			argv[argc++] = word;
	return argc;
}

static unsigned int ifindex(const struct args *a, const char *name)
{
	unsigned int index;

	return sscanf(name, "if%u", &index) == 1 ? index : 0;
}

bool tunnel_parse(struct args *a, const struct attrs *now, int argc,
		  char **argv)
{
	static const struct keyword *const tables[] = { tunnel_keywords, NULL };

	*a = (struct args){
		.keywords = tables,
		.help = "help",
		.ifindex = ifindex,
	};
	args_init(a);
	if (now)
		args_change(a, now);
	return args_parse(a, argc, argv);
}

void tunnel_fill(struct args *a)
{
	defaults_fill(&a->data, a->family);
}
