/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inotify: a watch on the directory of the targets. An event names the file and nobody who did it,
 * so whoever else works in a directory cannot be told from the workload. The queue merges an event that
 * equals the one before it, and overflows at fs.inotify.max_queued_events without a number.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "sensor.h"

struct watch {
	int fd;
	_Alignas(struct inotify_event) char buffer[16384];
};

static uint32_t mask_of(enum rb_operation operation)
{
	switch (operation) {
	case RB_OPEN:
		return IN_OPEN;
	case RB_WRITE:
		return IN_MODIFY;
	case RB_RENAME:
		return IN_MOVED_FROM;
	case RB_UNLINK:
		return IN_DELETE;
	default:
		return 0;
	}
}

static int watch_targets(struct rb_sensor *sensor, int fd)
{
	/* Whoever wants names wants that of the place, too, where a file is renamed to. */
	uint32_t mask = mask_of(sensor->operation) | (rb_tell && sensor->operation == RB_RENAME ? IN_MOVED_TO : 0);
	char to[256];

	if (inotify_add_watch(fd, sensor->target_dir, mask | IN_ONLYDIR) < 0)
		return -errno;
	/* Where the canary is renamed to, and back from. */
	snprintf(to, sizeof(to), "%s/to", sensor->target_dir);
	return sensor->operation == RB_RENAME && !rb_tell && inotify_add_watch(fd, to, mask | IN_ONLYDIR) < 0 ?
		-errno : 0;
}

static int inotify_attach(struct rb_sensor *sensor)
{
	struct watch *watch;
	int error;

	if (!mask_of(sensor->operation))
		return rb_refuse(sensor->reply, EOPNOTSUPP, "see `ringbench list`",
				 "inotify tells of no such operation");
	watch = calloc(1, sizeof(*watch));
	if (!watch)
		return rb_refuse_call(sensor->reply, RB_CALL_MEMORY, ENOMEM, "inotify");
	watch->fd = inotify_init1(IN_CLOEXEC | (sensor->handoff == RB_BUSY_POLL ? IN_NONBLOCK : 0));
	error = watch->fd < 0 ? -errno : watch_targets(sensor, watch->fd);
	if (error) {
		if (watch->fd >= 0)
			close(watch->fd);
		free(watch);
		return rb_refuse_call(sensor->reply, RB_CALL_INOTIFY, -error, "watch %s", sensor->target_dir);
	}
	sensor->state = watch;
	return 0;
}

static void inotify_detach(struct rb_sensor *sensor)
{
	struct watch *watch = sensor->state;

	close(watch->fd);
	free(watch);
}

static void tell(const struct rb_sensor *sensor, const char *name)
{
	const struct rb_record record = { .operation = sensor->operation, .rule = RB_NO_RULE, .uid = UINT32_MAX };
	char path[PATH_MAX + 256];

	snprintf(path, sizeof(path), "%s/%s", sensor->target_dir, name);
	rb_tell(&record, path);
}

static int inotify_poll(struct rb_sensor *sensor)
{
	struct watch *watch = sensor->state;
	ssize_t got = read(watch->fd, watch->buffer, sizeof(watch->buffer));
	const char *at = watch->buffer;

	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	while (got >= (ssize_t)sizeof(struct inotify_event)) {
		const struct inotify_event *event = (const void *)at;
		size_t size = sizeof(*event) + event->len;
		struct rb_event told = {
			.rule = RB_NO_RULE,
			.arrived_ns = rb_arrival_ns(sensor->shared),
			.target = event->len ? rb_target_of_path(event->name) : -1,
		};

		if (rb_tell && event->len)
			tell(sensor, event->name);
		if (event->mask & IN_Q_OVERFLOW)
			__atomic_store_n(&sensor->shared->lost_unknown, 1, __ATOMIC_RELEASE);
		else if (event->mask & mask_of(sensor->operation) && !(event->mask & IN_ISDIR))
			rb_deliver_event(sensor->shared, &told);
		at += size;
		got -= (ssize_t)size;
	}
	return 0;
}

const struct rb_sensor_ops rb_inotify = {
	.id = "inotify",
	.can = { RB_OPENS | RB_CAN(WRITE) | RB_CAN(RENAME) | RB_CAN(UNLINK), RB_MODE_NOTIFY, .queue = "fs.inotify.max_queued_events" },
	.attach = inotify_attach,
	.poll = inotify_poll,
	.detach = inotify_detach,
};
