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
#include <sys/fanotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fanotify_group.h"

static uint64_t mask_of(const struct rb_sensor *sensor)
{
	return sensor->operation == RB_EXEC ? FAN_OPEN_EXEC : FAN_OPEN;
}

static int attach_handles(struct rb_sensor *sensor)
{
	return rb_fanotify_open(sensor, FAN_CLASS_NOTIF | FAN_REPORT_DFID_NAME, mask_of(sensor));
}

static int attach_descriptors(struct rb_sensor *sensor)
{
	return rb_fanotify_open(sensor, FAN_CLASS_NOTIF, mask_of(sensor));
}

static int subject_of_handle(const struct fanotify_event_metadata *event)
{
	const struct fanotify_event_info_fid *info = (const void *)(event + 1);
	const struct file_handle *handle = (const void *)info->handle;

	if (event->event_len <= sizeof(*event) ||
	    info->hdr.info_type != FAN_EVENT_INFO_TYPE_DFID_NAME)
		return -1;
	return rb_subject_of_path((const char *)handle->f_handle + handle->handle_bytes);
}

static int subject_of_descriptor(const struct rb_shared *shared, int fd)
{
	struct stat st;

	return fstat(fd, &st) ? -1 : rb_subject_of_inode(shared, st.st_ino);
}

static void deliver(struct rb_shared *shared, const struct fanotify_event_metadata *event)
{
	bool descriptor = event->fd >= 0;
	uint32_t phase = rb_phase(shared);
	int64_t now_ns = phase == RB_PHASE_DELIVERY ? rb_clock_ns() : 0;
	int subject = 0;

	/* In the cost phase a descriptor is not resolved: the mount is ours alone. */
	if (!descriptor)
		subject = subject_of_handle(event);
	else if (phase != RB_PHASE_COST)
		subject = subject_of_descriptor(shared, event->fd);
	if (descriptor)
		close(event->fd);

	if (subject == RB_CANARY_SUBJECT) {
		rb_count_canary(shared);
	} else if (subject < 0) {
		shared->foreign++;
	} else {
		if (now_ns)
			rb_stamp_delivery(shared, rb_newest_on(shared, (uint32_t)subject), now_ns);
		rb_count_event(shared);
	}
}

static int fanotify_notify_poll(struct rb_sensor *sensor)
{
	struct rb_fanotify_group *group = sensor->state;
	const struct fanotify_event_metadata *event = (const void *)group->buffer;
	int left = rb_fanotify_read(sensor);

	if (left < 0)
		return left;
	for (; FAN_EVENT_OK(event, left); event = FAN_EVENT_NEXT(event, left)) {
		if (event->vers != FANOTIFY_METADATA_VERSION)
			return -EPROTO;
		if (event->mask & FAN_Q_OVERFLOW)
			__atomic_store_n(&sensor->shared->lost_unknown, 1, __ATOMIC_RELEASE);
		else
			deliver(sensor->shared, event);
	}
	return 0;
}

const struct rb_sensor_ops rb_fanotify_notify = {
	.id = "fanotify-notify",
	.attach = attach_handles,
	.poll = fanotify_notify_poll,
	.detach = rb_fanotify_close,
};

const struct rb_sensor_ops rb_fanotify_notify_fd = {
	.id = "fanotify-notify-fd",
	.attach = attach_descriptors,
	.poll = fanotify_notify_poll,
	.detach = rb_fanotify_close,
};
