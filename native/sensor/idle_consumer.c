/* SPDX-License-Identifier: Apache-2.0 */
/*
 * idle-consumer: a consumer with no hook, so that no event ever comes: what the harness adds for a hand-off, which
 * is a process that spins on the sensor's CPU, or one that sleeps. idle-consumer-own-thread is the same for a workload
 * with a thread of its own (lib/hooks.c).
 */
#include <stdatomic.h>
#include <unistd.h>

#include "sensor.h"

#define TURN_TRIES 300

static _Atomic uint64_t turns;
static uint64_t turns_when_armed;

static int idle_attach(struct rb_sensor *sensor)
{
	(void)sensor;
	return 0;
}

/* As those that spin on a ring in memory, and those that sleep in a read. */
static int idle_poll(struct rb_sensor *sensor)
{
	atomic_fetch_add_explicit(&turns, 1, memory_order_relaxed);
	if (sensor->handoff != RB_BUSY_POLL) {
		pause(); /* a signal wakes it, to stop */
		return 0;
	}
	(void)__atomic_load_n(&sensor->shared->ring.head, __ATOMIC_ACQUIRE);
	rb_relax();
	return 0;
}

/* Nothing can be reported, so that the consumer is there is all that is to be seen: it spins, or came to its sleep. */
static int idle_canary(struct rb_sensor *sensor, bool arm)
{
	if (arm) {
		turns_when_armed = atomic_load(&turns);
		return 0;
	}
	if (sensor->handoff != RB_BUSY_POLL)
		turns_when_armed = 0;
	for (int i = 0; i < TURN_TRIES && atomic_load(&turns) == turns_when_armed; i++)
		usleep(1000);
	return atomic_load(&turns) != turns_when_armed;
}

static void idle_detach(struct rb_sensor *sensor)
{
	(void)sensor;
}

const struct rb_sensor_ops rb_idle_consumer = {
	.id = "idle-consumer",
	.can = { RB_EVERY_OPERATION, RB_MODE_NONE },
	.attach = idle_attach,
	.poll = idle_poll,
	.canary = idle_canary,
	.detach = idle_detach,
};

const struct rb_sensor_ops rb_idle_consumer_own_thread = {
	.id = "idle-consumer-own-thread",
	.can = { RB_EVERY_OPERATION, RB_MODE_NONE },
	.attach = idle_attach,
	.poll = idle_poll,
	.canary = idle_canary,
	.detach = idle_detach,
};
