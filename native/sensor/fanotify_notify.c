/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fanotify-notify: the kernel queues an event for every open (exec: every open for execution)
 * below our private mount; we read the queue. Two ways to name the file:
 *   fanotify-notify      file handles and names (FAN_REPORT_DFID_NAME): nothing to close
 *   fanotify-notify-fd   an open descriptor per event, which we must close
 * The queue merges equal events and overflows at fs.fanotify.max_queued_events; an overflow says
 * that events were lost and not how many.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fanotify_group.h"
#include "faulty.h"

static uint64_t mask_of(const struct rb_sensor *sensor)
{
	switch (sensor->operation) {
	case RB_EXEC:
		return FAN_OPEN_EXEC;
	case RB_WRITE:
		return FAN_MODIFY;
	case RB_RENAME:
		return FAN_MOVED_TO;
	case RB_UNLINK:
		return FAN_DELETE;
	default:
		return FAN_OPEN;
	}
}

static int attach_handles(struct rb_sensor *sensor)
{
	return rb_fanotify_open(sensor, FAN_CLASS_NOTIF | FAN_REPORT_DFID_NAME, mask_of(sensor));
}

static int attach_descriptors(struct rb_sensor *sensor)
{
	return rb_fanotify_open(sensor, FAN_CLASS_NOTIF, mask_of(sensor));
}

/* The name that follows the metadata of an event with a directory handle. */
static int target_of_handle(const struct fanotify_event_metadata *event, const char *bytes)
{
	struct fanotify_event_info_header info;
	struct file_handle handle;
	const char *at = bytes + sizeof(*event);

	if (event->event_len < sizeof(*event) + sizeof(struct fanotify_event_info_fid) + sizeof(handle))
		return -1;
	memcpy(&info, at, sizeof(info));
	if (info.info_type != FAN_EVENT_INFO_TYPE_DFID_NAME)
		return -1;
	at += sizeof(struct fanotify_event_info_fid);
	memcpy(&handle, at, sizeof(handle));
	return rb_target_of_path(at + sizeof(handle) + handle.handle_bytes);
}

static int target_of_descriptor(const struct rb_shared *shared, int fd)
{
	struct stat st;

	return fstat(fd, &st) ? -1 : rb_target_of_key(shared, st.st_ino);
}

/* The directory by its handle, which needs a descriptor of its file system; without one the name alone. */
static void tell_handle(struct rb_sensor *sensor, const struct fanotify_event_metadata *event, const char *bytes)
{
	struct rb_record record = { .operation = sensor->operation, .rule = RB_NO_RULE, .uid = UINT32_MAX };
	const char *at = bytes + sizeof(*event) + sizeof(struct fanotify_event_info_fid);
	union {
		struct file_handle head;
		char bytes[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} handle;
	char link[32], path[PATH_MAX + 256];
	int mount, directory = -1;
	ssize_t length = -1;

	if (event->event_len < sizeof(*event) + sizeof(struct fanotify_event_info_fid) + sizeof(handle.head))
		return;
	memcpy(&handle.head, at, sizeof(handle.head));
	if (handle.head.handle_bytes > MAX_HANDLE_SZ)
		return;
	memcpy(handle.bytes, at, sizeof(handle.head) + handle.head.handle_bytes);
	mount = open(sensor->target_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (mount >= 0) {
		directory = open_by_handle_at(mount, &handle.head, O_PATH | O_CLOEXEC);
		close(mount);
	}
	if (directory >= 0) {
		snprintf(link, sizeof(link), "/proc/self/fd/%d", directory);
		length = readlink(link, path, PATH_MAX - 1);
		close(directory);
	}
	if (length < 0)
		length = 0;
	else
		path[length++] = '/';
	snprintf(path + length, sizeof(path) - (size_t)length, "%.255s",
		 at + sizeof(handle.head) + handle.head.handle_bytes);
	record.tgid = (uint32_t)event->pid;
	rb_tell(&record, path);
}

static void deliver(struct rb_sensor *sensor, const struct fanotify_event_metadata *event,
		    const char *bytes)
{
	struct rb_shared *shared = sensor->shared;
	struct rb_event told = { .rule = RB_NO_RULE, .arrived_ns = rb_arrival_ns(shared) };
	bool descriptor = event->fd >= 0;

	if (rb_tell && descriptor)
		rb_tell_descriptor(sensor, event->pid, event->fd, false);
	else if (rb_tell)
		tell_handle(sensor, event, bytes);
	told.target = descriptor ? target_of_descriptor(shared, event->fd) :
		target_of_handle(event, bytes);
	if (sensor->content)
		told.rule = rb_fanotify_evaluate(sensor, event->fd, event->pid);
	if (descriptor && !rb_has_defect(RB_FD_LEAK))
		close(event->fd);
	rb_deliver_event(shared, &told);
}

static int fanotify_notify_poll(struct rb_sensor *sensor)
{
	struct rb_fanotify_group *group = sensor->state;
	const char *bytes = group->buffer;
	int left = rb_fanotify_read(sensor);
	struct fanotify_event_metadata event;

	if (left < 0)
		return left;
	/* Names make events of any multiple of 4 bytes, so only a copy is aligned. */
	for (; left >= (int)sizeof(event); bytes += event.event_len, left -= (int)event.event_len) {
		memcpy(&event, bytes, sizeof(event));
		if (event.vers != FANOTIFY_METADATA_VERSION || event.event_len < sizeof(event))
			return -EPROTO;
		if (event.mask & FAN_Q_OVERFLOW)
			__atomic_store_n(&sensor->shared->lost_unknown, 1, __ATOMIC_RELEASE);
		else
			deliver(sensor, &event, bytes);
	}
	return 0;
}

const struct rb_sensor_ops rb_fanotify_notify = {
	.id = "fanotify-notify",
	.can = { RB_OPENS_EXECS | RB_CAN(WRITE) | RB_CAN(RENAME) | RB_CAN(UNLINK), RB_MODE_NOTIFY, .queue = "fs.fanotify.max_queued_events" },
	.attach = attach_handles,
	.poll = fanotify_notify_poll,
	.detach = rb_fanotify_close,
};

const struct rb_sensor_ops rb_fanotify_notify_fd = {
	.id = "fanotify-notify-fd",
	.can = { RB_OPENS_EXECS | RB_CAN(WRITE), RB_MODE_NOTIFY, .queue = "fs.fanotify.max_queued_events" },
	.evaluates = true,
	.attach = attach_descriptors,
	.poll = fanotify_notify_poll,
	.detach = rb_fanotify_close,
};
