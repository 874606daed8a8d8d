/* SPDX-License-Identifier: Apache-2.0 */
#include "stall_guard.h"

#include <signal.h>
#include <stddef.h>
#include <time.h>

#include "clock.h"
#include "cpu.h"

#define LOOK_EACH_NS 200000000

static void wait_a_look(struct rb_stall_guard *guard)
{
	int64_t until_ns = rb_clock_ns() + LOOK_EACH_NS;
	struct timespec until = {
		.tv_sec = until_ns / 1000000000, .tv_nsec = until_ns % 1000000000,
	};

	pthread_cond_timedwait(&guard->changed, &guard->mutex, &until);
}

static void *run(void *argument)
{
	struct rb_stall_guard *guard = argument;
	uint32_t last = 0, now;

	pthread_mutex_lock(&guard->mutex);
	while (!guard->ending) {
		if (!guard->watching) {
			pthread_cond_wait(&guard->changed, &guard->mutex);
			continue;
		}
		wait_a_look(guard);
		now = __atomic_load_n(&guard->shared->current, __ATOMIC_RELAXED);
		if (now != last)
			guard->moved_ns = rb_clock_ns();
		last = now;
		if (guard->watching && *guard->sensor > 0 && !guard->fired &&
		    rb_clock_ns() - guard->moved_ns > RB_STALL_MS * INT64_C(1000000)) {
			guard->fired = true;
			kill(*guard->sensor, SIGKILL);
		}
	}
	pthread_mutex_unlock(&guard->mutex);
	return NULL;
}

int rb_stall_guard_start(struct rb_stall_guard *guard, const struct rb_shared *shared,
			 const pid_t *sensor, int cpu)
{
	pthread_condattr_t clock;
	sigset_t all, before;
	int error;

	guard->shared = shared;
	guard->sensor = sensor;
	guard->watching = guard->ending = guard->fired = false;
	pthread_mutex_init(&guard->mutex, NULL);
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&guard->changed, &clock);
	pthread_condattr_destroy(&clock);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&guard->thread, NULL, run, guard);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	guard->started = !error;
	/* On one CPU there is no other: then it shares. Whoever asks stops it where this fails. */
	return error ? -error : rb_pin_thread(guard->thread, cpu);
}

void rb_stall_guard_watch(struct rb_stall_guard *guard, bool watching)
{
	if (!guard->started)
		return;
	pthread_mutex_lock(&guard->mutex);
	guard->watching = watching;
	guard->moved_ns = rb_clock_ns();
	pthread_cond_broadcast(&guard->changed);
	pthread_mutex_unlock(&guard->mutex);
}

void rb_stall_guard_stop(struct rb_stall_guard *guard)
{
	if (!guard->started)
		return;
	pthread_mutex_lock(&guard->mutex);
	guard->ending = true;
	pthread_cond_broadcast(&guard->changed);
	pthread_mutex_unlock(&guard->mutex);
	pthread_join(guard->thread, NULL);
	pthread_mutex_destroy(&guard->mutex);
	pthread_cond_destroy(&guard->changed);
	guard->started = false;
}
