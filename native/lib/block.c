/* SPDX-License-Identifier: Apache-2.0 */
#include "block.h"

#include <string.h>
#include <time.h>

#include "clock.h"

/* Before the first operation of a block: stamps for it go nowhere, and + 1 gives 0. */
#define RB_NO_OPERATION UINT32_MAX
/* The open loop wakes this long before an operation is due. */
#define RB_SPIN_NS 120000

/*
 * No operation at all: what a stamped block costs by itself. Kept out of line like the others and
 * called through the same pointer.
 */
static int run_nothing(struct rb_workload *workload, uint32_t target)
{
	__asm__ __volatile__("" : : "r"(workload), "r"(target) : "memory");
	return 0;
}

/* Whether the sensor is to see it: what nobody watches is not issued to anybody. */
static void count_issued(struct rb_shared *shared, int32_t done)
{
	if (shared->operation != RB_STAT)
		shared->issued += done > 0 ? (uint32_t)done : shared->current + 1;
}

static int32_t closed_loop(struct rb_workload *workload, struct rb_shared *shared, int32_t count,
			   int64_t limit_ns)
{
	const struct rb_workload_ops *ops = workload->ops;
	const uint32_t mask = ops->target_count - 1;
	int64_t begin_ns = rb_clock_ns();
	int32_t i;

	for (i = 0; i < count; i++) {
		struct rb_sample *sample = &shared->samples[i];
		const uint32_t target = (uint32_t)i & mask;
		int64_t start_ns, end_ns;
		int error;

		__atomic_store_n(&shared->current, (uint32_t)i, __ATOMIC_RELEASE);
		start_ns = rb_clock_ns();
		error = ops->run(workload, target);
		end_ns = rb_clock_ns();
		sample->intended_ns = start_ns;
		sample->start_ns = start_ns;
		sample->end_ns = end_ns;
		if (error)
			return -error;
		if (ops->restore)
			ops->restore(workload, target);
		if (end_ns - begin_ns > limit_ns)
			return i + 1;
	}
	return i;
}

int rb_block_closed(struct rb_workload *workload, struct rb_shared *shared, int32_t count,
		    int64_t limit_ns)
{
	int32_t done;

	shared->issued_before = shared->issued;
	__atomic_store_n(&shared->current, RB_NO_OPERATION, __ATOMIC_RELEASE);
	__atomic_store_n(&shared->phase, RB_PHASE_COST, __ATOMIC_RELEASE);
	done = closed_loop(workload, shared, count, limit_ns);
	count_issued(shared, done);
	__atomic_store_n(&shared->phase, RB_PHASE_IDLE, __ATOMIC_RELEASE);
	return done;
}

static void wait_until(int64_t due_ns)
{
	int64_t wake_ns = due_ns - RB_SPIN_NS;
	struct timespec wake = { .tv_sec = wake_ns / 1000000000, .tv_nsec = wake_ns % 1000000000 };

	if (rb_clock_ns() < wake_ns)
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wake, NULL);
	while (rb_clock_ns() < due_ns)
		rb_relax();
}

static int32_t open_loop(struct rb_workload *workload, struct rb_shared *shared, int32_t count,
			 int64_t interval_ns)
{
	const struct rb_workload_ops *ops = workload->ops;
	const uint32_t mask = ops->target_count - 1;
	int64_t begin_ns = rb_clock_ns() + interval_ns;

	for (int32_t i = 0; i < count; i++) {
		struct rb_sample *sample = &shared->samples[i];
		const uint32_t target = (uint32_t)i & mask;
		int64_t due_ns = begin_ns + i * interval_ns;
		int error;

		wait_until(due_ns);
		sample->intended_ns = due_ns;
		__atomic_store_n(&shared->current, (uint32_t)i, __ATOMIC_RELEASE);
		sample->start_ns = rb_clock_ns();
		error = ops->run(workload, target);
		sample->end_ns = rb_clock_ns();
		if (error)
			return -error;
		if (ops->restore)
			ops->restore(workload, target);
	}
	return count;
}

int rb_block_open(struct rb_workload *workload, struct rb_shared *shared, int32_t count,
		  int64_t interval_ns)
{
	int32_t done;

	memset(shared->samples, 0, (uint32_t)count * sizeof(shared->samples[0]));
	shared->last_index = 0;
	shared->issued_before = shared->issued;
	__atomic_store_n(&shared->current, RB_NO_OPERATION, __ATOMIC_RELEASE);
	__atomic_store_n(&shared->phase, RB_PHASE_DELIVERY, __ATOMIC_RELEASE);
	done = open_loop(workload, shared, count, interval_ns);
	count_issued(shared, done);
	return done; /* late events are still stamped: the phase ends with the next block */
}

int64_t rb_block_stamp_cost_ns(struct rb_shared *shared, int32_t count, int32_t stamped)
{
	static const struct rb_workload_ops ops = { .target_count = 1, .run = run_nothing };
	struct rb_workload nothing = { .ops = &ops };
	int64_t begin_ns = rb_clock_ns();

	if (stamped)
		closed_loop(&nothing, shared, count, INT64_MAX);
	else
		for (int32_t i = 0; i < 2 * count; i++)
			rb_clock_ns();
	return rb_clock_ns() - begin_ns;
}
