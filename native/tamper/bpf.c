/* SPDX-License-Identifier: Apache-2.0 */
/* bpf.c: what root does to the BPF links and maps of a process: by their numbers, which /proc/PID/fdinfo has. */
#include <dirent.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tamper.h"

#define MOST_VALUE 65536u

struct result {
	int tried, done, error; /* error: of the last that failed */
};

static long bpf(enum bpf_cmd command, union bpf_attr *attributes)
{
	return syscall(__NR_bpf, command, attributes, sizeof(*attributes));
}

static void count(struct result *result, long got)
{
	result->tried++;
	if (got)
		result->error = errno;
	else
		result->done++;
}

static void detach_link(uint32_t id, struct result *result)
{
	union bpf_attr attributes = { 0 };
	long fd;

	attributes.link_id = id;
	fd = bpf(BPF_LINK_GET_FD_BY_ID, &attributes);
	if (fd < 0) {
		count(result, -1);
		return;
	}
	memset(&attributes, 0, sizeof(attributes));
	attributes.link_detach.link_fd = (uint32_t)fd;
	count(result, bpf(BPF_LINK_DETACH, &attributes));
	close((int)fd);
}

static void clear_map(uint32_t id, struct result *result)
{
	static const char value[MOST_VALUE];
	const uint32_t key = 0;
	union bpf_attr attributes = { 0 };
	long fd;

	attributes.map_id = id;
	fd = bpf(BPF_MAP_GET_FD_BY_ID, &attributes);
	if (fd < 0) {
		count(result, -1);
		return;
	}
	memset(&attributes, 0, sizeof(attributes));
	attributes.map_fd = (uint32_t)fd;
	attributes.key = (uint64_t)(uintptr_t)&key;
	attributes.value = (uint64_t)(uintptr_t)value;
	count(result, bpf(BPF_MAP_UPDATE_ELEM, &attributes));
	close((int)fd);
}

static uint32_t number_in(const char *path, const char *name)
{
	char line[200];
	uint32_t number = 0;
	FILE *file = fopen(path, "re");

	while (file && fgets(line, sizeof(line), file))
		if (!strncmp(line, name, strlen(name)))
			number = (uint32_t)strtoul(line + strlen(name), NULL, 10);
	if (file)
		fclose(file);
	return number;
}

int tamper_with_bpf(const char *what, const char *pid)
{
	const bool links = !strcmp(what, "detach-links");
	struct result result = { 0 };
	char directory[64], path[400];
	struct dirent *entry;
	DIR *open;

	snprintf(directory, sizeof(directory), "/proc/%d/fdinfo", atoi(pid));
	open = opendir(directory);
	while (open && (entry = readdir(open))) {
		uint32_t id;

		snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		id = number_in(path, links ? "link_id:" : "map_id:");
		if (id && links)
			detach_link(id, &result);
		else if (id)
			clear_map(id, &result);
	}
	if (open)
		closedir(open);
	printf("%d of %d %s%s%s\n", result.done, result.tried, links ? "links detached" : "maps overwritten",
	       result.error ? "; the others: " : "", result.error ? strerror(result.error) : "");
	return 0;
}
