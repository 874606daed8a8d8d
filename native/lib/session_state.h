/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session_state.h: what a session is, for the files that make one up: session.c attaches and detaches,
 * session_blocks.c, session_load.c and session_programs.c are what is done while a sensor is attached.
 */
#ifndef RB_SESSION_STATE_H
#define RB_SESSION_STATE_H

#include <sched.h>

#include "content_file.h"
#include "monitored_thread.h"
#include "patience.h"
#include "sensor.h"
#include "sensor_process.h"
#include "session.h"
#include "stall_guard.h"
#include "workload.h"

/* Nothing moved for so long: ask whether the rest is lost. */
#define RB_SETTLE_ASK_NS (30000000 * RB_PATIENCE)

struct rb_session {
	char work_dir[101];
	char native_dir[256];
	bool private_mount;
	struct rb_reply reply;
	char program[320];           /* that the exec workload copies */
	struct rb_workload workloads[RB_OPERATIONS]; /* created when they are first needed */
	struct rb_content_file content;
	char content_path[256];
	uint32_t workload_tid; /* that the sensor is told; 0: the thread's */
	cpu_set_t cpus;        /* that the process could use */
	uint32_t queue_bytes;

	/* While attached. */
	struct rb_shared *shared;
	int shared_fd;
	struct rb_sensor_process process;
	const struct rb_hook_ops *hook_ops;
	struct rb_hook hook;
	struct rb_monitored_thread thread;
	struct rb_stall_guard guard;
	struct rb_workload *workload;
	int canary_errno;
	int canary_operations;
	int guard_cpu;
	int64_t moved_ns; /* while settling: when an event last came */
	bool has_process; /* a sensor process belongs to it, alive or not */
};

#endif
