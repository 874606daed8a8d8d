/* SPDX-License-Identifier: Apache-2.0 */
/*
 * refuse-calls ERRNO CALL[,CALL]... COMMAND [ARGUMENT]...: runs a command to which some system calls are
 * refused, as in a container: refuse-calls EPERM sched_setaffinity ./ringbench run
 */
#include <stdio.h>
#include <unistd.h>

#include "call_filter.h"

int main(int argc, char **argv)
{
	int error = argc > 3 ? rb_error_of(argv[1]) : 0;

	if (!error) {
		fprintf(stderr, "usage: %s ERRNO CALL[,CALL]... COMMAND [ARGUMENT]...\n", argv[0]);
		return 2;
	}
	if (rb_refuse_calls(argv[2], error)) {
		perror(argv[2]);
		return 2;
	}
	execvp(argv[3], argv + 3);
	perror(argv[3]);
	return 2;
}
