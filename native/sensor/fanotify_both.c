/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fanotify-one-group, fanotify-two-groups: a sensor that refuses and also keeps a record of what was
 * opened: permission events and notifications of the same opens. In one group the notifications queue
 * before the next question; in two groups questions are always answered first.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/fanotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fanotify_group.h"

#define POLL_MS 100

struct both {
	struct rb_fanotify_group *asking;
	struct rb_fanotify_group *telling; /* the same in fanotify-one-group */
};

static int open_group(struct rb_sensor *sensor, unsigned int class, uint64_t mask,
		      struct rb_fanotify_group **group)
{
	int error = rb_fanotify_open(sensor, class | FAN_NONBLOCK, mask);

	*group = error ? NULL : sensor->state;
	return error;
}

static void detach(struct rb_sensor *sensor)
{
	struct both *both = sensor->state;

	if (both->telling != both->asking) {
		sensor->state = both->telling;
		rb_fanotify_close(sensor);
	}
	sensor->state = both->asking;
	rb_fanotify_close(sensor);
	free(both);
}

static int attach(struct rb_sensor *sensor, bool one)
{
	struct both *both = calloc(1, sizeof(*both));
	int error;

	if (!both)
		return rb_refuse_call(sensor->reply, RB_CALL_MEMORY, ENOMEM, "fanotify groups");
	error = open_group(sensor, FAN_CLASS_CONTENT, one ? FAN_OPEN_PERM | FAN_OPEN : FAN_OPEN_PERM,
			   &both->asking);
	both->telling = both->asking;
	if (!error && !one) {
		error = open_group(sensor, FAN_CLASS_NOTIF, FAN_OPEN, &both->telling);
		if (error) {
			sensor->state = both->asking;
			rb_fanotify_close(sensor);
		}
	}
	if (error)
		free(both);
	else
		sensor->state = both;
	return error;
}

static int one_group_attach(struct rb_sensor *sensor)
{
	return attach(sensor, true);
}

static int two_groups_attach(struct rb_sensor *sensor)
{
	return attach(sensor, false);
}

static int answer(struct rb_shared *shared, int group_fd, const struct fanotify_event_metadata *event)
{
	struct fanotify_response response = { .fd = event->fd, .response = FAN_ALLOW };
	uint32_t phase = rb_phase(shared);
	struct stat st;

	if (phase == RB_PHASE_CANARY && !fstat(event->fd, &st) && st.st_ino == shared->canary_key)
		response.response = FAN_DENY;
	if (phase == RB_PHASE_DELIVERY)
		rb_stamp_verdict(shared, rb_in_flight(shared), rb_clock_ns());
	if (write(group_fd, &response, sizeof(response)) != sizeof(response))
		return -errno;
	if (response.response == FAN_DENY)
		rb_count_canary(shared);
	return 0;
}

static void tell(struct rb_shared *shared, const struct fanotify_event_metadata *event)
{
	struct rb_event told = { .rule = RB_NO_RULE, .arrived_ns = rb_arrival_ns(shared) };
	struct stat st;

	told.target = fstat(event->fd, &st) ? -1 : rb_target_of_key(shared, st.st_ino);
	rb_deliver_event(shared, &told);
}

/* Bytes that were there, or a negative errno. */
static int drain(struct rb_sensor *sensor, struct rb_fanotify_group *group)
{
	const struct fanotify_event_metadata *event = (const void *)group->buffer;
	int got = (int)read(group->fd, group->buffer, sizeof(group->buffer)), left = got;
	int error = 0;

	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	for (; FAN_EVENT_OK(event, left) && !error; event = FAN_EVENT_NEXT(event, left)) {
		if (event->mask & FAN_Q_OVERFLOW) {
			__atomic_store_n(&sensor->shared->lost_unknown, 1, __ATOMIC_RELEASE);
			continue;
		}
		if (event->mask & FAN_OPEN_PERM)
			error = answer(sensor->shared, group->fd, event);
		else
			tell(sensor->shared, event);
		close(event->fd);
	}
	return error ? error : got;
}

static int both_poll(struct rb_sensor *sensor)
{
	const struct both *both = sensor->state;
	struct pollfd ready[2] = {
		{ .fd = both->asking->fd, .events = POLLIN },
		{ .fd = both->telling == both->asking ? -1 : both->telling->fd, .events = POLLIN },
	};
	int got;

	if (sensor->handoff != RB_BUSY_POLL && poll(ready, 2, POLL_MS) < 0)
		return errno == EINTR ? 0 : -errno;
	got = drain(sensor, both->asking);
	/* Only when nobody waits. */
	if (!got && both->telling != both->asking)
		got = drain(sensor, both->telling);
	return got < 0 ? got : 0;
}

const struct rb_sensor_ops rb_fanotify_one_group = {
	.id = "fanotify-one-group",
	.can = { RB_OPENS, RB_MODE_AUTH, .queue = "fs.fanotify.max_queued_events" },
	.canary_errno = EPERM,
	.attach = one_group_attach,
	.poll = both_poll,
	.detach = detach,
};

const struct rb_sensor_ops rb_fanotify_two_groups = {
	.id = "fanotify-two-groups",
	.can = { RB_OPENS, RB_MODE_AUTH, .queue = "fs.fanotify.max_queued_events" },
	.canary_errno = EPERM,
	.attach = two_groups_attach,
	.poll = both_poll,
	.detach = detach,
};
