/* SPDX-License-Identifier: Apache-2.0 */
/*
 * drain_guard.h: watches a sensor under load, and kills it when nothing has come out of it for
 * RB_DRAIN_MS though operations were done or wait for it: nobody would want the rest of the numbers.
 */
#ifndef RB_DRAIN_GUARD_H
#define RB_DRAIN_GUARD_H

#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

#include "ringbench.h"

#define RB_DRAIN_MS 700

struct rb_drain_guard {
	const struct rb_shared *shared;
	pid_t sensor;
	bool waits;          /* callers wait for the sensor: no progress of theirs is none of its */
	_Alignas(64) uint64_t issued_now; /* by the load */
	_Alignas(64) bool stop; /* the load is to end */
	bool fired;
	bool ending;
	pthread_t thread;
};

/* The guard's thread runs on `cpu`. 0 or a negative errno. */
int rb_drain_guard_start(struct rb_drain_guard *guard, const struct rb_shared *shared, pid_t sensor,
			 int cpu, bool waits);
void rb_drain_guard_end(struct rb_drain_guard *guard);

#endif
