/* SPDX-License-Identifier: Apache-2.0 */
/*
 * framework-ask-seccomp: the platform of framework-ask with the filter of seccomp-notify as its carrier. The half in the
 * monitored thread is the one of seccomp_notify.c. A broker that dies fails closed: callers get ENOSYS.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "asking.h"
#include "descriptor_passing.h"
#include "seccomp_carrier.h"
#include "seccomp_program.h"

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS /* Linux 6.6 */
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

struct by_seccomp {
	struct rb_asking asking;
	struct rb_seccomp_carrier carrier;
};

static int open_carrier(struct by_seccomp *state)
{
	struct rb_sensor *sensor = state->asking.sensor;
	struct rb_carrier carrier;
	int fd = rb_receive_descriptor(sensor->control_fd);
	int error;

	if (fd < 0)
		return rb_refuse_call(sensor->reply, RB_CALL_SOCKET, -fd, "receive the seccomp listener");
	/* On one CPU the kernel may switch straight to the one it wakes; older kernels refuse. */
	if (sensor->handoff == RB_SAME_CPU)
		(void)ioctl(fd, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
	state->carrier = (struct rb_seccomp_carrier){
		.operation = sensor->operation,
		.address = rb_seccomp_call_of(sensor->operation)->address,
		/* An exec is its child's, an open its own. */
		.tgid = sensor->operation == RB_EXEC ? 0 : sensor->shared->workload_tgid,
		.content = sensor->content,
		.arrived = rb_asking_arrived, .settled = rb_asking_settled, .listener = &state->asking,
	};
	error = rb_seccomp_carrier_open(&state->carrier, fd, &carrier, sensor->reply);
	if (!error)
		rb_framework_carry(&state->asking.framework, &carrier);
	return error;
}

static int attach(struct rb_sensor *sensor)
{
	struct by_seccomp *state = calloc(1, sizeof(*state));
	int error;

	if (!state)
		return rb_refuse_call(sensor->reply, RB_CALL_MEMORY, ENOMEM, "framework");
	error = rb_asking_open(&state->asking, sensor, 1, 0);
	if (!error) {
		error = open_carrier(state);
		if (error)
			rb_framework_close(&state->asking.framework);
	}
	if (error)
		free(state);
	else
		sensor->state = state;
	return error;
}

static void detach(struct rb_sensor *sensor)
{
	struct by_seccomp *state = sensor->state;

	rb_framework_close(&state->asking.framework);
	rb_seccomp_carrier_close(&state->carrier);
	free(state);
}

static int ask_poll(struct rb_sensor *sensor)
{
	struct by_seccomp *state = sensor->state;

	return rb_framework_turn(&state->asking.framework);
}

static void statistics(struct rb_sensor *sensor)
{
	struct by_seccomp *state = sensor->state;

	rb_asking_statistics(&state->asking);
}

const struct rb_sensor_ops rb_framework_ask_seccomp = {
	.id = "framework-ask-seccomp",
	.can = { RB_FILE_AND_SOCKET_CALLS, RB_MODE_AUTH },
	.evaluates = true,
	.attach = attach,
	.poll = ask_poll,
	.statistics = statistics,
	.detach = detach,
};
