/* SPDX-License-Identifier: GPL-2.0 */
/* The files that "apply" is given */
#ifndef GRE2890_FILES_H
#define GRE2890_FILES_H

#include <stdbool.h>
#include <stddef.h>

struct cli;
struct json_file;
struct wanted_list;

/**
 * struct files - files that describe tunnels
 * @list: the files
 * @count: how many there are
 * @unreadable: some could not be read, which has been reported
 */
struct files {
	struct json_file *list;
	size_t count;
	bool unreadable;
};

/**
 * files_read() - read files, and take their tunnels
 * @files: filled in
 * @want: an empty list; put in order.  It refers to @files
 * @cli: the command, for errors
 * @argv: names of files and folders; of a folder, all *.json in alphabetical order
 *
 * Reports all mistakes, but no missing devices and namespaces.
 */
void files_read(struct files *files, struct wanted_list *want,
		const struct cli *cli, char **argv);

/**
 * files_wrong() - count the mistakes of the files
 * @files: the files
 */
size_t files_wrong(const struct files *files);

/**
 * files_are_unclear() - may the files describe tunnels that are not known?
 * @files: the files
 *
 * Return: true if a file can't be read, or has a mistake outside its tunnels.
 */
bool files_are_unclear(const struct files *files);

/**
 * files_free() - forget the files
 * @files: the files
 */
void files_free(struct files *files);

#endif /* GRE2890_FILES_H */
