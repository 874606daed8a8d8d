/* SPDX-License-Identifier: Apache-2.0 */
/*
 * framework-ask and its variants: this process is the broker of a platform that asks (native/framework), carried by
 * fanotify permission events; clients, processes of their own behind shared memory, decide.
 *   -2-clients, -4-clients: so many are asked, and all must allow.
 *   -cached-50, -90, -99: of so many percent of the files, the verdict is cached; -cached: of all.
 *   -muted: the client has muted the directory, in the kernel. The mute is lifted for the canary.
 * Where the kernel answers in our place nothing is reported: those have no consumer, but a thread of their own.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/resource.h>
#include <unistd.h>

#include "asking.h"
#include "fanotify_carrier.h"
#include "fanotify_group.h"
#include "faulty.h"

static const struct variant {
	const char *id;
	int clients;
	uint32_t cached_percent;
	bool muted;
} variants[] = {
	{ "framework-ask", .clients = 1 },
	{ "framework-ask-2-clients", .clients = 2 },
	{ "framework-ask-4-clients", .clients = 4 },
	{ "framework-ask-cached-50", .clients = 1, .cached_percent = 50 },
	{ "framework-ask-cached-90", .clients = 1, .cached_percent = 90 },
	{ "framework-ask-cached-99", .clients = 1, .cached_percent = 99 },
	{ "framework-ask-cached", .clients = 1, .cached_percent = 100 },
	{ "framework-ask-muted", .clients = 1, .muted = true },
};

struct by_fanotify {
	struct rb_asking asking;
	struct rb_fanotify_carrier carrier;
	struct rb_fanotify_group *group;
	uint64_t mask;
	bool muted;
	pthread_t thread;   /* of those that are quiet */
};

static const struct variant *variant_of(const struct rb_sensor *sensor)
{
	const struct variant *variant = variants;

	while (strcmp(variant->id, sensor->ops->id))
		variant++;
	return variant;
}

/* A client without content knows its canary by the object. */
static void arrived(void *listener)
{
	struct by_fanotify *state = listener;

	rb_asking_arrived(&state->asking);
	state->carrier.wants = state->asking.phase == RB_PHASE_CANARY ? RB_WANTS_OBJECT : 0;
}

static void settled(void *listener, const struct rb_question *question, const struct rb_verdict *verdict)
{
	struct by_fanotify *state = listener;

	rb_asking_settled(&state->asking, question, verdict);
}

static void *take_turns(void *argument)
{
	struct by_fanotify *state = argument;

	while (!atomic_load_explicit(&state->asking.sensor->stopping, memory_order_relaxed))
		if (rb_framework_turn(&state->asking.framework))
			_exit(4); /* the kernel lets go of every caller */
	return NULL;
}

