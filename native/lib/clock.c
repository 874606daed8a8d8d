/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include <errno.h>
#include <sys/prctl.h>

#include "refusal.h"

int rb_clock_check(struct rb_reply *reply)
{
	struct timespec now = { 0 }, step = { 0 };
	int error;

	if (clock_gettime(CLOCK_MONOTONIC, &now) || clock_getres(CLOCK_MONOTONIC, &step))
		return rb_refuse_call(reply, RB_CALL_CLOCK, errno, "read CLOCK_MONOTONIC");
	if (step.tv_sec || step.tv_nsec > RB_CLOCK_STEP_NS)
		return rb_refuse(reply, ERANGE, "use a kernel with CONFIG_HIGH_RES_TIMERS (boot without highres=off)",
				 "CLOCK_MONOTONIC goes in steps of %lld ns",
				 step.tv_sec * 1000000000LL + step.tv_nsec);
	/* Already due: it returns at once, or is refused. */
	error = clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &now, NULL);
	if (error && error != EINTR)
		return rb_refuse_call(reply, RB_CALL_CLOCK, error, "sleep by CLOCK_MONOTONIC");
	if (prctl(PR_SET_TIMERSLACK, 1UL))
		return rb_refuse_call(reply, RB_CALL_PROCESS_CONTROL, errno, "prctl(PR_SET_TIMERSLACK)");
	return 0;
}
