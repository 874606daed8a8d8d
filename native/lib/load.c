/* SPDX-License-Identifier: Apache-2.0 */
#include "load.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "cpu.h"
#include "histogram.h"

/* Further away than this it sleeps; a sleep ends that much too late at most. */
#define SLEEP_FROM_NS 200000
#define WAKE_BEFORE_NS 120000
/* So many operations between two tellings of the count, a power of two. */
#define TELL_EACH 16u

struct producer {
	struct rb_workload *workload;
	struct rb_shared *shared;
	const struct rb_load *load;
	const bool *stop;
	uint64_t *issued_now;
	int index;
	pthread_t thread;
	int64_t begin_ns;
	uint64_t random;
	struct rb_load_result result;
};

/* splitmix64 */
static uint64_t next_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

#define PERIOD_NS 100000000
#define BURST_NS 10000000

/* To the next operation, from one that is due at `due_ns`. */
static double distance_ns(struct producer *producer, double mean_ns, double due_ns)
{
	double uniform;

	if (producer->load->arrivals == RB_EVEN)
		return mean_ns;
	if (producer->load->arrivals == RB_BURSTS)
		mean_ns *= ((int64_t)due_ns - producer->begin_ns) % PERIOD_NS < BURST_NS ?
			2.0 * BURST_NS / PERIOD_NS : 2.0 * (PERIOD_NS - BURST_NS) / PERIOD_NS;
	uniform = ((double)(next_random(&producer->random) >> 11) + 0.5) * 0x1p-53;
	return -mean_ns * log(uniform);
}

/* Who shares the CPU with the sensor does not take its time from it by waiting. */
static bool shares_cpu(const struct producer *producer)
{
	const int cpu = producer->load->cpus[producer->index];

	for (int i = 0; i < producer->load->threads; i++)
		if (i != producer->index && producer->load->cpus[i] == cpu)
			return true;
	return cpu == producer->load->consumer_cpu;
}

static int64_t wait_until(int64_t due_ns, int64_t now_ns, bool yields)
{
	if (due_ns - now_ns > SLEEP_FROM_NS) {
		int64_t wake_ns = due_ns - WAKE_BEFORE_NS;
		const struct timespec wake = {
			.tv_sec = wake_ns / 1000000000, .tv_nsec = wake_ns % 1000000000,
		};

		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wake, NULL);
		now_ns = rb_clock_ns();
	}
	while (now_ns < due_ns) {
		if (yields)
			sched_yield();
		else
			rb_relax();
		now_ns = rb_clock_ns();
	}
	return now_ns;
}

static void produce(struct producer *producer)
{
	const struct rb_load *load = producer->load;
	const struct rb_workload_ops *ops = producer->workload->ops;
	struct rb_shared *shared = producer->shared;
	struct rb_load_result *result = &producer->result;
	/* Each thread has targets of its own. */
	const uint32_t count = ops->target_count / (uint32_t)load->threads;
	const uint32_t first = count * (uint32_t)producer->index;
	const double mean_ns = load->rate > 0 ? 1e9 * load->threads / load->rate : 0;
	const int64_t end_ns = producer->begin_ns + load->milliseconds * INT64_C(1000000);
	double due = (double)producer->begin_ns + mean_ns * producer->index / load->threads;
	const bool yields = shares_cpu(producer);
	int64_t now_ns = wait_until(producer->begin_ns, rb_clock_ns(), yields), due_ns;
	uint32_t i;

	for (i = 0; now_ns < end_ns && !__atomic_load_n(producer->stop, __ATOMIC_RELAXED); i++) {
		const uint32_t target = first + i % count;
		struct rb_sample *sample = &shared->samples[i % RB_SAMPLES];
		int64_t done_ns;

		due_ns = load->rate > 0 ? (int64_t)due : now_ns;
		if (due_ns >= end_ns)
			break;
		now_ns = wait_until(due_ns, now_ns, yields);
		if (load->threads == 1) {
			sample->intended_ns = due_ns;
			sample->start_ns = now_ns;
			__atomic_store_n(&shared->current, i, __ATOMIC_RELEASE);
		}
		result->error = ops->run(producer->workload, target);
		done_ns = rb_clock_ns();
		if (result->error)
			break;
		rb_histogram_add(&result->latency, done_ns - due_ns);
		rb_histogram_add(&result->service, done_ns - now_ns);
		if (now_ns - due_ns > result->latest_ns)
			result->latest_ns = now_ns - due_ns;
		if (ops->restore) {
			ops->restore(producer->workload, target);
			done_ns = rb_clock_ns();
		}
		if (i % TELL_EACH == 0)
			__atomic_fetch_add(producer->issued_now, TELL_EACH, __ATOMIC_RELAXED);
		now_ns = done_ns;
		due += distance_ns(producer, mean_ns, due);
	}
	result->issued = i;
	result->elapsed_ns = now_ns - producer->begin_ns;
}

static void *run_producer(void *argument)
{
	struct producer *producer = argument;

	producer->result.unpinned = -rb_pin(producer->load->cpus[producer->index]);
	if (!producer->result.unpinned)
		produce(producer);
	return NULL;
}

static void add(struct rb_load_result *sum, const struct rb_load_result *one)
{
	sum->issued += one->issued;
	if (one->elapsed_ns > sum->elapsed_ns)
		sum->elapsed_ns = one->elapsed_ns;
	if (one->latest_ns > sum->latest_ns)
		sum->latest_ns = one->latest_ns;
	if (one->error)
		sum->error = one->error;
	if (one->unpinned)
		sum->unpinned = one->unpinned;
	for (uint32_t i = 0; i < RB_BUCKETS; i++) {
		sum->latency.counts[i] += one->latency.counts[i];
		sum->service.counts[i] += one->service.counts[i];
	}
}

void rb_load_run(struct rb_workload *workload, struct rb_shared *shared, const struct rb_load *load,
		 uint64_t *issued_now, const bool *stop, struct rb_load_result *result)
{
	struct producer *producers = calloc((size_t)load->threads, sizeof(*producers));
	int started = 1;

	memset(result, 0, sizeof(*result));
	if (!producers) {
		result->error = ENOMEM;
		return;
	}
	shared->last_index = 0;
	shared->issued_before = shared->issued;
	__atomic_store_n(&shared->current, UINT32_MAX, __ATOMIC_RELEASE);
	__atomic_store_n(&shared->phase, RB_PHASE_LOAD, __ATOMIC_RELEASE);
	for (int i = 0; i < load->threads; i++)
		producers[i] = (struct producer){
			.workload = workload, .shared = shared, .load = load, .stop = stop,
			.issued_now = issued_now, .index = i, .begin_ns = rb_clock_ns() + 1000000,
			.random = load->seed * 0x9e3779b97f4a7c15u + (uint64_t)i,
		};
	for (; started < load->threads; started++)
		if (pthread_create(&producers[started].thread, NULL, run_producer, &producers[started]))
			break;
	run_producer(&producers[0]);
	for (int i = 1; i < started; i++)
		pthread_join(producers[i].thread, NULL);
	for (int i = 0; i < started; i++)
		add(result, &producers[i].result);
	if (started < load->threads)
		result->unpinned = EAGAIN;
	shared->issued += result->issued;
	free(producers);
}
