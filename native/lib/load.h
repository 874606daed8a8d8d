/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load.h: operations at an offered rate, open loop: each has a time at which it is due, whether or not
 * the one before is done, and its latency counts from then. What was offered in fact is measured.
 */
#ifndef RB_LOAD_H
#define RB_LOAD_H

#include "ringbench.h"
#include "workload.h"

#define RB_LOAD_THREADS 16

enum rb_arrivals {
	RB_EVEN = 0,    /* at equal distances */
	RB_POISSON = 1, /* exponential distances */
	RB_BURSTS = 2,  /* exponential, half of them in the first 10 ms of each 100 ms */
};

struct rb_load {
	double rate;          /* operations per second over all threads; 0: as fast as they come */
	int32_t milliseconds;
	int32_t threads;
	const int *cpus;      /* of each thread */
	int consumer_cpu;     /* where the sensor's thread is; -1: there is none */
	enum rb_arrivals arrivals;
	uint64_t seed;
};

struct rb_load_result {
	uint64_t issued;
	int64_t elapsed_ns;
	int error;            /* errno of an operation that failed; 0 */
	int unpinned;         /* errno of a thread that was not made, or not put on its CPU; 0 */
	int64_t latest_ns;    /* how late an operation began, at most */
	struct rb_histogram latency; /* from when it was due to its end */
	struct rb_histogram service; /* from its begin to its end */
};

/*
 * Runs it on the calling thread and, for more than one, on threads that it makes: they inherit what the
 * caller is filtered by. `issued_now` is kept up to date for whoever watches; `stop` ends it early.
 */
void rb_load_run(struct rb_workload *workload, struct rb_shared *shared, const struct rb_load *load,
		 uint64_t *issued_now, const bool *stop, struct rb_load_result *result);

#endif
