/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sensor.h: what one sensor is. A sensor is one C file that fills a table of functions:
 * `rb_sensor_ops` is the half that lives in the process ringbench-sensor, and `rb_hook_ops`, for
 * the few mechanisms that must be put into the monitored thread itself, the half that lives there.
 */
#ifndef RB_SENSOR_H
#define RB_SENSOR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "clock.h"
#include "content.h"
#include "refusal.h"
#include "ringbench.h"

/* One attached sensor, in its own process. */
struct rb_sensor {
	const struct rb_sensor_ops *ops;
	struct rb_shared *shared;
	struct rb_reply *reply;      /* what attach() says when it refuses */
	const char *native_dir;      /* where the BPF objects are */
	const char *target_dir;      /* where the workload's files are */
	const struct rb_content *content; /* evaluated for each event; NULL: none */
	size_t content_size;
	int control_fd;
	enum rb_operation operation;
	enum rb_handoff handoff;
	atomic_bool stopping;
	void *state;                 /* the sensor's own */
	atomic_bool armed;           /* the next event is the canary: for those that cannot tell by a name */
	int consumer_cpu;            /* where the thread that polls runs, and who shares its work */
	uint64_t others_user_ns;     /* of other processes of the sensor; statistics() brings it up to date */
	uint64_t others_system_ns;
};

/* Sets of operations, one bit each. Whoever watches opens can stand by a stat, which it does not watch. */
#define RB_CAN(operation) (1u << RB_##operation)
#define RB_CONNECTS (RB_CAN(CONNECT) | RB_CAN(CONNECT6))
#define RB_OPENS (RB_CAN(OPEN) | RB_CAN(STAT))
#define RB_OPENS_EXECS (RB_OPENS | RB_CAN(EXEC))
#define RB_OPENS_EXECS_CONNECTS (RB_OPENS_EXECS | RB_CONNECTS)
#define RB_FILE_AND_SOCKET_CALLS (RB_OPENS_EXECS_CONNECTS | RB_CAN(WRITE) | RB_CAN(RENAME) | RB_CAN(UNLINK))
#define RB_EVERY_OPERATION ((1u << RB_OPERATIONS) - 1)

enum rb_mode {
	RB_MODE_NONE,   /* it watches nothing: baselines and floors */
	RB_MODE_NOTIFY, /* it is told */
	RB_MODE_AUTH,   /* it may refuse */
};

/* What a sensor is able to do, as `ringbench-sensor describe` tells it. */
struct rb_abilities {
	uint32_t operations; /* RB_CAN() of each */
	enum rb_mode mode;
	const char *queue;   /* the limit of the system that its waiting events meet, as sysctl names it; NULL: none */
};

struct rb_sensor_ops {
	const char *id;
	struct rb_abilities can;
	bool evaluates;   /* whether it can evaluate content */
	int canary_errno; /* what the canary of an AUTH sensor fails with; 0: it is not refused */
	int canary_operations; /* how often the canary is to be done; 0: once */
	/* From the return on, every operation of the workload is seen. 0, or rb_refuse(). */
	int (*attach)(struct rb_sensor *sensor);
	/* The rest of attaching, on the thread that polls: for those whose hold is a thread's. NULL: none. */
	int (*begin)(struct rb_sensor *sensor);
	/*
	 * Handles what has arrived. Sleeps until something does or a signal comes; with
	 * RB_BUSY_POLL it never sleeps. NULL: nothing ever arrives.
	 */
	int (*poll)(struct rb_sensor *sensor);
	/* Brings shared->lost and lost_unknown up to date. NULL: the mechanism cannot lose. */
	void (*statistics)(struct rb_sensor *sensor);
	/* For a sensor that reports no events: arm, then tell (1) whether the canaries were seen; or rb_refuse(). */
	int (*canary)(struct rb_sensor *sensor, bool arm);
	/* Called with no poll() running. The kernel undoes all of it when the process dies. */
	void (*detach)(struct rb_sensor *sensor);
};

/* The half inside the monitored process; runs on the monitored thread. */
struct rb_hook {
	struct rb_shared *shared;
	struct rb_reply *reply;
	enum rb_operation operation;
	const struct rb_content *content; /* evaluated for each operation; NULL: none */
	int control_fd;              /* to the sensor process */
	const char *target_dir;      /* where the workload's files are */
};

struct rb_hook_ops {
	const char *id;
	struct rb_abilities can;     /* of one that is in rb_sensors too: there */
	bool own_thread;             /* cannot be taken back: runs on a thread that ends with it */
	bool no_process;             /* there is no sensor process: a baseline */
	/* Before the monitored thread is made; remove() undoes it, also where install() failed. NULL: nothing. */
	int (*prepare)(struct rb_hook *hook);
	int (*install)(struct rb_hook *hook);
	void (*remove)(struct rb_hook *hook);
	/* errno of the canary where it is not an ordinary open or exec, NULL otherwise */
	int (*canary)(struct rb_hook *hook);
	int canary_errno;            /* what a refused canary fails with; 0: it is not refused */
};

