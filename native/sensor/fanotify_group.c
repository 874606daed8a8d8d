/* SPDX-License-Identifier: Apache-2.0 */
#include "fanotify_group.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/fanotify.h>
#include <sys/statfs.h>
#include <linux/magic.h>
#include <unistd.h>

#include "containment.h"
#include "interpreter.h"

int rb_fanotify_open(struct rb_sensor *sensor, unsigned int flags, uint64_t mask)
{
	struct rb_fanotify_group *group = calloc(1, sizeof(*group));
	/* Entries of directories change in file systems and not in mounts; this one is our own as well. */
	unsigned int kind = mask & (FAN_MOVED_TO | FAN_DELETE) ? FAN_MARK_FILESYSTEM : FAN_MARK_MOUNT;
	int error;

	if (!group)
		return rb_refuse_call(sensor->reply, RB_CALL_MEMORY, ENOMEM, "fanotify group");
	if (!rb_is_private_mount(sensor->target_dir)) {
		free(group);
		return rb_refuse_call(sensor->reply, RB_CALL_PRIVATE_MOUNT, EPERM,
				 "fanotify marks only a private mount of ours, and %s is none",
				 sensor->target_dir);
	}
	if (sensor->handoff == RB_BUSY_POLL)
		flags |= FAN_NONBLOCK;
	/* Its length is the system's and not ours; none is what can be asked for. */
	if (sensor->shared->queue_bytes > RB_BPF_RING_BYTES)
		flags |= FAN_UNLIMITED_QUEUE;
	group->fd = fanotify_init(FAN_CLOEXEC | flags, O_RDONLY | O_CLOEXEC | O_LARGEFILE);
	if (group->fd < 0) {
		error = errno;
		free(group);
		return rb_refuse_call(sensor->reply, RB_CALL_FANOTIFY_INIT, error, "fanotify_init(0x%x)", flags);
	}
	if (fanotify_mark(group->fd, FAN_MARK_ADD | kind, mask, AT_FDCWD, sensor->target_dir)) {
		error = errno;
		close(group->fd);
		free(group);
		return rb_refuse_call(sensor->reply, RB_CALL_FANOTIFY_MARK, error, "fanotify_mark(mask 0x%llx, %s)",
				      (unsigned long long)mask, sensor->target_dir);
	}
	sensor->state = group;
	return 0;
}

int rb_fanotify_read(struct rb_sensor *sensor)
{
	struct rb_fanotify_group *group = sensor->state;
	ssize_t got = read(group->fd, group->buffer, sizeof(group->buffer));

	if (got >= 0)
		return (int)got;
	if (errno == EMFILE && rb_has_defect(RB_FD_LEAK))
		return 0; /* goes on as if nothing were wrong */
	return errno == EAGAIN || errno == EINTR ? 0 : -errno;
}

int32_t rb_fanotify_evaluate(struct rb_sensor *sensor, int fd, int32_t tgid)
{
	struct rb_fanotify_group *group = sensor->state;
	struct rb_record record;

	/* It names the process and not the thread. */
	rb_caller_fill(&group->caller, &record, sensor->content, sensor->operation, tgid, 0);
	rb_path_of_descriptor(&record, fd);
	return rb_evaluate_record(sensor->content, &record);
}

void rb_fanotify_close(struct rb_sensor *sensor)
{
	struct rb_fanotify_group *group = sensor->state;

	close(group->fd);
	free(group);
}
