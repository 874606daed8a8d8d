/* SPDX-License-Identifier: Apache-2.0 */
#include "seccomp_carrier.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"

static void settle(void *carrier, const struct rb_question *question, const struct rb_verdict *verdict)
{
	struct rb_seccomp_carrier *state = carrier;
	struct seccomp_notif_resp *response = state->response;

	memset(response, 0, state->response_size);
	response->id = question->cookie;
	if (verdict->decision == RB_DECISION_ALLOW)
		response->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
	else
		response->error = question->object.inode == RB_CANARY_ADDRESS ? -RB_CANARY_ERRNO : -EPERM;
	if (state->settled) /* before it is sent: on the same CPU the caller runs on before the call returns */
		state->settled(state->listener, question, verdict);
	/* ENOENT: the caller is gone, or was interrupted and asks again. */
	if (ioctl(state->listener_fd, SECCOMP_IOCTL_NOTIF_SEND, response) && errno != ENOENT)
		state->error = -errno;
}

static void submit(struct rb_seccomp_carrier *state, struct rb_framework *framework)
{
	const uint64_t address = state->request->data.args[state->address];
	const pid_t tid = (pid_t)state->request->pid;
	struct rb_question question = {
		.cookie = state->request->id, .kind = RB_KIND_CALL, .hold = RB_NO_HOLD, .object.inode = address,
	};

	if (state->arrived)
		state->arrived(state->listener);
	question.record.operation = state->operation;
	question.record.tgid = state->tgid ? state->tgid : (uint32_t)tid;
	question.record.tid = (uint32_t)tid;
	question.record.rule = RB_NO_RULE;
	question.record.path_len = -ENODATA;
	if (state->content)
		rb_caller_fill(&state->caller, &question.record, state->content, state->operation,
			       (pid_t)question.record.tgid, tid);
	if (rb_broker_wants(&framework->broker) & RB_WANTS_PATH)
		rb_path_in_memory(&question.record, tid, address);
	rb_broker_submit(&framework->broker, &question, rb_clock_ns());
}

/* The receiving ioctl always sleeps. */
static bool is_ready(const struct rb_seccomp_carrier *state)
{
	struct pollfd ready = { .fd = state->listener_fd, .events = POLLIN };

	return poll(&ready, 1, 0) > 0 && ready.revents & POLLIN;
}

static int read_calls(void *carrier, struct rb_framework *framework, bool wait)
{
	struct rb_seccomp_carrier *state = carrier;

	if (!wait && !is_ready(state))
		return state->error;
	memset(state->request, 0, state->request_size);
	if (ioctl(state->listener_fd, SECCOMP_IOCTL_NOTIF_RECV, state->request)) {
		if (errno == ENOENT) /* the thread is gone: the block is over */
			usleep(1000);
		return errno == EINTR || errno == ENOENT ? state->error : -errno;
	}
	submit(state, framework);
	return state->error;
}

static void let_go(void *carrier, int hold)
{
	(void)carrier;
	(void)hold; /* there is none */
}

static const struct rb_carrier_ops ops = { .read = read_calls, .settle = settle, .let_go = let_go };

int rb_seccomp_carrier_open(struct rb_seccomp_carrier *state, int listener_fd, struct rb_carrier *carrier,
			    struct rb_reply *reply)
{
	struct seccomp_notif_sizes sizes = { 0 };

	/* The kernel may know larger structures than the headers that we were built with. */
	syscall(__NR_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes);
	state->request_size = sizes.seccomp_notif > sizeof(*state->request) ?
		sizes.seccomp_notif : sizeof(*state->request);
	state->response_size = sizes.seccomp_notif_resp > sizeof(*state->response) ?
		sizes.seccomp_notif_resp : sizeof(*state->response);
	state->listener_fd = listener_fd;
	state->request = calloc(1, state->request_size);
	state->response = calloc(1, state->response_size);
	if (!state->request || !state->response) {
		rb_seccomp_carrier_close(state);
		return rb_refuse_call(reply, RB_CALL_MEMORY, ENOMEM, "a seccomp notification");
	}
	*carrier = (struct rb_carrier){ .ops = &ops, .state = state, .fd = listener_fd, .attend_fds = { -1, -1 } };
	return 0;
}

void rb_seccomp_carrier_close(struct rb_seccomp_carrier *state)
{
	free(state->request);
	free(state->response);
	state->request = NULL;
	state->response = NULL;
	close(state->listener_fd);
}