/* NULL: there is none of that name. */
const struct rb_sensor_ops *rb_find_sensor(const char *id);

/* NULL-terminated tables: sensors.c (process half) and hooks.c (workload half). */
extern const struct rb_sensor_ops *const rb_sensors[];
extern const struct rb_hook_ops *const rb_hooks[];
const struct rb_hook_ops *rb_find_hook(const char *id);

static inline uint32_t rb_queue_bytes(const struct rb_shared *shared)
{
	return shared->queue_bytes ? shared->queue_bytes : RB_BPF_RING_BYTES;
}

static inline uint32_t rb_phase(const struct rb_shared *shared)
{
	return __atomic_load_n(&shared->phase, __ATOMIC_ACQUIRE);
}

static inline void rb_count_event(struct rb_shared *shared)
{
	__atomic_store_n(&shared->delivered, shared->delivered + 1, __ATOMIC_RELEASE);
}

static inline void rb_count_canary(struct rb_shared *shared)
{
	__atomic_store_n(&shared->canaries, shared->canaries + 1, __ATOMIC_RELEASE);
}

/* Index in the block of the operation in flight: exact for whoever makes the caller wait. */
static inline uint32_t rb_in_flight(const struct rb_shared *shared)
{
	return __atomic_load_n(&shared->current, __ATOMIC_ACQUIRE);
}

static inline void rb_stamp_delivery(struct rb_shared *shared, uint32_t index, int64_t now_ns)
{
	if (index < RB_SAMPLES && !shared->samples[index].delivered_ns)
		shared->samples[index].delivered_ns = now_ns;
}

static inline void rb_stamp_verdict(struct rb_shared *shared, uint32_t index, int64_t now_ns)
{
	if (index < RB_SAMPLES)
		shared->samples[index].verdict_ns = now_ns;
}

/* `canary` of those who cannot tell it by a name: arms rb_sensor::armed. */
int rb_arm_next(struct rb_sensor *sensor, bool arm);
/* rb_next_target(), or RB_CANARY_TARGET for the first event after rb_arm_next(). */
int rb_next_or_canary(struct rb_sensor *sensor);

/* The path of the canary, and of no other target, ends so. */
#define RB_CANARY_SUFFIX "/canary"
/* `canary` of those who refuse and report nothing: that the caller was refused is all there is to see, and the session wants it. */
int rb_refusal_is_canary(struct rb_sensor *sensor, bool arm);

/* Target of a path ".../f0012" or "...x12": its number, or -1 (the canary, something else). */
int rb_target_of_path(const char *path);
/* Target with that key, RB_CANARY_TARGET for the canary, or -1. */
#define RB_CANARY_TARGET (-2)
int rb_target_of_key(const struct rb_shared *shared, uint64_t key);
int rb_target_of_record(const struct rb_shared *shared, const struct rb_record *record);

/* An event that a NOTIFY sensor has in its hands. */
struct rb_event {
	int target;      /* RB_CANARY_TARGET, or -1: somebody else's */
	int32_t rule;    /* of the content; RB_NO_RULE */
	int64_t hook_ns; /* 0: the mechanism does not say when it happened */
	int64_t arrived_ns; /* rb_arrival_ns(), before anything is done with it */
};

/*
 * Target of the next event of the workload, for mechanisms that tell whose it is and not which: exact
 * while none is lost.
 */
static inline int rb_next_target(const struct rb_shared *shared)
{
	return (int)((shared->delivered - shared->issued_before) & (shared->target_count - 1));
}

#define RB_TIMED_EACH 17u /* prime to the number of targets, or always the same ones were timed */
static inline int64_t rb_arrival_ns(const struct rb_shared *shared)
{
	uint32_t phase = rb_phase(shared);

	/* Under load one in RB_TIMED_EACH: a clock costs as much as some consumers. */
	return phase == RB_PHASE_DELIVERY ||
	       (phase == RB_PHASE_LOAD && !(shared->delivered % RB_TIMED_EACH)) ? rb_clock_ns() : 0;
}

/*
 * Set by `ringbench-sensor print`, on whose behalf each event is told with its fields. `path`: in place of the record's,
 * where that is too short for it; NULL: the record's. uid UINT32_MAX: not known. NULL: nobody wants them.
 */
extern void (*rb_tell)(const struct rb_record *record, const char *path);
/* The same, of a file's descriptor. */
void rb_tell_descriptor(const struct rb_sensor *sensor, pid_t pid, int fd, bool held);
/* The same, of a system call whose caller `tid` waits for us, with its arguments. */
void rb_tell_call(const struct rb_sensor *sensor, pid_t tid, const uint64_t *arguments);

/* Counts it, and in the open loop stamps its operation. */
void rb_deliver_event(struct rb_shared *shared, const struct rb_event *event);
void rb_deliver_record(struct rb_shared *shared, const struct rb_record *record);

#endif
