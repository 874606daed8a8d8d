/* SPDX-License-Identifier: Apache-2.0 */
/* session_load.c: a load on the attached sensor, guarded so that one which drains nothing is found. */
#include <errno.h>

#include "clock.h"
#include "cpu.h"
#include "drain_guard.h"
#include "session_state.h"

struct load_call {
	struct rb_session *session;
	const struct rb_load *load;
	struct rb_drain_guard guard;
	struct rb_load_result *result;
};

static int run_load(void *argument)
{
	struct load_call *call = argument;

	rb_load_run(call->session->workload, call->session->shared, call->load, &call->guard.issued_now,
		    &call->guard.stop, call->result);
	return 0;
}

int32_t rb_session_load(struct rb_session *session, const struct rb_load *load, bool watched,
			struct rb_load_result *result, int64_t *drained_ns)
{
	struct load_call call = { .session = session, .load = load, .result = result };
	struct rb_shared *shared = session->shared;
	int64_t end_ns;
	int error = 0;

	*drained_ns = 0;
	if (watched)
		error = rb_drain_guard_start(&call.guard, shared, session->process.pid, session->guard_cpu,
					     session->canary_errno);
	if (error)
		return rb_refuse_call(&session->reply, rb_thread_or_affinity(-error), -error,
				      "start the guard of the sensor on CPU %d", session->guard_cpu);
	rb_monitored_thread_call(&session->thread, run_load, &call);
	end_ns = rb_clock_ns();
	/* Still guarded: who does not drain does not answer either. */
	error = result->error || result->unpinned ? 0 : rb_session_settle(session);
	if (watched)
		rb_drain_guard_end(&call.guard);
	if (call.guard.fired)
		return rb_refuse(&session->reply, ETIMEDOUT, "look for a frozen sensor, or a queue that nobody reads",
				 "sensor process stopped draining: nothing came out of it for %d ms, so it was "
				 "killed", RB_DRAIN_MS);
	if (result->unpinned)
		return rb_refuse_call(&session->reply, rb_thread_or_affinity(result->unpinned), result->unpinned,
				      "a thread of the load on a CPU of its own");
	if (result->error)
		return rb_refuse(&session->reply, result->error, "see whether the sensor died",
				 "the monitored operation failed");
	*drained_ns = session->moved_ns > end_ns ? session->moved_ns - end_ns : 0;
	__atomic_store_n(&shared->phase, RB_PHASE_IDLE, __ATOMIC_RELEASE);
	return error;
}