/* A descriptor for each object that is cached. The limit may not be ours to raise; then fewer are cached. */
static void raise_open_files(void)
{
	struct rlimit files;

	if (!getrlimit(RLIMIT_NOFILE, &files) && files.rlim_cur < RB_HOLDS_MAX && files.rlim_cur < files.rlim_max) {
		files.rlim_cur = files.rlim_max < RB_HOLDS_MAX ? files.rlim_max : RB_HOLDS_MAX;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

static int open_carrier(struct by_fanotify *state, const struct variant *variant)
{
	const struct rb_carrier_listener listener = { .arrived = arrived, .settled = settled, .listener = state };
	struct rb_sensor *sensor = state->asking.sensor;
	struct rb_carrier carrier;
	int error;

	state->mask = sensor->operation == RB_EXEC ? FAN_OPEN_EXEC_PERM : FAN_OPEN_PERM;
	error = rb_fanotify_open(sensor, FAN_CLASS_CONTENT, state->mask);
	if (error)
		return error;
	state->group = sensor->state;
	error = rb_fanotify_carrier_open(&state->carrier, state->group->fd, variant->cached_percent, &listener,
					 &carrier, sensor->reply);
	if (!error && variant->muted) {
		int muted = rb_fanotify_mute_directory(state->group->fd, state->mask, sensor->target_dir, true);

		if (muted)
			error = muted == -EINVAL ?
				rb_refuse(sensor->reply, EINVAL, "run Linux 6.0 or newer",
					  "mute %s in the kernel (FAN_MARK_IGNORE)", sensor->target_dir) :
				rb_refuse_call(sensor->reply, RB_CALL_FANOTIFY_MARK, -muted, "mute %s in the kernel",
					       sensor->target_dir);
		if (error)
			rb_fanotify_carrier_close(&state->carrier);
	}
	if (error)
		rb_fanotify_close(sensor);
	else
		rb_framework_carry(&state->asking.framework, &carrier);
	return error;
}

static void detach(struct rb_sensor *sensor)
{
	struct by_fanotify *state = sensor->state;

	if (state->asking.quiet) {
		atomic_store(&sensor->stopping, true);
		/* Again and again: a signal just before a blocking call is lost. */
		while (pthread_kill(state->thread, SIGUSR1), usleep(500), pthread_tryjoin_np(state->thread, NULL))
			;
	}
	rb_framework_close(&state->asking.framework);
	rb_fanotify_carrier_close(&state->carrier);
	sensor->state = state->group;
	rb_fanotify_close(sensor);
	free(state);
}

static int attach(struct rb_sensor *sensor)
{
	const struct variant *variant = variant_of(sensor);
	struct by_fanotify *state = calloc(1, sizeof(*state));
	int error;

	if (!state)
		return rb_refuse_call(sensor->reply, RB_CALL_MEMORY, ENOMEM, "framework");
	state->muted = variant->muted;
	raise_open_files();
	error = rb_asking_open(&state->asking, sensor, variant->clients, variant->cached_percent);
	if (!error) {
		error = open_carrier(state, variant);
		if (error)
			rb_framework_close(&state->asking.framework);
	}
	if (error) {
		free(state);
		return error;
	}
	sensor->state = state;
	if (!state->asking.quiet)
		return 0;
	error = pthread_create(&state->thread, NULL, take_turns, state);
	if (!error)
		return 0;
	state->asking.quiet = false; /* there is no thread to end */
	detach(sensor);
	return rb_refuse_call(sensor->reply, RB_CALL_THREAD, error, "the broker's thread");
}

static int ask_poll(struct rb_sensor *sensor)
{
	struct by_fanotify *state = sensor->state;

	return rb_framework_turn(&state->asking.framework);
}

static void statistics(struct rb_sensor *sensor)
{
	struct by_fanotify *state = sensor->state;

	if (state->carrier.overflowed)
		__atomic_store_n(&sensor->shared->lost_unknown, 1, __ATOMIC_RELEASE);
	rb_asking_statistics(&state->asking);
}

/* The refusal is all that is to be seen of those that are quiet. */
static int canary(struct rb_sensor *sensor, bool arm)
{
	struct by_fanotify *state = sensor->state;
	int error = state->muted ? rb_fanotify_mute_directory(state->group->fd, state->mask, sensor->target_dir,
							       !arm) : 0;

	return error ? rb_refuse_call(sensor->reply, RB_CALL_FANOTIFY_MARK, -error, "%s the mute of %s",
				      arm ? "lift" : "restore", sensor->target_dir) : !arm;
}

#define QUEUE "fs.fanotify.max_queued_events"
/* A client a process: its memory and its death are its own. */
#define ASKS(name, variant_id) \
	const struct rb_sensor_ops name = { \
		.id = variant_id, .can = { RB_OPENS_EXECS, RB_MODE_AUTH, .queue = QUEUE }, .evaluates = true, \
		.canary_errno = EPERM, .attach = attach, .poll = ask_poll, .statistics = statistics, \
		.detach = detach, \
	}
#define ASKS_QUIETLY(name, variant_id) \
	const struct rb_sensor_ops name = { \
		.id = variant_id, .can = { RB_OPENS_EXECS, RB_MODE_AUTH, .queue = QUEUE }, .evaluates = true, \
		.canary_errno = EPERM, .attach = attach, .statistics = statistics, .canary = canary, \
		.detach = detach, \
	}

ASKS(rb_framework_ask, "framework-ask");
ASKS(rb_framework_ask_2_clients, "framework-ask-2-clients");
ASKS(rb_framework_ask_4_clients, "framework-ask-4-clients");
ASKS_QUIETLY(rb_framework_ask_cached_50, "framework-ask-cached-50");
ASKS_QUIETLY(rb_framework_ask_cached_90, "framework-ask-cached-90");
ASKS_QUIETLY(rb_framework_ask_cached_99, "framework-ask-cached-99");
ASKS_QUIETLY(rb_framework_ask_cached, "framework-ask-cached");
ASKS_QUIETLY(rb_framework_ask_muted, "framework-ask-muted");
