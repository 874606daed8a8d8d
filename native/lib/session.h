/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session.h: what libringbench.so offers to Java (and to `ringbench-sensor probe`): a private
 * place for the workload's files, one attached sensor at a time, and blocks of operations.
 *
 * Functions return a count or 0, or a negative errno; rb_session_reason() then says what failed
 * and rb_session_remedy() what to do. A session belongs to the thread that opened it.
 */
#ifndef RB_SESSION_H
#define RB_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "load.h"
#include "ringbench.h"

struct rb_session;

/* ABI of this library, to be compared with RB_ABI_VERSION by the caller. */
int32_t rb_abi_version(void);
/* Offset or size `field` (enum rb_layout_field) of the shared structures; -EINVAL beyond. */
int64_t rb_layout(int32_t field);
/* CLOCK_MONOTONIC, ns. */
int64_t rb_now_ns(void);
/* From now on the kernel kills this process when the thread that started it ends. 0 or negative errno. */
__attribute__((warn_unused_result)) int32_t rb_die_with_parent(void);
/* The same, with the refusal. */
__attribute__((warn_unused_result)) int32_t rb_die_with_parent_or_refuse(struct rb_reply *reply);
/* Total ns of `count` stamped operations that do nothing (stamped = 1), or of 2 x count bare clock
 * reads (stamped = 0). Their difference is the cost of stamping over the clock's own. */
int64_t rb_stamp_block_ns(struct rb_session *session, int32_t count, int32_t stamped);

/*
 * Opens a session: creates `work_dir`, gives the calling thread a private mount namespace with a
 * tmpfs there where it may (root), and fills it with the targets. `native_dir` holds
 * ringbench-sensor, ringbench-true and the BPF objects. Returns NULL on failure, with the sentence in
 * `reason` and what to do in `remedy` (256 bytes each).
 */
struct rb_session *rb_session_open(const char *work_dir, const char *native_dir, char *reason, char *remedy);
void rb_session_close(struct rb_session *session);

/*
 * Attaches `sensor` to the calling thread's operations; the workload runs on `workload_cpu`, the
 * sensor where `handoff` says (`sensor_cpu` for the other CPU).
 */
int32_t rb_session_attach(struct rb_session *session, const char *sensor, int32_t operation,
			  int32_t handoff, int32_t workload_cpu, int32_t sensor_cpu);
/*
 * From the next attach on sensors evaluate the content in that file for each operation; its last rule
 * has to deny paths that end in /canary. NULL: none, as in a new session.
 */
int32_t rb_session_use_content(struct rb_session *session, const char *path);
/*
 * From the next attach on: who is the workload, RB_EVERY_THREAD or RB_EVERYBODY (0: the calling thread, as
 * ever), and the bytes of what events wait in (0: as ever).
 */
void rb_session_prepare_load(struct rb_session *session, uint32_t workload_tid, uint32_t queue_bytes);
/* One known operation: 0 when the sensor reported it (and refused it, if it can). */
int32_t rb_session_canary(struct rb_session *session);
/* Closed loop: up to `count` operations or `limit_ns`. Returns how many were done. */
int32_t rb_session_run_closed(struct rb_session *session, int32_t count, int64_t limit_ns);
/* Open loop: `count` operations, one each `interval_ns`, from scheduled times. */
int32_t rb_session_run_open(struct rb_session *session, int32_t count, int64_t interval_ns);
/*
 * A load, see load.h: the sensor's half of the accounting is in the shared page afterwards, since attach.
 * `watched`: events are to come out of the sensor all the time; ETIMEDOUT where they do not. `drained_ns`:
 * from the end of the load to the last event.
 */
int32_t rb_session_load(struct rb_session *session, const struct rb_load *load, bool watched,
			struct rb_load_result *result, int64_t *drained_ns);
struct rb_programs_result {
	int32_t status;     /* exit status, or 128 + the signal */
	int64_t elapsed_ns;
	int64_t user_ns;    /* of all its processes */
	int64_t system_ns;
};

/*
 * Runs `command` by a shell, in the session's directory and on every CPU that this process had when the
 * session was opened; the sensor that is attached sees it. Nobody knows how many events it causes.
 */
int32_t rb_session_run_programs(struct rb_session *session, const char *command,
				struct rb_programs_result *result);
/* Waits until issued = delivered + lost, or nothing has moved for 30 ms; then asks for statistics. */
int32_t rb_session_settle(struct rb_session *session);
/* Asks for statistics only. */
int32_t rb_session_statistics(struct rb_session *session);
/* Detaches; never leaves anything attached, kills the sensor when it does not answer in 1 s. */
int32_t rb_session_detach(struct rb_session *session);

struct rb_shared *rb_session_shared(struct rb_session *session);
const char *rb_session_reason(struct rb_session *session);
const char *rb_session_remedy(struct rb_session *session);
/* Process id of the attached sensor, 0 without one. */
int32_t rb_session_sensor_pid(struct rb_session *session);
/* 1 when the work directory is a private tmpfs mount, 0 when it is an ordinary directory. */
int32_t rb_session_private_mount(struct rb_session *session);

enum rb_layout_field {
	RB_LAYOUT_SHARED_SIZE = 0,
	RB_LAYOUT_ISSUED = 1,
	RB_LAYOUT_DELIVERED = 2,
	RB_LAYOUT_LOST = 3,
	RB_LAYOUT_LOST_UNKNOWN = 4,
	RB_LAYOUT_CANARIES = 5,
	RB_LAYOUT_FOREIGN = 6,
	RB_LAYOUT_CPU_USER = 7,
	RB_LAYOUT_CPU_SYSTEM = 8,
	RB_LAYOUT_PEAK_RSS = 9,
	RB_LAYOUT_SAMPLES = 10,
	RB_LAYOUT_SAMPLE_SIZE = 11,
	RB_LAYOUT_SAMPLE_INTENDED = 12,
	RB_LAYOUT_SAMPLE_START = 13,
	RB_LAYOUT_SAMPLE_END = 14,
	RB_LAYOUT_SAMPLE_DELIVERED = 15,
	RB_LAYOUT_SAMPLE_VERDICT = 16,
	RB_LAYOUT_SAMPLE_COUNT = 17,
	RB_LAYOUT_VOLUNTARY_SWITCHES = 18,
};

#endif
