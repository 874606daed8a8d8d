/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sensor-test SENSOR NATIVE_DIR: on each operation that it says it can watch, and where it has a consumer with
 * each hand-off of the first, the sensor reports its canary, every operation exactly once, nothing
 * of anybody else, and stamps in the order of causes.
 * "mute", "frozen", "killed" and "bad-input" in place of a sensor are the bad days.
 * Exit status 77: this machine cannot run it; the reason is printed.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sensor.h"
#include "session.h"
#include "workload.h"

#define SKIPPED 77

static struct rb_session *session;
static int workload_cpu, sensor_cpu;

#define EXPECT(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: operation %d, hand-off %d: not true: %s (%s)\n", \
				__FILE__, __LINE__, operation, handoff, #condition, \
				rb_session_reason(session)); \
			return 1; \
		} \
	} while (0)

static bool has_consumer = true, is_told = true;

/* Refuses what its content or its question refuses, and reports no other event. */
static bool reports_events(const char *sensor, int operation)
{
	return has_consumer && is_told && operation != RB_STAT && strcmp(sensor, "mute");
}

static bool gives_verdicts_in_user_mode(const char *sensor)
{
	static const char *const deciders[] = {
		"seccomp-notify", "fanotify-permission", "fanotify-one-group", "fanotify-two-groups", "ptrace",
		"fuse-passthrough", "interposition", "interposition-null", "interposition-planted", "framework-ask",
		"framework-ask-2-clients", "framework-ask-4-clients", "framework-ask-seccomp",
	};

	for (size_t i = 0; i < sizeof(deciders) / sizeof(deciders[0]); i++)
		if (!strcmp(sensor, deciders[i]))
			return true;
	return false;
}

static int check_stamps(const char *sensor, int operation, int handoff, int count)
{
	const struct rb_shared *shared = rb_session_shared(session);

	for (int i = 0; i < count; i++) {
		const struct rb_sample *sample = &shared->samples[i];

		EXPECT(sample->intended_ns <= sample->start_ns);
		EXPECT(sample->start_ns < sample->end_ns);
		if (reports_events(sensor, operation))
			EXPECT(sample->delivered_ns > sample->start_ns);
		else
			EXPECT(sample->delivered_ns == 0);
		if (gives_verdicts_in_user_mode(sensor) && operation != RB_STAT)
			EXPECT(sample->verdict_ns > sample->start_ns);
		else
			EXPECT(sample->verdict_ns == 0);
	}
	return 0;
}

/*
 * Operations one by one, each when the event before has arrived: a consumer that sleeps has to be woken for
 * each, one that spins never sleeps.
 */
static int check_wake_ups(const char *sensor, int operation, int handoff)
{
	const struct rb_shared *shared = rb_session_shared(session);
	const uint64_t before = shared->voluntary_switches, count = 20;
	uint64_t slept, user_ns, system_ns;

	for (uint64_t i = 0; i < count; i++) {
		EXPECT(rb_session_run_open(session, 1, 1000000) == 1);
		/* They are equal: one that came while another waits on a starved consumer would be merged with it. */
		for (int tries = 0; tries < 50; tries++) {
			user_ns = shared->cpu_user_ns;
			system_ns = shared->cpu_system_ns;
			EXPECT(rb_session_settle(session) == 0);
			/* A block's is the difference of two. */
			EXPECT(shared->cpu_user_ns >= user_ns && shared->cpu_system_ns >= system_ns);
			if (!reports_events(sensor, operation) || shared->delivered == shared->issued)
				break;
		}
	}
	slept = shared->voluntary_switches - before;
	if (!has_consumer || !is_told)
		EXPECT(slept == 0);
	else if (handoff == RB_BUSY_POLL) /* or while its clients, on its CPU, decide */
		EXPECT(slept <= count / 10 || !strncmp(sensor, "framework-ask", strlen("framework-ask")));
	else if (operation != RB_STAT)
		EXPECT(slept >= count / 2);
	if (!strcmp(sensor, "fanotify-permission") && handoff != RB_BUSY_POLL && operation != RB_STAT)
		EXPECT(slept <= 2 * count);
	return 0;
}

