/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ringbench-act: does operations on targets that nobody else touches, for sensors of other makers to see.
 *   ringbench-act prepare --operation open|exec|connect|stat|null-call --directory DIR --nonce NONCE
 *                         [--first N] --targets K [--program FILE]
 *       makes files DIR/NONCE_INDEX, INDEX from N (0) to N + K - 1; for exec, copies of FILE (ringbench-true).
 *       connect and null-call have no files, and need neither directory nor nonce.
 *   ringbench-act remove    with the same options: removes them
 *   ringbench-act run       with the same options but --program, and
 *                         --count C [--rate R] [--limit-ms M] [--cpu CPU] [--listener PORT] --out FILE [--stamps FILE]
 *       does C operations, the i-th on target N + i % K, at R a second (0: as fast as they come), for M ms at most.
 *       Says what happened in one object of JSON, see run.h, and for each operation in a record, see stamps.h.
 *       connect is to 127.A.B.C at PORT, A = 64 + (INDEX >> 16), B = INDEX >> 8 & 255, C = INDEX & 255.
 *   ringbench-act listen --out FILE
 *       accepts connections at all addresses until its parent dies or it is told to end; {"port":N,"pid":P}
 *   ringbench-act open-once FILE
 *       opens it once and prints the errno, 0 where it opened: for a sensor that has to refuse it
 * Exit status: 0; 2: the command line is wrong; 3: this machine cannot. Operations that fail are no error of its own.
 */
#include <string.h>

#include "act.h"
#include "operations.h"

int main(int argc, char **argv)
{
	struct rb_act_options options;
	int error;

	if (argc == 3 && !strcmp(argv[1], "open-once")) {
		printf("%d\n", rb_do_open(argv[2]));
		return RB_ACT_DONE;
	}
	if (argc < 2) {
		fprintf(stderr, "ringbench-act: name a command: prepare, remove, run, listen or open-once.\n");
		return RB_ACT_MISUSED;
	}
	error = rb_act_take_options(&options, argc, argv);
	if (error)
		return error;
	if (!strcmp(argv[1], "prepare"))
		return rb_act_prepare(&options);
	if (!strcmp(argv[1], "remove"))
		return rb_act_remove(&options);
	if (!strcmp(argv[1], "run"))
		return rb_act_run(&options);
	return rb_act_listen(&options);
}
