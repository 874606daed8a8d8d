/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sensor-test SENSOR NATIVE_DIR: on each operation and hand-off the sensor reports its canary,
 * every operation exactly once, nothing of anybody else, and stamps in the order of causes.
 * "mute", "frozen" and "bad-input" in place of a sensor are the bad days.
 * Exit status 77: this machine cannot run it; the reason is printed.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sensor.h"
#include "session.h"

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

static bool is_baseline(const char *sensor)
{
	return !strncmp(sensor, "none", 4);
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), wanted = strlen(end);

	return length >= wanted && !strcmp(text + length - wanted, end);
}

static bool reports_events(const char *sensor)
{
	return !is_baseline(sensor) && !strstr(sensor, "-null") && !ends_with(sensor, "-auth") &&
	       strncmp(sensor, "interposition-", 14) &&
	       strcmp(sensor, "seccomp-filter");
}

static bool gives_verdicts_in_user_mode(const char *sensor)
{
	return !strcmp(sensor, "seccomp-notify") || !strcmp(sensor, "fanotify-permission") ||
	       !strncmp(sensor, "interposition", 13);
}

static int check_stamps(const char *sensor, int operation, int handoff, int count)
{
	const struct rb_shared *shared = rb_session_shared(session);

	for (int i = 0; i < count; i++) {
		const struct rb_sample *sample = &shared->samples[i];

		EXPECT(sample->intended_ns <= sample->start_ns);
		EXPECT(sample->start_ns < sample->end_ns);
		if (reports_events(sensor))
			EXPECT(sample->delivered_ns > sample->start_ns);
		else
			EXPECT(sample->delivered_ns == 0);
		if (gives_verdicts_in_user_mode(sensor))
			EXPECT(sample->verdict_ns > sample->start_ns);
		else
			EXPECT(sample->verdict_ns == 0);
	}
	return 0;
}

static int check(const char *sensor, int operation, int handoff)
{
	const int closed = operation == RB_EXEC ? 40 : 500, open = operation == RB_EXEC ? 30 : 200;
	const struct rb_shared *shared;

	EXPECT(rb_session_attach(session, sensor, operation, handoff, workload_cpu, sensor_cpu) == 0);
	EXPECT(rb_session_canary(session) == 0);
	shared = rb_session_shared(session);
	EXPECT(rb_session_run_closed(session, closed, INT64_MAX) == closed);
	EXPECT(rb_session_settle(session) == 0);
	EXPECT(shared->issued == (uint64_t)closed);
	EXPECT(rb_session_run_open(session, open, 1000000) == open);
	EXPECT(rb_session_settle(session) == 0);
	EXPECT(shared->issued == (uint64_t)(closed + open));
	EXPECT(shared->delivered == (reports_events(sensor) ? shared->issued : 0));
	EXPECT(shared->lost == 0 && !shared->lost_unknown);
	EXPECT(shared->foreign == 0);
	if (check_stamps(sensor, operation, handoff, open))
		return 1;
	EXPECT(rb_session_canary(session) == 0);
	EXPECT(shared->delivered == (reports_events(sensor) ? shared->issued : 0));
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
	rb_session_shared(session)->canary_inode = 1;
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

int main(int argc, char **argv)
{
	char dir[] = "/tmp/ringbench-test-XXXXXX", reason[256] = "";
	int failed = 0;

	if (argc != 3 || !mkdtemp(dir))
		return 2;
	choose_cpus();
	session = rb_session_open(dir, argv[2], reason);
	if (!session) {
		fprintf(stderr, "%s\n", reason);
		return 1;
	}
	if (!strcmp(argv[1], "bad-input") || !strcmp(argv[1], "frozen")) {
		failed = argv[1][0] == 'b' ? check_bad_input() : check_frozen();
		rb_session_close(session);
		return failed;
	}
	if (!strcmp(argv[1], "mute")) {
		failed = rb_session_private_mount(session) ? check_mute() : SKIPPED;
		rb_session_close(session);
		return failed;
	}
	if (rb_session_attach(session, argv[1], RB_OPEN, RB_OTHER_CPU, workload_cpu, sensor_cpu)) {
		printf("skipped: %s (%s)\n", rb_session_reason(session), rb_session_remedy(session));
		rb_session_close(session);
		return SKIPPED;
	}
	rb_session_detach(session);
	for (int operation = RB_OPEN; operation <= RB_EXEC && !failed; operation++)
		for (int handoff = RB_SAME_CPU; handoff <= RB_BUSY_POLL && !failed; handoff++)
			failed = check(argv[1], operation, handoff);
	rb_session_close(session);
	return failed;
}
