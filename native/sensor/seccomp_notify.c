/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccomp-notify: the same filter point as seccomp-filter, but the filter hands the call to this
 * process and the caller waits (seccomp_unotify(2)). We let all calls continue but the canary.
 * SECCOMP_USER_NOTIF_FLAG_CONTINUE is not a security boundary: another thread of the caller may
 * change the path after our verdict. A sensor that dies fails closed: callers get ENOSYS.
 */
#include <errno.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "caller.h"
#include "descriptor_passing.h"
#include "faulty.h"
#include "interpreter.h"
#include "seccomp_program.h"

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS /* Linux 6.6 */
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1UL << 0)
#endif

static int seccomp_notify_install(struct rb_hook *hook)
{
	int listener = rb_seccomp_install(hook, RB_SECCOMP_ASK);
	int error;

	if (listener < 0)
		return listener;
	error = rb_send_descriptor(hook->control_fd, listener);
	close(listener); /* ours only: a listener that we hold would outlive the sensor */
	return error ? rb_refuse_call(hook->reply, RB_CALL_SOCKET, -error, "send the listener") : 0;
}

const struct rb_hook_ops rb_seccomp_notify_hook = {
	.id = "seccomp-notify",
	.own_thread = true,
	.install = seccomp_notify_install,
	.canary = rb_seccomp_canary,
	.canary_errno = RB_CANARY_ERRNO,
};

/* The same filter point for the platform that asks: its other half is in framework_ask_seccomp.c. */
const struct rb_hook_ops rb_framework_ask_seccomp_hook = {
	.id = "framework-ask-seccomp",
	.own_thread = true,
	.install = seccomp_notify_install,
	.canary = rb_seccomp_canary,
	.canary_errno = RB_CANARY_ERRNO,
};

struct listener {
	int fd;
	struct seccomp_notif *request;
	struct seccomp_notif_resp *response;
	size_t request_size;
	struct rb_caller caller;
};

/* 1: denied. The path may change between our look and the kernel's, and then it is another one. */
static int evaluate(const struct rb_sensor *sensor, struct listener *listener, uint64_t address)
{
	const struct rb_content *content = sensor->content;
	pid_t tid = (pid_t)listener->request->pid;
	/* An exec is its child's, an open its own. */
	pid_t tgid = sensor->operation == RB_EXEC ? tid : (pid_t)sensor->shared->workload_tgid;
	struct rb_record record;

	rb_caller_fill(&listener->caller, &record, content, sensor->operation, tgid, tid);
	rb_path_in_memory(&record, tid, address);
	return rb_denies(content, rb_evaluate_record(content, &record));
}

static void seccomp_notify_detach(struct rb_sensor *sensor)
{
	struct listener *listener = sensor->state;

	close(listener->fd);
	free(listener->request);
	free(listener->response);
	free(listener);
}

static int seccomp_notify_attach(struct rb_sensor *sensor)
{
	struct seccomp_notif_sizes sizes = { 0 };
	struct listener *listener = calloc(1, sizeof(*listener));
	int fd = rb_receive_descriptor(sensor->control_fd);

	if (fd < 0 || !listener) {
		free(listener);
		return rb_refuse_call(sensor->reply, fd < 0 ? RB_CALL_SOCKET : RB_CALL_MEMORY,
				      fd < 0 ? -fd : ENOMEM, "receive the seccomp listener");
	}
	listener->fd = fd;
	/* The kernel may know larger structures than the headers that we were built with. */
	syscall(__NR_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes);
	listener->request_size = sizes.seccomp_notif > sizeof(*listener->request) ?
		sizes.seccomp_notif : sizeof(*listener->request);
	listener->request = calloc(1, listener->request_size);
	listener->response = calloc(1, sizes.seccomp_notif_resp > sizeof(*listener->response) ?
				    sizes.seccomp_notif_resp : sizeof(*listener->response));
	/* On one CPU the kernel may switch straight to the one it wakes; older kernels refuse. */
	if (sensor->handoff == RB_SAME_CPU)
		(void)ioctl(fd, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
	sensor->state = listener;
	return 0;
}

static int seccomp_notify_poll(struct rb_sensor *sensor)
{
	struct listener *listener = sensor->state;
	struct rb_shared *shared = sensor->shared;
	struct seccomp_notif *request = listener->request;
	struct seccomp_notif_resp *response = listener->response;
	int path = rb_seccomp_call_of(sensor->operation)->address;
	uint32_t index = 0, phase;
	bool stamp;

	if (sensor->handoff == RB_BUSY_POLL) {
		struct pollfd ready = { .fd = listener->fd, .events = POLLIN };

		/* The receiving ioctl always sleeps, so spin on readiness. */
		if (poll(&ready, 1, 0) <= 0 || !(ready.revents & POLLIN))
			return 0;
	}
	memset(request, 0, listener->request_size);
	if (ioctl(listener->fd, SECCOMP_IOCTL_NOTIF_RECV, request)) {
		if (errno == ENOENT) /* the thread is gone: the block is over */
			usleep(1000);
		return errno == EINTR || errno == ENOENT ? 0 : -errno;
	}
	phase = rb_phase(shared); /* now: once it is answered, the caller goes on to the next */
	stamp = phase == RB_PHASE_DELIVERY;
	if (stamp) {
		index = rb_in_flight(shared);
		rb_stamp_delivery(shared, index, rb_clock_ns());
	}
	rb_tell_call(sensor, (pid_t)request->pid, (const uint64_t *)request->data.args);
	memset(response, 0, sizeof(*response));
	response->id = request->id;
	if (request->data.args[path] == RB_CANARY_ADDRESS)
		response->error = -RB_CANARY_ERRNO;
	else if (sensor->content && evaluate(sensor, listener, request->data.args[path]))
		response->error = -EPERM;
	else
		response->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	if (rb_has_defect(RB_LOST_VERDICT))
		return 0;
	rb_planted_work();
	/* Before sending: on the same CPU the caller runs on before the ioctl returns. */
	if (stamp)
		rb_stamp_verdict(shared, index, rb_clock_ns());
	if (ioctl(listener->fd, SECCOMP_IOCTL_NOTIF_SEND, response) && errno != ENOENT)
		return -errno;
	if (response->error && phase == RB_PHASE_CANARY)
		rb_count_canary(shared);
	else
		rb_count_event(shared);
	return 0;
}

const struct rb_sensor_ops rb_seccomp_notify = {
	.id = "seccomp-notify",
	.can = { RB_FILE_AND_SOCKET_CALLS, RB_MODE_AUTH },
	.evaluates = true,
	.attach = seccomp_notify_attach,
	.poll = seccomp_notify_poll,
	.detach = seccomp_notify_detach,
};
