/* SPDX-License-Identifier: Apache-2.0 */
/*
 * module-guarded: module-ftrace-auth under the driver's guard (driver/guard.c). A fault in the interpreter, an event
 * that takes too long, or this process, when it no longer beats, switches the sensor off; the machine goes on.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>

#include "module.h"

#define MS_NS 1000000

struct beater {
	pthread_t thread;
	atomic_bool stop;
	int fd;
};

/* One process has one sensor. */
static struct beater beater;

static void *beat(void *unused)
{
	const struct timespec pause = { .tv_nsec = RB_GUARD_BEAT_MS * MS_NS };

	(void)unused;
	while (!atomic_load(&beater.stop)) {
		/* Stopped: the canary says so. */
		if (ioctl(beater.fd, RB_DRIVER_BEAT) && errno == ESHUTDOWN)
			return NULL;
		nanosleep(&pause, NULL);
	}
	return NULL;
}

static int guarded_attach(struct rb_sensor *sensor)
{
	int error = rb_module_attach(sensor, RB_HOOK_FTRACE, RB_DRIVER_AUTH, RB_INTERPRETER_GUARDED);

	if (error)
		return error;
	beater.fd = ((const struct rb_module *)sensor->state)->fd;
	error = pthread_create(&beater.thread, NULL, beat, NULL);
	if (!error)
		return 0;
	rb_module_detach(sensor);
	return rb_refuse_call(sensor->reply, RB_CALL_THREAD, error, "start the thread that beats");
}

static void guarded_detach(struct rb_sensor *sensor)
{
	atomic_store(&beater.stop, true);
	pthread_join(beater.thread, NULL);
	rb_module_detach(sensor);
}

const struct rb_sensor_ops rb_module_guarded = {
	.id = "module-guarded",
	.can = { RB_OPENS_EXECS, RB_MODE_AUTH },
	.evaluates = true,
	.canary_errno = EPERM,
	.attach = guarded_attach,
	.statistics = rb_module_statistics,
	.canary = rb_module_runs_canary,
	.detach = guarded_detach,
};
