/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attach.c: the life of a sensor process. The main thread answers requests on the control socket;
 * a second thread, pinned where the hand-off says, does nothing but the sensor's poll().
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include "commands.h"
#include "consumer.h"
#include "content_file.h"
#include "cpu.h"
#include "faulty.h"
#include "sensor.h"
#include "session.h"

static uint64_t ns_of(struct timeval time)
{
	return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_usec * 1000u;
}

/* VmHWM and not ru_maxrss, which remembers the parent from before the exec. */
static uint64_t peak_rss_kib(void)
{
	FILE *status = fopen("/proc/self/status", "re");
	unsigned long long kib = 0;
	char line[128];

	while (status && fgets(line, sizeof(line), status))
		if (sscanf(line, "VmHWM: %llu", &kib) == 1)
			break;
	if (status)
		fclose(status);
	return kib;
}

/*
 * RUSAGE_SELF has all threads, those that have ended too. The calling one sleeps for requests, which are the
 * instrument's; the rest is the consumer's.
 */
static void publish_statistics(struct rb_sensor *sensor)
{
	struct rusage usage, own;

	if (sensor->ops->statistics)
		sensor->ops->statistics(sensor);
	getrusage(RUSAGE_SELF, &usage);
	sensor->shared->cpu_user_ns = ns_of(usage.ru_utime) + sensor->others_user_ns;
	sensor->shared->cpu_system_ns = ns_of(usage.ru_stime) + sensor->others_system_ns;
	getrusage(RUSAGE_THREAD, &own);
	/* Of the consumer: where there is none, other threads are the sensor's own business. */
	sensor->shared->voluntary_switches = sensor->ops->poll ? (uint64_t)(usage.ru_nvcsw - own.ru_nvcsw) : 0;
}

static int check_canary(struct rb_sensor *sensor)
{
	int seen;

	/* Here and not with the statistics: reading it costs as much as dozens of events. */
	sensor->shared->peak_rss_kib = peak_rss_kib();
	if (!sensor->ops->canary)
		return 0;
	seen = sensor->ops->canary(sensor, false);
	if (seen < 0)
		return seen;
	if (seen)
		sensor->shared->canaries++;
	return 0;
}

static int handle(struct rb_sensor *sensor, const struct rb_request *request)
{
	switch (request->kind) {
	case RB_REQUEST_STATISTICS:
		publish_statistics(sensor);
		return 0;
	case RB_REQUEST_CANARY_ARM:
		return sensor->ops->canary ? sensor->ops->canary(sensor, true) : 0;
	case RB_REQUEST_CANARY_CHECK:
		return check_canary(sensor);
	case RB_REQUEST_STOP:
		return 0;
	default:
		return rb_refuse(sensor->reply, EBADMSG, "build again", "unknown request %u", request->kind);
	}
}

/* Until a stop request, or the end of whoever asks. */
static void serve(struct rb_sensor *sensor)
{
	struct rb_request request;

	for (;;) {
		ssize_t got = recv(sensor->control_fd, &request, sizeof(request), 0);

		if (got < 0 && errno == EINTR) {
			if (!sensor->ops->poll)
				rb_beat();
			continue;
		}
		if (got != sizeof(request))
			return;
		memset(sensor->reply, 0, sizeof(*sensor->reply));
		sensor->reply->status = handle(sensor, &request);
		if (request.kind == RB_REQUEST_STOP)
			return;
		send(sensor->control_fd, sensor->reply, sizeof(*sensor->reply), MSG_NOSIGNAL);
	}
}

const struct rb_sensor_ops *rb_find_sensor(const char *id)
{
	for (int i = 0; rb_sensors[i]; i++)
		if (!strcmp(rb_sensors[i]->id, id))
			return rb_sensors[i];
	return NULL;
}

static int load_content(struct rb_sensor *sensor, const char *path)
{
	struct rb_content_file file;
	int error;

	if (!sensor->ops->evaluates)
		return rb_refuse(sensor->reply, EOPNOTSUPP, "measure it without rules",
				 "what %s gets of an event is not enough to evaluate rules",
				 sensor->ops->id);
	error = rb_content_open(&file, path, sensor->reply); /* for as long as we live */
	if (error)
		return error;
	sensor->content = file.content;
	sensor->content_size = file.size;
	return 0;
}

