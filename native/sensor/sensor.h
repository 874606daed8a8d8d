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
	const char *subject_dir;     /* where the workload's files are */
	const struct rb_content *content; /* evaluated for each event; NULL: none */
	size_t content_size;
	int control_fd;
	enum rb_operation operation;
	enum rb_handoff handoff;
	atomic_bool stopping;
	void *state;                 /* the sensor's own */
};

struct rb_sensor_ops {
	const char *id;
	bool evaluates;   /* whether it can evaluate content */
	int canary_errno; /* what the canary of an AUTH sensor fails with; 0: it is not refused */
	int canary_operations; /* how often the canary is to be done; 0: once */
	/* From the return on, every operation of the workload is seen. 0, or rb_refuse(). */
	int (*attach)(struct rb_sensor *sensor);
	/*
	 * Handles what has arrived. Sleeps until something does or a signal comes; with
	 * RB_BUSY_POLL it never sleeps. NULL: nothing ever arrives.
	 */
	int (*poll)(struct rb_sensor *sensor);
	/* Brings shared->lost and lost_unknown up to date. NULL: the mechanism cannot lose. */
	void (*statistics)(struct rb_sensor *sensor);
	/* For a sensor that reports no events: arm, then tell (1) whether the canaries were seen. */
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
};

struct rb_hook_ops {
	const char *id;
	bool own_thread;             /* cannot be taken back: runs on a thread that ends with it */
	bool no_process;             /* there is no sensor process: a baseline */
	int (*install)(struct rb_hook *hook);
	void (*remove)(struct rb_hook *hook);
	/* errno of the canary where it is not an ordinary open or exec, NULL otherwise */
	int (*canary)(struct rb_hook *hook);
	int canary_errno;            /* what a refused canary fails with; 0: it is not refused */
};

/* NULL-terminated tables: sensors.c (process half) and hooks.c (workload half). */
extern const struct rb_sensor_ops *const rb_sensors[];
extern const struct rb_hook_ops *const rb_hooks[];
const struct rb_hook_ops *rb_find_hook(const char *id);

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

/*
 * Index in the block of the newest operation on `subject`: exact while the sensor is less than
 * subject_count operations behind. RB_SAMPLES where there is none.
 */
static inline uint32_t rb_newest_on(const struct rb_shared *shared, uint32_t subject)
{
	uint32_t current = rb_in_flight(shared);
	uint32_t behind = (current - subject) & (shared->subject_count - 1);

	return behind <= current ? current - behind : RB_SAMPLES;
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

/* The path of the canary, and of no other subject, ends so. */
#define RB_CANARY_SUFFIX "/canary"
/* `canary` of those who refuse and report nothing: that the caller was refused is all there is to see, and the session wants it. */
int rb_refusal_is_canary(struct rb_sensor *sensor, bool arm);

/* Subject of a path ".../f0012" or "...x12": its number, or -1 (the canary, something else). */
int rb_subject_of_path(const char *path);
/* Subject with that inode, RB_CANARY_SUBJECT for the canary, or -1. */
#define RB_CANARY_SUBJECT (-2)
int rb_subject_of_inode(const struct rb_shared *shared, uint64_t inode);
/* One record of a NOTIFY sensor that carries paths, arrived just now. */
void rb_deliver_record(struct rb_shared *shared, const struct rb_record *record);

#endif
