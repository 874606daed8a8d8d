/* SPDX-License-Identifier: Apache-2.0 */
#include "caller.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#define IDENTITY (1u << RB_FIELD_UID | 1u << RB_FIELD_GID | 1u << RB_FIELD_PPID | 1u << RB_FIELD_PARENT)

static uint32_t number_after(const char *text, const char *key)
{
	const char *at = strstr(text, key);

	return at ? (uint32_t)strtoul(at + strlen(key), NULL, 10) : 0;
}

/* Bytes read, ended with a NUL; 0 when the process is gone. */
static size_t read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? 0 : read(fd, text, size - 1);

	if (fd >= 0)
		close(fd);
	text[got > 0 ? got : 0] = '\0';
	return got > 0 ? (size_t)got : 0;
}

void rb_caller_look_up(struct rb_caller *caller, pid_t tgid)
{
	char path[64], text[2048];

	memset(caller, 0, sizeof(*caller));
	snprintf(path, sizeof(path), "/proc/%d/status", (int)tgid);
	if (!read_file(path, text, sizeof(text)))
		return;
	caller->tgid = tgid;
	caller->process = (pid_t)number_after(text, "\nTgid:\t");
	caller->ppid = number_after(text, "\nPPid:\t");
	caller->uid = number_after(text, "\nUid:\t");
	caller->gid = number_after(text, "\nGid:\t");
	snprintf(path, sizeof(path), "/proc/%u/comm", caller->ppid);
	if (read_file(path, text, sizeof(text))) {
		text[strcspn(text, "\n")] = '\0';
		snprintf(caller->parent, sizeof(caller->parent), "%.15s", text);
	}
}

void rb_caller_fill(struct rb_caller *caller, struct rb_record *record,
		    const struct rb_content *content, uint32_t operation, pid_t tgid, pid_t tid)
{
	bool identity = content->header.fields_used & IDENTITY;

	if (identity && caller->tgid != tgid)
		rb_caller_look_up(caller, tgid);
	record->operation = operation;
	record->tgid = (uint32_t)tgid;
	record->tid = (uint32_t)tid;
	record->ppid = identity ? caller->ppid : 0;
	record->uid = identity ? caller->uid : 0;
	record->gid = identity ? caller->gid : 0;
	record->flags = 0;
	record->rule = RB_NO_RULE;
	memcpy(record->parent, caller->parent, sizeof(record->parent));
}

void rb_path_of_descriptor(struct rb_record *record, int fd)
{
	char link[32];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, record->path, sizeof(record->path) - 1);
	record->path[length < 0 ? 0 : length] = '\0';
	record->path_len = length < 0 ? -errno : (int32_t)length + 1;
}

void rb_path_in_memory(struct rb_record *record, pid_t tid, uint64_t address)
{
	/* A read over the end of a mapping fails as a whole where it is one piece, so: by pages. */
	uint64_t in_page = 4096 - address % 4096;
	struct iovec local = { .iov_base = record->path, .iov_len = sizeof(record->path) };
	struct iovec remote[2] = {
		{ .iov_base = (void *)(uintptr_t)address, .iov_len = sizeof(record->path) },
	};
	ssize_t got;

	if (in_page < sizeof(record->path)) {
		remote[0].iov_len = in_page;
		remote[1].iov_base = (void *)(uintptr_t)(address + in_page);
		remote[1].iov_len = sizeof(record->path) - in_page;
	}
	got = process_vm_readv(tid, &local, 1, remote, remote[1].iov_len ? 2 : 1, 0);
	if (got <= 0) {
		record->path[0] = '\0';
		record->path_len = got < 0 ? -errno : -EFAULT;
		return;
	}
	record->path[got - 1] = '\0';
	record->path_len = (int32_t)strlen(record->path) + 1;
}

void rb_socket_address_in_memory(struct rb_record *record, pid_t tid, uint64_t address, uint64_t length)
{
	struct iovec local = { .iov_base = record->path, .iov_len = sizeof(record->path) };
	struct iovec remote = { .iov_base = (void *)(uintptr_t)address };
	ssize_t got;

	remote.iov_len = length < sizeof(record->path) ? length : sizeof(record->path);
	got = process_vm_readv(tid, &local, 1, &remote, 1, 0);
	record->path_len = got < 0 ? -errno : (int32_t)got;
}
