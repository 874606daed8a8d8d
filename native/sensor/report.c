/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report.c: one sensor that reports and decides until it is told to end, as an agent of its kind does.
 *   ringbench-sensor report SENSOR OPERATION DIRECTORY MARKER allow|deny [PROGRAM [ARGUMENT]...]
 * It watches everybody, and DIRECTORY where the mechanism watches a directory or its mount. Where the mechanism has a half
 * in the watched process, PROGRAM is that process; it ends when PROGRAM ends. PROGRAM lives on when the sensor is killed.
 * Standard output: {"ready":true}, then a line an event whose path has MARKER in it, see event_lines.h (connects: all), and
 * {"lost":N} when it has learnt within 100 ms that N more were lost. Standard error: what else an operator has to know.
 * With `deny` what is named DIRECTORY/denied*777 is refused.
 * Exit status: 0: SIGTERM, SIGINT, or the end of PROGRAM; 3: it cannot be attached, with the reason; 4: it cannot go on.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "beside.h"
#include "commands.h"
#include "event_lines.h"

#define LOOK_MS 100
#define MOST_ARGUMENTS 7

static volatile sig_atomic_t told_to_end;

static void end(int signal)
{
	(void)signal;
	told_to_end = 1;
}

/* As an agent's own counters would be logged. */
static void tell_loss(struct rb_beside *beside, uint64_t *lost, bool *unknown)
{
	struct rb_sensor *sensor = &beside->sensor;
	uint64_t now;

	if (sensor->ops->statistics)
		sensor->ops->statistics(sensor);
	now = __atomic_load_n(&sensor->shared->lost, __ATOMIC_ACQUIRE);
	if (now > *lost)
		fprintf(beside->out, "{\"lost\":%llu}\n", (unsigned long long)(now - *lost));
	*lost = now;
	if (!*unknown && __atomic_load_n(&sensor->shared->lost_unknown, __ATOMIC_ACQUIRE)) {
		*unknown = true;
		fprintf(stderr, "events were lost; the kernel does not say how many\n");
	}
}

static void report(struct rb_beside *beside)
{
	struct pollfd program = { .fd = -1, .events = POLLIN };
	uint64_t lost = 0;
	bool unknown = false;

	/* A traced child's status is its tracer's to fetch. */
	if (beside->child > 0)
		program.fd = (int)syscall(__NR_pidfd_open, beside->child, 0);
	while (!told_to_end && poll(&program, 1, LOOK_MS) <= 0)
		if (!beside->preloads)
			tell_loss(beside, &lost, &unknown);
}

int rb_report_command(int argc, char **argv)
{
	static struct rb_beside beside;
	struct sigaction action = { .sa_handler = end };
	struct rb_reply *reply;

	if (argc < MOST_ARGUMENTS)
		return 2;
	beside.targets = beside.directory = argv[4];
	rb_beside_init(&beside, argv[2], (enum rb_operation)atoi(argv[3]));
	reply = beside.sensor.reply;
	beside.denies = !strcmp(argv[6], "deny");
	beside.denied = "denied";
	beside.out = stdout;
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (beside.hook_ops || beside.preloads)
		beside.program = argc > MOST_ARGUMENTS ? argv + MOST_ARGUMENTS : NULL;
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
	rb_write_event_lines(stdout, argv[2], argv[5]);
	if ((beside.hook_ops || beside.preloads) && !beside.program)
		rb_refuse(reply, EINVAL, "name a program", "%s has a half in the watched process", argv[2]);
	else if (!rb_beside_choose(&beside, argv[2]) && !rb_beside_start(&beside)) {
		printf("{\"ready\":true}\n");
		report(&beside);
		rb_beside_stop(&beside);
		if (beside.child > 0)
			waitpid(beside.child, NULL, WNOHANG | __WALL); /* where it has ended */
		return 0;
	}
	fprintf(stderr, "%s; %s\n", reply->reason, reply->remedy);
	return 3;
}
