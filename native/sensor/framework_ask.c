/* SPDX-License-Identifier: Apache-2.0 */
/*
 * framework-ask and its variants: this process is the broker of a platform that asks (native/framework), carried by
 * fanotify permission events; clients, processes of their own behind shared memory, decide. Deadline 1,000 ms, FAIL_OPEN.
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

#include "content_client.h"
#include "fanotify_carrier.h"
#include "fanotify_group.h"
#include "faulty.h"

#define DEADLINE_NS INT64_C(1000000000)

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

struct asking {
	struct rb_framework framework;
	struct rb_fanotify_carrier carrier;
	struct rb_content_client client;
	struct rb_sensor *sensor;
	struct rb_fanotify_group *group;
	uint64_t mask;
	bool quiet;         /* reports nothing */
	bool muted;
	pthread_t thread;   /* of those that are quiet */
	uint32_t phase;     /* when the event in hand arrived */
	uint32_t index;
};

static const struct variant *variant_of(const struct rb_sensor *sensor)
{
	const struct variant *variant = variants;

	while (strcmp(variant->id, sensor->ops->id))
		variant++;
	return variant;
}

static void arrived(void *listener)
{
	struct asking *asking = listener;
	struct rb_shared *shared = asking->sensor->shared;

	asking->phase = rb_phase(shared);
	/* A client without content knows its canary by the object. */
	asking->carrier.wants = asking->phase == RB_PHASE_CANARY ? RB_WANTS_OBJECT : 0;
	if (asking->quiet || asking->phase != RB_PHASE_DELIVERY)
		return;
	asking->index = rb_in_flight(shared);
	rb_stamp_delivery(shared, asking->index, rb_clock_ns());
}

/* In RB_PHASE_DELIVERY one caller is held at a time, so that the event in hand is the one that arrived last. */
static void settled(void *listener, const struct rb_question *question, const struct rb_verdict *verdict)
{
	struct asking *asking = listener;
	struct rb_shared *shared = asking->sensor->shared;

	(void)question;
	if (asking->quiet)
		return;
	if (asking->phase == RB_PHASE_DELIVERY)
		rb_stamp_verdict(shared, asking->index, rb_clock_ns());
	if (verdict->why == RB_WHY_UNJUDGED)
		__atomic_store_n(&shared->lost, shared->lost + 1, __ATOMIC_RELEASE);
	else if (verdict->decision == RB_DECISION_DENY)
		rb_count_canary(shared);
	else
		rb_count_event(shared);
}

static void *take_turns(void *argument)
{
	struct asking *asking = argument;

	while (!atomic_load_explicit(&asking->sensor->stopping, memory_order_relaxed))
		if (rb_framework_turn(&asking->framework))
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

static int open_carrier(struct asking *asking, const struct variant *variant)
{
	const struct rb_carrier_listener listener = { .arrived = arrived, .settled = settled, .listener = asking };
	struct rb_sensor *sensor = asking->sensor;
	struct rb_carrier carrier;
	int error;

	asking->mask = sensor->operation == RB_EXEC ? FAN_OPEN_EXEC_PERM : FAN_OPEN_PERM;
	error = rb_fanotify_open(sensor, FAN_CLASS_CONTENT, asking->mask);
	if (error)
		return error;
	asking->group = sensor->state;
	error = rb_fanotify_carrier_open(&asking->carrier, asking->group->fd, variant->cached_percent, &listener,
					 &carrier, sensor->reply);
	if (!error && variant->muted) {
		int muted = rb_fanotify_mute_directory(asking->group->fd, asking->mask, sensor->target_dir, true);

		if (muted)
			error = muted == -EINVAL ?
				rb_refuse(sensor->reply, EINVAL, "run Linux 6.0 or newer",
					  "mute %s in the kernel (FAN_MARK_IGNORE)", sensor->target_dir) :
				rb_refuse_call(sensor->reply, RB_CALL_FANOTIFY_MARK, -muted, "mute %s in the kernel",
					       sensor->target_dir);
		if (error)
			rb_fanotify_carrier_close(&asking->carrier);
	}
	if (error)
		rb_fanotify_close(sensor);
	else
		rb_framework_carry(&asking->framework, &carrier);
	return error;
}

static void detach(struct rb_sensor *sensor)
{
	struct asking *asking = sensor->state;

	if (asking->quiet) {
		atomic_store(&sensor->stopping, true);
		/* Again and again: a signal just before a blocking call is lost. */
		while (pthread_kill(asking->thread, SIGUSR1), usleep(500), pthread_tryjoin_np(asking->thread, NULL))
			;
	}
	rb_framework_close(&asking->framework);
	rb_fanotify_carrier_close(&asking->carrier);
	sensor->state = asking->group;
	rb_fanotify_close(sensor);
	free(asking);
}

static int attach(struct rb_sensor *sensor)
{
	const struct variant *variant = variant_of(sensor);
	struct asking *asking = calloc(1, sizeof(*asking));
	struct rb_framework_options options = {
		.policy = { .deadline_ns = DEADLINE_NS, .miss = RB_MISS_FAIL_OPEN,
			    .cached_percent = variant->cached_percent },
		.clients = variant->clients,
		.spinning = sensor->handoff == RB_BUSY_POLL,
		.client_cpu = sensor->consumer_cpu,
		.client = rb_content_client_main,
	};
	int error;

	if (!asking)
		return rb_refuse_call(sensor->reply, RB_CALL_MEMORY, ENOMEM, "framework");
	asking->sensor = sensor;
	asking->muted = variant->muted;
	asking->quiet = !sensor->ops->poll;
	asking->client = (struct rb_content_client){ .content = sensor->content, .shared = sensor->shared };
	options.argument = &asking->client;
	options.wants_path = rb_content_client_wants_path(&asking->client);
	raise_open_files();
	error = rb_framework_open(&asking->framework, &options, sensor->reply);
	if (error) {
		free(asking);
		return error;
	}
	error = open_carrier(asking, variant);
	if (error) {
		rb_framework_close(&asking->framework);
		free(asking);
		return error;
	}
	sensor->state = asking;
	if (!asking->quiet)
		return 0;
	error = pthread_create(&asking->thread, NULL, take_turns, asking);
	if (!error)
		return 0;
	detach(sensor);
	return rb_refuse_call(sensor->reply, RB_CALL_THREAD, error, "the broker's thread");
}

static int ask_poll(struct rb_sensor *sensor)
{
	struct asking *asking = sensor->state;

	return rb_framework_turn(&asking->framework);
}

static void statistics(struct rb_sensor *sensor)
{
	struct asking *asking = sensor->state;

	if (asking->carrier.overflowed)
		__atomic_store_n(&sensor->shared->lost_unknown, 1, __ATOMIC_RELEASE);
	rb_processes_cpu(&asking->framework.processes, &sensor->others_user_ns, &sensor->others_system_ns);
}

/* The refusal is all that is to be seen of those that are quiet. */
static int canary(struct rb_sensor *sensor, bool arm)
{
	struct asking *asking = sensor->state;
	int error = asking->muted ? rb_fanotify_mute_directory(asking->group->fd, asking->mask, sensor->target_dir,
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
