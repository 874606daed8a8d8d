/* SPDX-License-Identifier: Apache-2.0 */
#include "drain_guard.h"

#include <sched.h>
#include <signal.h>
#include <unistd.h>

#include "clock.h"

#define LOOK_EACH_US 20000

static void *watch(void *argument)
{
	struct rb_drain_guard *guard = argument;
	int64_t moved_ns = rb_clock_ns();
	uint64_t last = 0, now, issued_then = 0, issued;

	while (!__atomic_load_n(&guard->ending, __ATOMIC_ACQUIRE)) {
		usleep(LOOK_EACH_US);
		now = __atomic_load_n(&guard->shared->delivered, __ATOMIC_RELAXED);
		issued = __atomic_load_n(&guard->issued_now, __ATOMIC_RELAXED);
		/* With nothing to do since something came out, it may be silent. */
		if (now != last || (issued == issued_then && !guard->waits)) {
			moved_ns = rb_clock_ns();
			issued_then = issued;
		}
		last = now;
		if (rb_clock_ns() - moved_ns > RB_DRAIN_MS * INT64_C(1000000)) {
			guard->fired = true;
			__atomic_store_n(&guard->stop, true, __ATOMIC_RELEASE);
			kill(guard->sensor, SIGKILL); /* and with it whoever waits for its verdict is let go */
			break;
		}
	}
	return NULL;
}

int rb_drain_guard_start(struct rb_drain_guard *guard, const struct rb_shared *shared, pid_t sensor,
			 int cpu, bool waits)
{
	pthread_attr_t attributes;
	cpu_set_t set;
	int error;

	*guard = (struct rb_drain_guard){ .shared = shared, .sensor = sensor, .waits = waits };
	CPU_ZERO(&set);
	CPU_SET((unsigned int)cpu, &set);
	pthread_attr_init(&attributes);
	error = pthread_attr_setaffinity_np(&attributes, sizeof(set), &set);
	if (!error)
		error = pthread_create(&guard->thread, &attributes, watch, guard);
	pthread_attr_destroy(&attributes);
	return -error;
}

void rb_drain_guard_end(struct rb_drain_guard *guard)
{
	__atomic_store_n(&guard->ending, true, __ATOMIC_RELEASE);
	pthread_join(guard->thread, NULL);
}
