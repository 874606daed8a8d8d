/* SPDX-License-Identifier: Apache-2.0 */
#include "mute.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* No tree of processes is deeper that is not made to keep us busy. */
#define DEEPEST 256

int rb_mute_path(struct rb_mutes *mutes, const char *prefix)
{
	struct rb_muted_prefixes *paths = &mutes->paths;

	if (!*prefix)
		return -EINVAL;
	if (strlen(prefix) >= RB_MUTED_PREFIX)
		return -ENAMETOOLONG;
	if (paths->count == RB_MUTES_MAX)
		return -ENOSPC;
	memcpy(paths->prefixes[paths->count++], prefix, strlen(prefix) + 1);
	return 0;
}

int rb_mute_number(struct rb_muted_numbers *numbers, uint32_t number)
{
	if (numbers->count == RB_MUTES_MAX)
		return -ENOSPC;
	numbers->numbers[numbers->count++] = number;
	return 0;
}

bool rb_mutes_want_path(const struct rb_mutes *mutes)
{
	return mutes->paths.count || mutes->paths.inverted;
}

bool rb_mutes_want_user(const struct rb_mutes *mutes)
{
	return mutes->users.count || mutes->users.inverted;
}

static bool has_number(const struct rb_muted_numbers *muted, uint32_t number)
{
	for (uint32_t i = 0; i < muted->count; i++)
		if (muted->numbers[i] == number)
			return true;
	return false;
}

static bool has_prefix_of(const struct rb_muted_prefixes *muted, const char *path)
{
	for (uint32_t i = 0; path && i < muted->count; i++)
		if (!strncmp(path, muted->prefixes[i], strlen(muted->prefixes[i])))
			return true;
	return false;
}

bool rb_is_muted(const struct rb_mutes *mutes, const struct rb_muted_event *event)
{
	return has_number(&mutes->processes, event->process) != mutes->processes.inverted ||
	       has_number(&mutes->users, event->user) != mutes->users.inverted ||
	       has_prefix_of(&mutes->paths, event->path) != mutes->paths.inverted;
}

/* 0: it has none, or is gone. The name in the line may have any bytes, so what follows its last bracket counts. */
static uint32_t parent_of(uint32_t process)
{
	char path[32], line[512], *end;
	unsigned int parent = 0;
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "/proc/%u/stat", process);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	got = fd < 0 ? 0 : read(fd, line, sizeof(line) - 1);
	if (fd >= 0)
		close(fd);
	line[got > 0 ? got : 0] = '\0';
	end = strrchr(line, ')');
	if (!end || sscanf(end, ") %*c %u", &parent) != 1)
		return 0;
	return parent;
}

bool rb_descends(uint32_t process, uint32_t ancestor)
{
	for (int depth = 0; process && depth < DEEPEST; depth++) {
		if (process == ancestor)
			return true;
		process = parent_of(process);
	}
	return false;
}
