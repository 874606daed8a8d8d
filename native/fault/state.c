/* SPDX-License-Identifier: Apache-2.0 */
#include "state.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define WAITS_NS (50 * RB_MS)

bool rb_run_is(const struct rb_run *run, const char *sensor)
{
	return !strcmp(run->options->sensor, sensor);
}

bool rb_run_is_in_process(const struct rb_run *run)
{
	return rb_run_is(run, "interposition");
}

bool rb_run_is_bpf(const struct rb_run *run)
{
	return !strncmp(run->options->sensor, "bpf-", 4);
}

bool rb_run_is_kind(const struct rb_run *run, const char *kind)
{
	return !strcmp(run->options->kind, kind);
}

bool rb_run_is_placebo(const struct rb_run *run)
{
	return !run->options->fault && !rb_run_is_kind(run, "replay");
}

void rb_run_activate(struct rb_run *run)
{
	struct rb_fault *fault = &run->shared->fault;

	fault->activated_ns = rb_clock_ns();
	fault->activations++;
	run->acted = true;
	/* At once: there may be no later. */
	rb_say("x %.3f activated", rb_ms(run, fault->activated_ns));
}

void rb_run_set_form(struct rb_run *run, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(run->form, sizeof(run->form), format, arguments);
	va_end(arguments);
	rb_say("form %s", run->form);
}

const struct rb_exit *rb_run_last_exit(const struct rb_run *run)
{
	return !run->exit_count ? NULL :
		&run->exits[(run->exit_count < RB_EXITS ? run->exit_count : RB_EXITS) - 1];
}

uint64_t rb_run_delivered(const struct rb_run *run)
{
	return run->shared->delivered + run->shared->foreign + run->shared->canaries;
}

uint64_t rb_run_issued(const struct rb_run *run)
{
	uint64_t sum = 0;

	for (int i = 0; i < RB_TASKS; i++)
		sum += __atomic_load_n(&run->scene->tasks[i].operations, __ATOMIC_ACQUIRE);
	return sum;
}

uint64_t rb_run_doubtful_verdicts(const struct rb_run *run)
{
	uint64_t sum = 0;

	for (int i = 0; i <= RB_PROBE; i++)
		sum += run->scene->tasks[i].allowed_refused + run->scene->tasks[i].denied_succeeded;
	return sum;
}

bool rb_run_somebody_waits(const struct rb_run *run)
{
	int64_t now_ns = rb_clock_ns();

	for (int i = 0; i <= RB_PROBE; i++) {
		const struct rb_task *task = &run->scene->tasks[i];

		if (task->pid && !task->ended && task->last_ns && now_ns - task->last_ns > WAITS_NS)
			return true;
	}
	return false;
}

bool rb_run_all_ended(const struct rb_run *run)
{
	for (int i = 0; i < RB_WORKERS; i++)
		if (!run->scene->tasks[i].ended)
			return false;
	return true;
}

int64_t rb_run_stall_ns(const struct rb_run *run)
{
	return run->options->stall_ms * RB_MS * 23 / 20;
}
