/* SPDX-License-Identifier: Apache-2.0 */
/* run.c: does the operations, one after the other or each when it is due, and counts what became of them. */
#include "run.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>

#include "clock.h"
#include "cpu.h"
#include "histogram.h"
#include "stamps.h"

/* It sleeps until so shortly before an operation is due: more of waiting would be the sensor's CPU time. */
#define SPIN_NS 20000

static void wait_until(int64_t due_ns)
{
	int64_t now_ns = rb_clock_ns();

	if (due_ns - now_ns > SPIN_NS) {
		const int64_t wake_ns = due_ns - SPIN_NS;
		const struct timespec wake = {
			.tv_sec = wake_ns / 1000000000, .tv_nsec = wake_ns % 1000000000,
		};

		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wake, NULL);
		now_ns = rb_clock_ns();
	}
	for (; now_ns < due_ns; now_ns = rb_clock_ns())
		rb_relax();
}

static void count_error(struct rb_act_result *result, int error)
{
	if (!error)
		result->done++;
	else if (error == EPERM || error == EACCES)
		result->refused++;
	else
		result->failed++;
	if (error && !result->first_errno)
		result->first_errno = error;
}

static void count_time(struct rb_act_result *result, uint32_t index, int64_t service_ns)
{
	if (service_ns >= 0 && service_ns < RB_ACT_SHORT_NS)
		result->short_service[service_ns]++;
	else
		rb_histogram_add(&result->service, service_ns);
	result->sum_ns += service_ns;
	if (service_ns > result->max_ns) {
		result->max_ns = service_ns;
		result->max_index = index;
	}
}

/* Returns when it ended. */
static int64_t act_once(struct rb_act_result *result, const struct rb_act_options *options,
			struct rb_act_target *target, int64_t due_ns, struct rb_act_stamp *stamp)
{
	const struct rb_act_operation *operation = options->operation;
	int64_t start_ns = rb_clock_ns(), end_ns;
	int error;

	if (stamp) {
		stamp->index = target->index;
		stamp->intended_ns = due_ns ? due_ns : start_ns;
		__atomic_store_n(&stamp->start_ns, start_ns, __ATOMIC_RELEASE);
	}
	error = operation->run(target);
	end_ns = rb_clock_ns();
	if (stamp) {
		stamp->error = error;
		__atomic_store_n(&stamp->end_ns, end_ns, __ATOMIC_RELEASE);
	}
	if (operation->restore)
		operation->restore(target);
	result->issued++;
	count_error(result, error);
	count_time(result, target->index, end_ns - start_ns);
	if (due_ns)
		rb_histogram_add(&result->latency, end_ns - due_ns);
	return end_ns;
}

static void act(struct rb_act_result *result, const struct rb_act_options *options, struct rb_act_stamp *stamps)
{
	const double distance_ns = options->rate > 0 ? 1e9 / options->rate : 0;
	static struct rb_act_target target;
	int64_t now_ns, limit_ns;

	rb_act_begin(&target, options);
	now_ns = result->started_ns = rb_clock_ns();
	limit_ns = options->limit_ns ? now_ns + options->limit_ns : INT64_MAX;
	for (uint32_t i = 0; i < options->count && now_ns < limit_ns; i++) {
		int64_t due_ns = 0;

		rb_act_aim(&target, options->first + i % options->targets);
		if (options->rate > 0) {
			due_ns = result->started_ns + (int64_t)(distance_ns * i);
			if (due_ns >= limit_ns)
				break;
			wait_until(due_ns);
		}
		now_ns = act_once(result, options, &target, due_ns, stamps ? &stamps[i] : NULL);
	}
	result->elapsed_ns = now_ns - result->started_ns;
}

static int64_t ns_of(struct timeval time)
{
	return (time.tv_sec * INT64_C(1000000) + time.tv_usec) * 1000;
}

static struct rb_act_usage usage_now(void)
{
	struct rusage usage = { 0 };

	getrusage(RUSAGE_THREAD, &usage);
	return (struct rb_act_usage){
		.user_ns = ns_of(usage.ru_utime), .system_ns = ns_of(usage.ru_stime),
		.voluntary_switches = usage.ru_nvcsw, .involuntary_switches = usage.ru_nivcsw,
	};
}

static struct rb_act_usage difference(const struct rb_act_usage *before, const struct rb_act_usage *after)
{
	return (struct rb_act_usage){
		.user_ns = after->user_ns - before->user_ns, .system_ns = after->system_ns - before->system_ns,
		.voluntary_switches = after->voluntary_switches - before->voluntary_switches,
		.involuntary_switches = after->involuntary_switches - before->involuntary_switches,
	};
}

int rb_act_run(const struct rb_act_options *options)
{
	static struct rb_act_result result;
	struct rb_act_stamp *stamps = NULL;
	struct rb_act_usage before, after;
	struct rb_reply reply = { 0 };
	FILE *out;

	if (rb_clock_check(&reply) || (options->cpu >= 0 && rb_pin_or_refuse(options->cpu, "the actor", &reply))) {
		fprintf(stderr, "ringbench-act: %s; %s\n", reply.reason, reply.remedy);
		return RB_ACT_UNABLE;
	}
	/* All files before the first operation: nothing of ours is among those. */
	if (options->stamps && !(stamps = rb_act_map_stamps(options->stamps, options->count)))
		return RB_ACT_UNABLE;
	out = rb_act_create_file(options->out);
	if (!out)
		return RB_ACT_UNABLE;
	/* Its pages are there before the first operation. */
	memset(result.short_service, 0, sizeof(result.short_service));
	before = usage_now();
	act(&result, options, stamps);
	after = usage_now();
	result.usage = difference(&before, &after);
	rb_act_print_result(out, options, &result);
	return rb_act_publish_file(out, options->out);
}
