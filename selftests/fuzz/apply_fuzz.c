// SPDX-License-Identifier: GPL-2.0
/* The files that "apply" reads; the namespaces that they name are not there, or this one */
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>
#include <sys/mman.h>

#include "../../tools/cli/json_file.h"
#include "../../tools/cli/netns.h"
#include "../../tools/cli/wanted.h"
#include "input.h"

int __wrap_netns_open(const char *name);
bool __wrap_netns_is_here(int fd);
const char *__wrap_netns_name(const char *name);

int __wrap_netns_open(const char *name)
{
	return strlen(name) % 2 ? -1 : open("/dev/null", O_RDONLY);
}

bool __wrap_netns_is_here(int fd)
{
	return false;
}

const char *__wrap_netns_name(const char *name)
{
	return name;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wanted_list list = {};
	struct json_file file;
	char name[32];
	int fd = memfd_create("apply", 0);

	must(write(fd, data, size) == (ssize_t)size);
	lseek(fd, 0, SEEK_SET);
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	must(json_file_read(&file, name));
	must(file.root || file.wrong);
	wanted_read(&list, &file);
	wanted_sort(&list);
	must(!file.wrong || file.mark.line);
	wanted_free(&list);
	json_file_free(&file);
	close(fd);
	return 0;
}
