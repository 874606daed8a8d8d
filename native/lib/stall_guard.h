/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stall_guard.h: kills a sensor that holds up the workload. Without it a frozen sensor with a
 * verdict to give would hang the benchmark for ever: its caller cannot be interrupted.
 */
#ifndef RB_STALL_GUARD_H
#define RB_STALL_GUARD_H

#include <pthread.h>
#include <stdbool.h>
#include <sys/types.h>

#include "ringbench.h"

/* An operation that takes this long is a stall. */
#define RB_STALL_MS 2000

struct rb_stall_guard {
	bool started;
	bool watching;
	bool ending;
	bool fired;
	int64_t moved_ns; /* when the workload last got on, or was begun to be watched */
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	const struct rb_shared *shared;
	const pid_t *sensor;
};

/* The guard's thread runs on `cpu`, away from the workload. 0 or a negative errno; stop it all the same. */
int rb_stall_guard_start(struct rb_stall_guard *guard, const struct rb_shared *shared,
			 const pid_t *sensor, int cpu);
void rb_stall_guard_watch(struct rb_stall_guard *guard, bool watching);
void rb_stall_guard_stop(struct rb_stall_guard *guard);

#endif
