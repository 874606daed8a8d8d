/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * driver.h: the native test driver inside. A descriptor of /dev/ringbench is a client; the one
 * client that has a hook attached is `rb_active`. The device fills it, the hook puts events into
 * it, its rings carry them to user mode.
 */
#ifndef RB_DRIVER_H
#define RB_DRIVER_H

#include <linux/percpu.h>
#include <linux/version.h>
#include <linux/wait.h>

#include "interpreter.h"
#include "ringbench.h"

struct file;
struct linux_binprm;
struct sockaddr;
struct vm_area_struct;

/* One producer, the CPU; one consumer, in user mode. What user mode may write is only in `page`. */
struct rb_cpu_ring {
	struct rb_driver_ring *page;
	struct rb_record *records;
	u64 head;
	u64 dropped;
	struct rb_record scratch; /* AUTH: the record that is evaluated */
#ifdef RB_FAULTS
	u64 *fields; /* at the end of their own page */
#else
	u64 fields[RB_INPUT_FIELDS]; /* what its rules see of it */
#endif
	struct rb_cursor cursor;
	u64 refused;
	u64 null_hits;
	u64 missed;
} ____cacheline_aligned;

struct rb_client {
	struct rb_driver_attach config;
	const struct rb_content *content; /* NULL: none; set once, so that nobody loses it under a hook */
	size_t content_size;
	u32 interpreter;                 /* enum rb_driver_interpreter, of the content */
	u32 stopped;                     /* enum rb_driver_stop; set once, by rb_stop() */
	bool taken_out;                  /* it was stopped, and its hook is detached */
	u32 beat;                        /* guarded: RB_DRIVER_BEATs */
	const struct rb_hook_type *hook; /* NULL: nothing attached */
	struct rb_cpu_ring __percpu *rings;
	void *memory;                    /* of the rings of all CPUs, mapped by user mode */
	size_t ring_bytes;               /* of one of them */
	bool armed;
	wait_queue_head_t waiters;
};

/* A way into the kernel: one file each. */
struct rb_hook_type {
	/* From the return on every event is seen. */
	int (*attach)(const struct rb_client *client);
	/* At the return no callback runs any more, on any CPU. */
	void (*detach)(void);
	u64 (*missed)(void); /* NULL: it counts in the ring's `missed` */
	bool may_refuse;
};

extern const struct rb_hook_type rb_hook_ftrace, rb_hook_kprobe, rb_hook_tracepoint;

/* Set before a hook is attached and cleared after it is detached: callbacks find it as it is. */
extern struct rb_client *rb_active;

/*
 * An event at a hook, in the context of the task that causes it. 0, or -EPERM in RB_DRIVER_AUTH
 * where the content refuses it. Never sleeps.
 */
int rb_event_open(struct file *file);
int rb_event_exec(const struct linux_binprm *program);
int rb_event_connect(const struct sockaddr *address, int length);
/* The same where only the system call's arguments are there. */
void rb_event_open_user(unsigned long path, unsigned long flags);
void rb_event_connect_user(unsigned long address, unsigned long length);

#ifdef RB_FAULTS /* defects.c */
u64 *rb_fields_make(void);
void rb_fields_free(u64 *fields);
int rb_defect_at_init(void);
int rb_never_answer(void);
void *rb_content_place(void *content, size_t size);
void rb_content_free(const void *content);
/* rb_with_defect() for the interpreter in Rust: what that can express is done in Rust. */
int32_t rb_with_rust_defect(bool fallibly, const struct rb_content *content, const u64 *fields, s32 rule);
#else
#define rb_with_rust_defect(fallibly, content, fields, rule) (rule)
#define rb_content_place(content, size) (content)
#define rb_content_free(content) kvfree(content)
#define rb_defect_at_init() 0
#endif

/* interpret.c: the rule that the event meets, in AUTH or as a service, or RB_NO_RULE; may stop the client. */
int32_t rb_interpret(struct rb_client *client, u64 *fields, const struct rb_record *record,
		     struct rb_cursor *cursor);
/* NULL: that interpreter is there; or why it is not. */
const char *rb_interpreter_missing(u32 interpreter);
bool rb_is_content(u32 interpreter, const struct rb_content *content, size_t size);

/* stop.c: a sensor that switches itself off. */
/* From the return on the client's events are let through. From any context; its hook is taken out a moment later. */
void rb_stop(struct rb_client *client, enum rb_driver_stop why);
/* Remembers the content of a stopped client. May sleep. */
void rb_mark_bad(const struct rb_client *client);
/* Whether content of these bytes stopped a sensor since the driver was loaded. */
bool rb_is_marked_bad(const struct rb_content *content, size_t size);
/* device.c: takes out the hook of the active client, if that is stopped. May sleep. */
void rb_take_out(void);
void rb_stop_finish(void);

/* An interpreter's answer in place of a rule: it met something outside, or was ended. */
#define RB_STOPPED INT_MIN
#ifdef CONFIG_X86_64 /* guard.c */
/* rb_evaluate() that a fault or too much time ends with RB_STOPPED, and why. With preemption off. */
int32_t rb_guarded(struct rb_client *client, const struct rb_input *input, enum rb_driver_stop *why);
/* For what is evaluated in there: a field that may be no memory. */
u64 rb_guarded_field(const u64 *fields, u32 field);
bool rb_is_guarded(void);
/* Before the first event of a guarded client, and after its last. May sleep. */
int rb_guard_begin(struct rb_client *client);
void rb_guard_end(void);
#else
static inline int rb_guard_begin(struct rb_client *client) { return -EOPNOTSUPP; }
static inline void rb_guard_end(void) { }
#define rb_guarded(client, input, why) RB_STOPPED
#define rb_guarded_field(fields, field) ((fields)[field])
#define rb_is_guarded() false
#endif

int rb_rings_make(struct rb_client *client);
void rb_rings_free(struct rb_client *client);
int rb_rings_map(struct rb_client *client, struct vm_area_struct *area);
bool rb_rings_readable(struct rb_client *client);
void rb_rings_count(struct rb_client *client, struct rb_driver_statistics *counts);
/* NULL: full, and counted. With preemption off, between these two. */
struct rb_record *rb_ring_reserve(struct rb_client *client, struct rb_cpu_ring *ring);
void rb_ring_commit(struct rb_client *client, struct rb_cpu_ring *ring);
/* Counts a record that there is none of. */
void rb_ring_drop(struct rb_cpu_ring *ring);

#endif
