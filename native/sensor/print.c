/* SPDX-License-Identifier: Apache-2.0 */
/*
 * print.c: one sensor beside a program that does known operations, and each event that comes of them with its fields.
 *   ringbench-sensor print SENSOR OPERATION DIR RUN PORT allow|deny EVENTS JOURNAL PROGRAM [OPTION]...
 * In a private mount on DIR it runs `PROGRAM prepare`, attaches the sensor for everybody, runs `PROGRAM run` under it (with
 * its hook inside, where it has one), waits until no more events come, detaches, and runs `PROGRAM verify` with its output
 * in JOURNAL: see visibility/main.c. With `deny` the content refuses what is named DIR/t/ *RUN*777 (without the blank), and
 * connections to PORT.
 * EVENTS gets a line of JSON an event, see event_lines.h: those that name RUN, and all of the program's processes and of
 * ended ones.
 * Prints one line: {"attached":true,"lost":N,"lost_unknown":BOOL} or {"attached":false,"reason":"...","remedy":"..."}.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "beside.h"
#include "commands.h"
#include "containment.h"
#include "descendants.h"
#include "event_lines.h"
#include "session.h"

#define MOST_SECONDS 240
#define QUIET_MS 250
#define MOST_QUIET_MS 3000

struct printing {
	struct rb_beside beside;
	const char *run, *events, *journal;
	char **program; /* with its options, [1] is the command */
};

/* Runs `PROGRAM command OPTIONS` and waits for it; its output is `to`, or ours. */
static int run_program(struct printing *printing, const char *command, const char *to)
{
	pid_t child = fork();
	int status;

	if (!child) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		alarm(MOST_SECONDS);
		if (dup2(to ? open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : STDERR_FILENO, STDOUT_FILENO) < 0)
			_exit(127);
		printing->program[1] = (char *)(uintptr_t)command;
		execv(printing->program[0], printing->program);
		_exit(127);
	}
	while (child > 0 && waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return child < 0 ? -errno : status ? -EIO : 0;
}

/* Its status is its tracer's to fetch, where it has one: so by a descriptor. */
static void await_program(pid_t child)
{
	struct pollfd process = { .fd = (int)syscall(__NR_pidfd_open, child, 0), .events = POLLIN };
	uint64_t before = UINT64_MAX;
	int quiet = 0;

	if (process.fd >= 0 && poll(&process, 1, MOST_SECONDS * 1000) <= 0)
		kill(-child, SIGKILL);
	for (int ms = 0; ms < MOST_QUIET_MS && quiet < QUIET_MS; ms += 10) {
		uint64_t now = rb_event_lines();

		quiet = now == before ? quiet + 10 : 0;
		before = now;
		usleep(10000);
	}
	if (process.fd >= 0)
		close(process.fd);
}

static int print_all(struct printing *printing)
{
	struct rb_beside *beside = &printing->beside;
	int error = rb_beside_start(beside);

	if (error) {
		if (beside->child > 0)
			kill(beside->child, SIGKILL);
		return error;
	}
	await_program(beside->child);
	rb_beside_stop(beside);
	fflush(beside->out);
	return run_program(printing, "verify", printing->journal) ?
		rb_refuse(beside->sensor.reply, EIO, "see what it says above", "%s verify failed", printing->program[0]) : 0;
}

static int begin(struct printing *printing, char **argv)
{
	struct rb_beside *beside = &printing->beside;
	struct rb_reply *reply = beside->sensor.reply;
	int error = rb_die_with_parent_or_refuse(reply);

	rb_adopt_descendants();
	error = error ? error : rb_beside_choose(beside, argv[2]);
	if (error)
		return error;
	error = rb_contain(beside->directory, reply);
	if (error < 0)
		return error;
	beside->out = fopen(printing->events, "we");
	if (!beside->out)
		return rb_refuse_call(reply, RB_CALL_WORK_FILE, errno, "write %s", printing->events);
	if (run_program(printing, "prepare", NULL))
		return rb_refuse(reply, EIO, "see what it says above", "%s prepare failed", printing->program[0]);
	rb_write_event_lines(beside->out, argv[2], printing->run + 1); /* decoys have another first letter */
	printing->program[1] = (char *)(uintptr_t)"run";
	return print_all(printing);
}

int rb_print_command(int argc, char **argv)
{
	static struct printing printing;
	static char targets[400];
	struct rb_beside *beside = &printing.beside;
	int error;

	if (argc < 11)
		return 3;
	snprintf(targets, sizeof(targets), "%s/t", argv[4]);
	beside->targets = targets;
	rb_beside_init(beside, argv[2], (enum rb_operation)atoi(argv[3]));
	beside->directory = argv[4];
	printing.run = beside->denied = argv[5];
	beside->denies = !strcmp(argv[7], "deny");
	printing.events = argv[8];
	printing.journal = argv[9];
	printing.program = beside->program = argv + 9; /* [1] becomes the command; [0] is set below */
	beside->limit_seconds = MOST_SECONDS;
	if (beside->denies)
		beside->sensor.shared->canary_key = (uint64_t)atoi(argv[6]);
	printing.program[0] = argv[10];
	error = begin(&printing, argv);
	rb_end_descendants(0);
	if (error) {
		printf("{\"attached\":false,\"reason\":\"");
		rb_print_json_text(beside->sensor.reply->reason);
		printf("\",\"remedy\":\"");
		rb_print_json_text(beside->sensor.reply->remedy);
		printf("\"}\n");
		return 3;
	}
	printf("{\"attached\":true,\"lost\":%llu,\"lost_unknown\":%s}\n", (unsigned long long)beside->sensor.shared->lost,
	       beside->sensor.shared->lost_unknown ? "true" : "false");
	return 0;
}
