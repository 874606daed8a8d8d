/* SPDX-License-Identifier: Apache-2.0 */
/* session_blocks.c: blocks of operations on the monitored thread, under the guard that ends a sensor which stalls them. */
#include <errno.h>

#include "block.h"
#include "session_state.h"

struct block_call {
	struct rb_session *session;
	int32_t count;
	int64_t limit_ns;
	int64_t interval_ns;
};

static int run_block(void *argument)
{
	struct block_call *call = argument;
	struct rb_session *session = call->session;

	return call->interval_ns ?
		rb_block_open(session->workload, session->shared, call->count, call->interval_ns) :
		rb_block_closed(session->workload, session->shared, call->count, call->limit_ns);
}

static int32_t guarded_block(struct rb_session *session, struct block_call *call)
{
	int done, error;

	if (call->count < 1 || (uint32_t)call->count > RB_SAMPLES)
		return rb_refuse(&session->reply, EINVAL, "use 1 to 32768",
				 "a block of %d operations", call->count);
	rb_stall_guard_watch(&session->guard, true);
	done = rb_monitored_thread_call(&session->thread, run_block, call);
	rb_stall_guard_watch(&session->guard, false);
	if (session->guard.fired)
		return rb_refuse(&session->reply, ETIMEDOUT,
				 "look for a frozen sensor; the operation's caller hangs with it",
				 "sensor process stopped answering: an operation made no progress for "
				 "%d ms, so the sensor was killed", RB_STALL_MS);
	if (done >= 0)
		return done;
	/* A sensor that died explains an operation that fails. */
	error = rb_session_statistics(session);
	return error ? : rb_refuse(&session->reply, -done, "see what else refuses it",
				   "the monitored operation failed");
}

int32_t rb_session_run_closed(struct rb_session *session, int32_t count, int64_t limit_ns)
{
	struct block_call call = { .session = session, .count = count, .limit_ns = limit_ns };

	return guarded_block(session, &call);
}

int32_t rb_session_run_open(struct rb_session *session, int32_t count, int64_t interval_ns)
{
	struct block_call call = { .session = session, .count = count, .interval_ns = interval_ns };

	if (interval_ns < 1 || interval_ns > RB_STALL_MS * INT64_C(1000000) / 2)
		return rb_refuse(&session->reply, EINVAL, "use 1 ns to 1 s",
				 "an interval of %lld ns", (long long)interval_ns);
	return guarded_block(session, &call);
}

int64_t rb_stamp_block_ns(struct rb_session *session, int32_t count, int32_t stamped)
{
	return rb_block_stamp_cost_ns(session->shared, count, stamped);
}
