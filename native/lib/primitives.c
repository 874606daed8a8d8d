/* SPDX-License-Identifier: Apache-2.0 */
/* primitives.c: what Java asks about the library itself. */
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>

#include "clock.h"
#include "refusal.h"
#include "session.h"

int32_t rb_abi_version(void)
{
	return RB_ABI_VERSION;
}

int64_t rb_now_ns(void)
{
	return rb_clock_ns();
}

int32_t rb_die_with_parent(void)
{
	return prctl(PR_SET_PDEATHSIG, SIGKILL) ? -errno : 0;
}

int32_t rb_die_with_parent_or_refuse(struct rb_reply *reply)
{
	int error = rb_die_with_parent();

	return error ? rb_refuse_call(reply, RB_CALL_PROCESS_CONTROL, -error, "prctl(PR_SET_PDEATHSIG)") : 0;
}

int64_t rb_layout(int32_t field)
{
	static const int64_t layout[] = {
		[RB_LAYOUT_SHARED_SIZE] = sizeof(struct rb_shared),
		[RB_LAYOUT_ISSUED] = offsetof(struct rb_shared, issued),
		[RB_LAYOUT_DELIVERED] = offsetof(struct rb_shared, delivered),
		[RB_LAYOUT_LOST] = offsetof(struct rb_shared, lost),
		[RB_LAYOUT_LOST_UNKNOWN] = offsetof(struct rb_shared, lost_unknown),
		[RB_LAYOUT_CANARIES] = offsetof(struct rb_shared, canaries),
		[RB_LAYOUT_FOREIGN] = offsetof(struct rb_shared, foreign),
		[RB_LAYOUT_CPU_USER] = offsetof(struct rb_shared, cpu_user_ns),
		[RB_LAYOUT_CPU_SYSTEM] = offsetof(struct rb_shared, cpu_system_ns),
		[RB_LAYOUT_PEAK_RSS] = offsetof(struct rb_shared, peak_rss_kib),
		[RB_LAYOUT_SAMPLES] = offsetof(struct rb_shared, samples),
		[RB_LAYOUT_SAMPLE_SIZE] = sizeof(struct rb_sample),
		[RB_LAYOUT_SAMPLE_INTENDED] = offsetof(struct rb_sample, intended_ns),
		[RB_LAYOUT_SAMPLE_START] = offsetof(struct rb_sample, start_ns),
		[RB_LAYOUT_SAMPLE_END] = offsetof(struct rb_sample, end_ns),
		[RB_LAYOUT_SAMPLE_DELIVERED] = offsetof(struct rb_sample, delivered_ns),
		[RB_LAYOUT_SAMPLE_VERDICT] = offsetof(struct rb_sample, verdict_ns),
		[RB_LAYOUT_SAMPLE_COUNT] = RB_SAMPLES,
		[RB_LAYOUT_VOLUNTARY_SWITCHES] = offsetof(struct rb_shared, voluntary_switches),
	};

	if (field < 0 || (size_t)field >= sizeof(layout) / sizeof(layout[0]))
		return -EINVAL;
	return layout[field];
}
