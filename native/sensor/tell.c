/* SPDX-License-Identifier: Apache-2.0 */
/* tell.c: events with their fields, of mechanisms that hand over less than a record: see `ringbench-sensor print`. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "caller.h"
#include "seccomp_program.h"
#include "sensor.h"

/* Whose it is: of one who waits the user, too, as nobody can take the number over meanwhile. */
static void put_caller(struct rb_record *record, pid_t tid, bool held)
{
	struct rb_caller caller = { 0 };

	record->uid = UINT32_MAX;
	record->tid = (uint32_t)tid;
	if (!held)
		return;
	rb_caller_look_up(&caller, tid);
	if (!caller.tgid)
		return;
	record->tgid = (uint32_t)caller.process;
	record->uid = caller.uid;
	record->gid = caller.gid;
	record->ppid = caller.ppid;
}

void rb_tell_descriptor(const struct rb_sensor *sensor, pid_t pid, int fd, bool held)
{
	struct rb_record record = { .operation = sensor->operation, .rule = RB_NO_RULE };
	char link[32], path[PATH_MAX];
	ssize_t length;

	if (!rb_tell)
		return;
	put_caller(&record, pid, held);
	record.tgid = (uint32_t)pid;
	record.tid = 0;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = readlink(link, path, sizeof(path) - 1);
	path[length < 0 ? 0 : length] = '\0';
	rb_tell(&record, path);
}

void rb_tell_call(const struct rb_sensor *sensor, pid_t tid, const uint64_t *arguments)
{
	const int address = rb_seccomp_call_of(sensor->operation)->address;
	struct rb_record record = { .operation = sensor->operation, .rule = RB_NO_RULE };

	if (!rb_tell)
		return;
	put_caller(&record, tid, true);
	if (sensor->operation == RB_CONNECT)
		rb_socket_address_in_memory(&record, tid, arguments[1], arguments[2]);
	else if (sensor->operation == RB_WRITE)
		record.flags = (uint32_t)arguments[0];
	else
		rb_path_in_memory(&record, tid, arguments[address]);
	rb_tell(&record, NULL);
}