/* Events that are read only when their block is over are still that block's. */
static int check_late_consumer(const char *sensor, int operation, int handoff)
{
	const struct rb_shared *shared = rb_session_shared(session);
	const pid_t consumer = rb_session_sensor_pid(session);
	const int count = 8;

	if (!reports_events(sensor, operation) || gives_verdicts_in_user_mode(sensor))
		return 0;
	EXPECT(kill(consumer, SIGSTOP) == 0);
	EXPECT(rb_session_run_open(session, count, 1000000) == count);
	EXPECT(kill(consumer, SIGCONT) == 0);
	EXPECT(rb_session_settle(session) == 0);
	EXPECT(shared->delivered == shared->issued);
	return check_stamps(sensor, operation, handoff, count);
}

static int check(const char *sensor, int operation, int handoff)
{
	const bool process = operation == RB_EXEC || operation == RB_EXIT;
	/* Some mechanisms merge equal events: no target comes twice while they wait. */
	const int closed = process ? 40 : operation == RB_WRITE ? 60 : operation == RB_OPEN ? 500 : 250;
	const int open = process ? 30 : 200;
	const uint64_t watched = operation != RB_STAT;
	const struct rb_shared *shared;

	EXPECT(rb_session_attach(session, sensor, operation, handoff, workload_cpu, sensor_cpu) == 0);
	EXPECT(rb_session_canary(session) == 0);
	shared = rb_session_shared(session);
	EXPECT(rb_session_run_closed(session, closed, INT64_MAX) == closed);
	EXPECT(rb_session_settle(session) == 0);
	EXPECT(shared->issued == watched * (uint64_t)closed);
	EXPECT(rb_session_run_open(session, open, 1000000) == open);
	EXPECT(rb_session_settle(session) == 0);
	EXPECT(shared->issued == watched * (uint64_t)(closed + open));
	EXPECT(shared->delivered == (reports_events(sensor, operation) ? shared->issued : 0));
	EXPECT(shared->lost == 0 && !shared->lost_unknown);
	EXPECT(shared->foreign == 0);
	if (check_stamps(sensor, operation, handoff, open) || check_late_consumer(sensor, operation, handoff) ||
	    check_wake_ups(sensor, operation, handoff))
		return 1;
	EXPECT(rb_session_canary(session) == 0);
	EXPECT(shared->delivered == (reports_events(sensor, operation) ? shared->issued : 0));
	EXPECT(rb_session_detach(session) == 0);
	EXPECT(rb_session_sensor_pid(session) == 0);
	return 0;
}

/* A sensor that does not know its canary never reports it, and must not be measured. */
static int check_mute(void)
{
	const int operation = RB_OPEN, handoff = RB_OTHER_CPU;

	EXPECT(rb_session_attach(session, "fanotify-notify-fd", operation, handoff, workload_cpu,
				 sensor_cpu) == 0);
	rb_session_shared(session)->canary_key = 1;
	EXPECT(rb_session_canary(session) == -ENODATA);
	EXPECT(strstr(rb_session_reason(session), "did not report it"));
	EXPECT(rb_session_detach(session) == 0);
	return 0;
}

/* A sensor that is frozen gives no answer; detaching ends it all the same. */
static int check_frozen(void)
{
	const int operation = RB_OPEN, handoff = RB_OTHER_CPU;

	EXPECT(rb_session_attach(session, "interposition", operation, handoff, workload_cpu,
				 sensor_cpu) == 0);
	EXPECT(kill(rb_session_sensor_pid(session), SIGSTOP) == 0);
	EXPECT(rb_session_canary(session) == -ETIMEDOUT);
	EXPECT(rb_session_detach(session) == -ETIMEDOUT);
	EXPECT(rb_session_sensor_pid(session) == 0);
	return 0;
}

/* One that dies while its report is awaited is named as dead, not as one that missed an operation. */
static int check_killed(void)
{
	const int operation = RB_OPEN, handoff = RB_OTHER_CPU;
	pid_t sensor, killer;

	EXPECT(rb_session_attach(session, "fanotify-notify-fd", operation, handoff, workload_cpu,
				 sensor_cpu) == 0);
	rb_session_shared(session)->canary_key = 1;
	sensor = rb_session_sensor_pid(session);
	killer = fork();
	if (!killer) {
		usleep(100000);
		_exit(kill(sensor, SIGKILL));
	}
	EXPECT(rb_session_canary(session) == -ECHILD);
	EXPECT(strstr(rb_session_reason(session), "killed by signal 9"));
	EXPECT(waitpid(killer, NULL, 0) == killer);
	EXPECT(rb_session_detach(session) == 0);
	return 0;
}