/*
 * Or the first stamp on each page would be late by the fault. Of the open loop's samples no more: what is
 * mapped counts as the sensor's memory, and its ring is nobody's but interposition's.
 */
#define STAMPED_SAMPLES 2048u
static void prefault_stamps(struct rb_shared *shared)
{
	volatile const char *bytes = (const char *)shared;
	const size_t end = offsetof(struct rb_shared, samples) + STAMPED_SAMPLES * sizeof(struct rb_sample);

	for (size_t at = 0; at < end; at += 4096)
		(void)bytes[at];
}

static int attach(struct rb_sensor *sensor, const char *id, const char *content_path)
{
	sensor->shared = mmap(NULL, sizeof(*sensor->shared), PROT_READ | PROT_WRITE, MAP_SHARED,
			      RB_SHARED_FD, 0);
	if (sensor->shared == MAP_FAILED)
		return rb_refuse_call(sensor->reply, RB_CALL_MEMORY, errno, "map fd %d", RB_SHARED_FD);
	prefault_stamps(sensor->shared);
	if (sensor->shared->abi_version != RB_ABI_VERSION)
		return rb_refuse(sensor->reply, EPROTO, "build again",
				 "libringbench.so has ABI %u, ringbench-sensor %u",
				 sensor->shared->abi_version, RB_ABI_VERSION);
	rb_take_defect(sensor->shared, false);
	sensor->ops = rb_find_sensor(id);
	if (!sensor->ops)
		return rb_refuse(sensor->reply, EINVAL, "see `ringbench list`", "unknown sensor %s", id);
	sensor->shared->silent = !sensor->ops->poll || sensor->ops->can.mode == RB_MODE_NONE;
	if (content_path) {
		int error = load_content(sensor, content_path);

		if (error)
			return error;
	}
	return sensor->ops->attach(sensor);
}

int rb_attach_command(char **argv)
{
	static struct rb_reply reply;
	static char native_dir[400];
	struct rb_sensor sensor = {
		.reply = &reply,
		.native_dir = native_dir,
		.control_fd = RB_CONTROL_FD,
		.operation = (enum rb_operation)atoi(argv[3]),
		.handoff = (enum rb_handoff)atoi(argv[4]),
		.target_dir = argv[7],
	};
	struct rb_consumer consumer = {
		.sensor = &sensor,
		.cpu = sensor.handoff == RB_SAME_CPU ? atoi(argv[5]) : atoi(argv[6]),
	};

	sensor.consumer_cpu = consumer.cpu;

	rb_own_dir(native_dir, sizeof(native_dir));
	/* The main thread stays off the workload's CPU whatever the hand-off is. */
	reply.status = rb_die_with_parent_or_refuse(&reply) ? :
		rb_pin_or_refuse(atoi(argv[6]), "the sensor process", &reply);
	if (!reply.status)
		reply.status = attach(&sensor, argv[2], argv[8]);
	if (!reply.status)
		reply.status = rb_consumer_start(&consumer);
	reply.canary_errno = sensor.ops ? sensor.ops->canary_errno : 0;
	reply.canary_operations = sensor.ops ? sensor.ops->canary_operations : 0;
	send(RB_CONTROL_FD, &reply, sizeof(reply), MSG_NOSIGNAL);
	if (reply.status)
		return 3;
	if (!sensor.ops->poll)
		rb_begin_beating();
	serve(&sensor);
	if (!rb_has_defect(RB_UNLOAD_RACE))
		rb_consumer_stop(&consumer);
	sensor.ops->detach(&sensor);
	/* Answered only now: when the caller reads it, nothing of ours is attached any more. */
	memset(&reply, 0, sizeof(reply));
	send(RB_CONTROL_FD, &reply, sizeof(reply), MSG_NOSIGNAL);
	return 0;
}
