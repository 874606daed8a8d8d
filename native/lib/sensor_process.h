/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sensor_process.h: starts, asks and ends one ringbench-sensor process. The sensor dies with its
 * parent (PR_SET_PDEATHSIG, end of file on the control socket), and the kernel detaches what it held.
 */
#ifndef RB_SENSOR_PROCESS_H
#define RB_SENSOR_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "ringbench.h"

struct rb_sensor_process {
	pid_t pid;       /* 0: none */
	int control_fd;
};

struct rb_sensor_arguments {
	const char *native_dir;
	const char *target_dir;
	const char *sensor;
	int operation;
	int handoff;
	int workload_cpu;
	int sensor_cpu;
	int shared_fd;
	const char *content_path; /* NULL: none */
};

/* Starts it; rb_sensor_await() then says whether it attached. */
int rb_sensor_start(struct rb_sensor_process *process, const struct rb_sensor_arguments *arguments,
		    struct rb_reply *reply);
/* Starts argv[0] with the control socket at RB_CONTROL_FD and `fd` at RB_SHARED_FD. */
int rb_sensor_spawn(struct rb_sensor_process *process, char **argv, int fd, struct rb_reply *reply);
/* Ends it without asking; nothing happens when there is none. */
void rb_sensor_kill(struct rb_sensor_process *process);
/* The next reply, within `timeout_ms`; a death or silence is told in `reply`. */
int rb_sensor_await(struct rb_sensor_process *process, int timeout_ms, struct rb_reply *reply);
int rb_sensor_request(struct rb_sensor_process *process, enum rb_request_kind kind, int timeout_ms,
		      struct rb_reply *reply);
/* 0 while it runs; otherwise says in `reply` how it ended. */
int rb_sensor_check(struct rb_sensor_process *process, struct rb_reply *reply);
/* Ends it, by SIGKILL if it does not answer within 1 s. Returns 0, or an error if it had to. */
int rb_sensor_stop(struct rb_sensor_process *process, struct rb_reply *reply);

#endif
