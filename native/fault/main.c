/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ringbench-fault: conducts runs with a faulty sensor.
 *   ringbench-fault run --sensor ID --fault F01|none --kind KIND --seed N --trigger N
 *       --panic-on-oops 0|1 --watchdog 0|1 --restart-delay-ms N --limit-ms N --stall-ms N
 *       --native-dir DIR --work-dir DIR --content FILE [--fallback FILE]
 *       one run on this machine; a line of JSON with what was seen. Faults of kernel code are refused here.
 *   ringbench-fault serve
 *       one run after another, by lines of the same words, see serve.h
 *   ringbench-fault guest PORT WORK_DIR NATIVE_DIR CONTENT
 *       the last process that a guest starts: does what the lines from the port say, see guest.c
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "options.h"
#include "serve.h"
#include "session.h"

static int run_command(int argc, char **argv)
{
	static char facts[32768];
	struct rb_run_options options = { 0 };
	struct rb_run run = { .options = &options };
	const char *wrong = rb_options_parse(&options, argc, argv);

	if (!wrong && (!options.native_dir || !options.work_dir || !options.content))
		wrong = "--native-dir, --work-dir and --content are needed";
	if (!wrong && rb_is_module_sensor(options.sensor))
		wrong = "the kernel module is run in guests only";
	if (!wrong && !strcmp(options.kind, "known-bad"))
		wrong = "a known-bad run crashes the kernel: in guests only";
	if (wrong) {
		fprintf(stderr, "ringbench-fault: %s\n", wrong);
		return 2;
	}
	/*
	 * A Ctrl-C of the terminal is the controller's to answer. Not by a session of our own: each has a share of
	 * the CPUs (sched_autogroup), and runs side by side would stall each other for a second.
	 */
	setpgid(0, 0);
	/* Nothing of a run outlives its conductor: what loses its own parent comes to it. */
	if (prctl(PR_SET_CHILD_SUBREAPER, 1))
		rb_refuse_call(&run.reply, RB_CALL_PROCESS_CONTROL, errno, "prctl(PR_SET_CHILD_SUBREAPER)");
	if (run.reply.status || rb_die_with_parent_or_refuse(&run.reply) || rb_run_conduct(&run)) {
		fprintf(stderr, "ringbench-fault: %s; %s\n", run.reply.reason, run.reply.remedy);
		return 3;
	}
	rb_facts_print(&run, facts, sizeof(facts));
	puts(facts);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "run"))
		return run_command(argc - 1, argv + 1);
	if (argc == 2 && !strcmp(argv[1], "serve"))
		return rb_serve(run_command);
	if (argc == 6 && !strcmp(argv[1], "guest"))
		return rb_guest_command(argv);
	fprintf(stderr, "%s is started by ringbench; see fault/main.c for its arguments\n", argv[0]);
	return 2;
}