static int check_bad_input(void)
{
	const int operation = RB_OPEN, handoff = RB_OTHER_CPU;

	EXPECT(rb_session_attach(session, "no-such-sensor", operation, handoff, workload_cpu,
				 sensor_cpu) == -EINVAL);
	EXPECT(strstr(rb_session_reason(session), "no-such-sensor"));
	EXPECT(rb_session_attach(session, "none", operation, handoff, workload_cpu, sensor_cpu) == 0);
	EXPECT(rb_session_run_closed(session, RB_SAMPLES + 1, INT64_MAX) == -EINVAL);
	EXPECT(rb_session_run_open(session, 10, 0) == -EINVAL);
	EXPECT(rb_session_detach(session) == 0);
	return 0;
}

static void choose_cpus(void)
{
	cpu_set_t allowed;

	sched_getaffinity(0, sizeof(allowed), &allowed);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET((unsigned int)cpu, &allowed)) {
			sensor_cpu = workload_cpu;
			workload_cpu = cpu;
		}
}

static int operation_of(const char *name)
{
	for (int i = 0; i < RB_OPERATIONS; i++)
		if (!strcmp(rb_workloads[i]->name, name))
			return i;
	return -1;
}

/* Whether it attaches to this operation at all; says why not. */
static bool attaches(const char *sensor, int operation)
{
	int error = rb_session_attach(session, sensor, operation, RB_OTHER_CPU, workload_cpu, sensor_cpu);

	if (error)
		printf("skipped: %s %s: %s (%s)\n", sensor, rb_workloads[operation]->name,
		       rb_session_reason(session), rb_session_remedy(session));
	rb_session_detach(session);
	return !error;
}

/* The names between the brackets, with what is around them, and whether it has a consumer; NULL: it says nothing. */
static char *describe(const char *sensor, const char *native_dir)
{
	static char said[2048];
	char command[512], *operations;
	size_t got;
	FILE *output;

	snprintf(command, sizeof(command), "'%s/ringbench-sensor' describe '%s'", native_dir, sensor);
	output = popen(command, "r");
	got = output ? fread(said, 1, sizeof(said) - 1, output) : 0;
	said[got] = '\0';
	if (!output || pclose(output))
		return NULL;
	has_consumer = strstr(said, "\"consumer\":true");
	is_told = !strstr(said, "\"mode\":\"NONE\"");
	operations = strstr(said, "\"operations\":[");
	return operations ? strtok(strchr(operations, '[') + 1, "]") : NULL;
}

static int check_sensor(const char *sensor, const char *native_dir)
{
	char *operations = describe(sensor, native_dir);
	int done = 0, failed = 0;

	if (!operations) {
		fprintf(stderr, "%s is not described\n", sensor);
		return 1;
	}
	for (char *name = strtok(operations, "\","); name && !failed; name = strtok(NULL, "\",")) {
		int operation = operation_of(name);

		if (operation < 0) {
			fprintf(stderr, "%s watches an operation %s that does not exist\n", sensor, name);
			return 1;
		}
		if (!attaches(sensor, operation))
			continue;
		/* A hand-off is the sensor's and not the operation's. */
		failed = check(sensor, operation, RB_OTHER_CPU);
		if (!done++ && has_consumer && !failed)
			failed = check(sensor, operation, RB_SAME_CPU) ||
				 check(sensor, operation, RB_BUSY_POLL);
	}
	return failed ? 1 : done ? 0 : SKIPPED;
}

int main(int argc, char **argv)
{
	char dir[] = "/tmp/ringbench-test-XXXXXX", reason[256] = "", remedy[256];
	int failed = 0;

	if (argc != 3 || !mkdtemp(dir))
		return 2;
	choose_cpus();
	session = rb_session_open(dir, argv[2], reason, remedy);
	if (!session) {
		fprintf(stderr, "%s\n", reason);
		return 1;
	}
	if (!strcmp(argv[1], "bad-input"))
		failed = check_bad_input();
	else if (!strcmp(argv[1], "frozen"))
		failed = check_frozen();
	else if (!strcmp(argv[1], "killed"))
		failed = rb_session_private_mount(session) ? check_killed() : SKIPPED;
	else if (!strcmp(argv[1], "mute"))
		failed = rb_session_private_mount(session) ? check_mute() : SKIPPED;
	else
		failed = check_sensor(argv[1], argv[2]);
	rb_session_close(session);
	return failed;
}
