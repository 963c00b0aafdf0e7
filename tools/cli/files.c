// SPDX-License-Identifier: GPL-2.0
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "error.h"
#include "files.h"
#include "json_file.h"
#include "order.h"
#include "wanted.h"

/* Return: false with errno set */
static bool add(struct files *files, const char *name)
{
	files->list = reallocarray(files->list, files->count + 1,
				   sizeof(*files->list));
	if (!files->list)
		abort();
	if (json_file_read(&files->list[files->count], name)) {
		files->count++;
		return true;
	}
	files->unreadable = true;
	return false;
}

static int is_json(const struct dirent *entry)
{
	const char *end = strrchr(entry->d_name, '.');

	return *entry->d_name != '.' && end && !strcmp(end, ".json");
}

static void add_folder(struct files *files, const char *folder)
{
	struct dirent **entries;
	int i, count = scandir(folder, &entries, is_json, alphasort);
	char *name;

	/* With --prune, none would mean to delete all tunnels. */
	if (count <= 0) {
		files->unreadable = true;
		cli_refused(folder, "%s", count ? strerror(errno) :
						  "has no file *.json");
	}
	for (i = 0; i < count; i++) {
		if (asprintf(&name, "%s/%s", folder, entries[i]->d_name) < 0)
			abort();
		if (!add(files, name))
			cli_refused(name, "%s", strerror(errno));
		free(name);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static bool is_folder(const char *name)
{
	struct stat st;

	return strcmp(name, "-") && !stat(name, &st) && S_ISDIR(st.st_mode);
}

void files_read(struct files *files, struct wanted_list *want,
		const struct cli *cli, char **argv)
{
	size_t i;

	*files = (struct files){ .count = 0 };
	for (; *argv; argv++) {
		if (is_folder(*argv))
			add_folder(files, *argv);
		else if (!add(files, *argv))
			cli_usage(cli, argv, "%s", strerror(errno));
	}
	/* Tunnels point to the files, so read all files first. */
	for (i = 0; i < files->count; i++)
		wanted_read(want, &files->list[i]);
	wanted_sort(want);
	order_check(want);
}

size_t files_wrong(const struct files *files)
{
	size_t i, wrong = 0;

	for (i = 0; i < files->count; i++)
		wrong += files->list[i].wrong;
	return wrong;
}

bool files_are_unclear(const struct files *files)
{
	size_t i;

	for (i = 0; i < files->count; i++)
		if (files->list[i].mistake_count || files->list[i].unclear)
			return true;
	return files->unreadable;
}

void files_free(struct files *files)
{
	size_t i;

	for (i = 0; i < files->count; i++)
		json_file_free(&files->list[i]);
	free(files->list);
	*files = (struct files){ .count = 0 };
}
