/* SPDX-License-Identifier: Apache-2.0 */
#include "settle.h"

#include "injection.h"
#include "state.h"

/* After the last thing that is waited for. */
#define SETTLE_NS (40 * RB_MS)
#define QUIET_NS (100 * RB_MS)
#define REPLAY_SETTLE_NS (500 * RB_MS)

/* It is told to its end: given up, well again with the content before, or nobody is left. */
static bool replay_is_over(const struct rb_run *run)
{
	int64_t now_ns = rb_clock_ns();
	const struct rb_exit *last = rb_run_last_exit(run);

	if (run->given_up)
		return now_ns - last->at_ns > REPLAY_SETTLE_NS;
	if (run->fell_back && run->recovered_ns)
		return now_ns - run->recovered_ns > REPLAY_SETTLE_NS;
	return rb_run_is_in_process(run) && rb_run_all_ended(run);
}

/* What is neither special to a fault nor to a kind of run: everything stands still, or has come round again. */
static bool has_settled(const struct rb_run *run, int64_t since_ns, int64_t now_ns)
{
	int64_t stall_ns = rb_run_stall_ns(run);
	const struct rb_exit *last = rb_run_last_exit(run);

	if (run->recovered_ns)
		return now_ns - run->recovered_ns > SETTLE_NS;
	if (rb_run_somebody_waits(run))
		return now_ns - since_ns > stall_ns;
	if (run->process.pid && run->options->watchdog && run->detected_ns && !run->restarted_ns)
		return now_ns - since_ns > stall_ns;
	if (run->restarted_ns) /* and no right answer yet */
		return now_ns - run->restarted_ns > stall_ns;
	if (!run->process.pid && !run->given_up && !run->refused[0])
		return false; /* is about to be restarted */
	return !last || now_ns - last->at_ns > QUIET_NS;
}

bool rb_run_is_over(struct rb_run *run)
{
	int64_t now_ns = rb_clock_ns(), since_ns = run->activated_ns;
	enum rb_settled settled = RB_AS_USUAL;

	if (now_ns - run->scene->begin_ns > run->options->limit_ms * RB_MS) {
		run->cut_off = true;
		return true;
	}
	if (rb_run_is_kind(run, "replay"))
		return replay_is_over(run);
	if (rb_run_is_placebo(run) && !since_ns && rb_run_issued(run) >= run->options->trigger) {
		since_ns = run->activated_ns = now_ns;
		run->shared->fault.activations = 1;
	}
	if (run->refused[0] && !since_ns)
		since_ns = run->activated_ns = now_ns;
	if (!since_ns)
		return rb_run_all_ended(run);
	if (now_ns - since_ns < QUIET_NS)
		return false;
	if (run->injection->settle)
		settled = run->injection->settle(run, now_ns - since_ns);
	return settled == RB_AS_USUAL ? has_settled(run, since_ns, now_ns) : settled == RB_SETTLED;
}
