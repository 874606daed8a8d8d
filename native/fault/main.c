/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ringbench-fault: conducts runs with a faulty sensor.
 *   ringbench-fault serve NATIVE_DIR DIR
 *       runs on this machine, one after another, as orders on standard input tell (order.h, options.h); for each a
 *       line of JSON with what was seen, and its end, see serve.h. Faults of kernel code are refused here.
 *   ringbench-fault guest PORT NATIVE_DIR
 *       the last process that a guest starts: does what the orders from the port say, see guest.c
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "guest.h"
#include "options.h"
#include "run.h"
#include "serve.h"
#include "session.h"

static struct rb_place_options place;

static int run_command(const struct rb_order *order)
{
	static char facts[32768];
	struct rb_run_options options;
	struct rb_run_paths paths;
	struct rb_run run = { .options = &options };
	const char *wrong = rb_options_take(&options, &paths, &place, order);

	if (wrong) {
		fprintf(stderr, "ringbench-fault: refused: %s\n", wrong);
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
	if (argc == 4 && !strcmp(argv[1], "serve")) {
		place = (struct rb_place_options){ .native_dir = argv[2], .dir = argv[3] };
		return rb_serve(run_command);
	}
	if (argc == 4 && !strcmp(argv[1], "guest"))
		return rb_guest_command(argv[2], argv[3]);
	fprintf(stderr, "%s is started by ringbench; see fault/main.c for its arguments\n", argv[0]);
	return 2;
}
