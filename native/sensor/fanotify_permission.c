/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fanotify-permission: the kernel holds every open (exec: every open for execution) below our
 * private mount until this process answers. We allow all but the canary.
 * A sensor that dies fails open: the kernel allows what was waiting (fanotify(7)).
 */
#include <errno.h>
#include <sys/fanotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fanotify_group.h"
#include "faulty.h"
#include "interpreter.h"

static int fanotify_permission_attach(struct rb_sensor *sensor)
{
	return rb_fanotify_open(sensor, FAN_CLASS_CONTENT,
				sensor->operation == RB_EXEC ? FAN_OPEN_EXEC_PERM : FAN_OPEN_PERM);
}

static bool is_canary(const struct rb_shared *shared, int fd)
{
	struct stat st;

	return !fstat(fd, &st) && st.st_ino == shared->canary_key;
}

static bool is_denied(struct rb_sensor *sensor, uint32_t phase,
		      const struct fanotify_event_metadata *event)
{
	if (sensor->content)
		return rb_denies(sensor->content, rb_fanotify_evaluate(sensor, event->fd, event->pid));
	return phase == RB_PHASE_CANARY && is_canary(sensor->shared, event->fd);
}

static int answer(struct rb_sensor *sensor, int group_fd, const struct fanotify_event_metadata *event)
{
	struct rb_shared *shared = sensor->shared;
	struct fanotify_response response = { .fd = event->fd, .response = FAN_ALLOW };
	uint32_t phase = rb_phase(shared);
	uint32_t index = 0;

	if (phase == RB_PHASE_DELIVERY) {
		index = rb_in_flight(shared);
		rb_stamp_delivery(shared, index, rb_clock_ns());
	}
	rb_tell_descriptor(sensor, event->pid, event->fd, true);
	if (is_denied(sensor, phase, event))
		response.response = FAN_DENY;
	if (rb_has_defect(RB_LOST_VERDICT))
		return 0;
	/* Before the write: on the same CPU the caller runs on before the write returns. */
	if (phase == RB_PHASE_DELIVERY)
		rb_stamp_verdict(shared, index, rb_clock_ns());
	rb_planted_work();
	if (write(group_fd, &response, sizeof(response)) != sizeof(response))
		return -errno;
	if (!rb_has_defect(RB_FD_LEAK))
		close(event->fd);
	if (response.response == FAN_DENY)
		rb_count_canary(shared);
	else
		rb_count_event(shared);
	return 0;
}

static int fanotify_permission_poll(struct rb_sensor *sensor)
{
	struct rb_fanotify_group *group = sensor->state;
	const struct fanotify_event_metadata *event = (const void *)group->buffer;
	int left = rb_fanotify_read(sensor);
	int error;

	if (left < 0)
		return left;
	for (; FAN_EVENT_OK(event, left); event = FAN_EVENT_NEXT(event, left)) {
		if (event->vers != FANOTIFY_METADATA_VERSION)
			return -EPROTO;
		error = answer(sensor, group->fd, event);
		if (error)
			return error;
	}
	return 0;
}

const struct rb_sensor_ops rb_fanotify_permission = {
	.id = "fanotify-permission",
	.can = { RB_OPENS_EXECS, RB_MODE_AUTH, .queue = "fs.fanotify.max_queued_events" },
	.evaluates = true,
	.canary_errno = EPERM,
	.attach = fanotify_permission_attach,
	.poll = fanotify_permission_poll,
	.detach = rb_fanotify_close,
};
