/* SPDX-License-Identifier: Apache-2.0 */
/* workload.h: the monitored operations, one table entry each, and what they work on. */
#ifndef RB_WORKLOAD_H
#define RB_WORKLOAD_H

#include <stdbool.h>
#include <sys/socket.h>

#include "ringbench.h"

struct rb_workload;

/*
 * One operation. Functions return 0, or the errno that the caller of the operation saw; `target`
 * is from 0, and `target_count` for the canary.
 */
struct rb_workload_ops {
	const char *name;       /* of the directory with its targets */
	uint32_t target_count;  /* a power of two */
	/* Makes the targets, canary included. */
	int (*create)(struct rb_workload *workload, struct rb_reply *reply);
	/* The operation itself: what is timed. */
	int (*run)(struct rb_workload *workload, uint32_t target);
	/* Afterwards, not timed: makes it possible once more. NULL: nothing to do. */
	void (*restore)(struct rb_workload *workload, uint32_t target);
	/* What the sensor knows the target by. */
	uint64_t (*key)(const struct rb_workload *workload, uint32_t target);
	void (*remove)(struct rb_workload *workload);
};

struct rb_workload {
	const struct rb_workload_ops *ops; /* NULL: not created */
	enum rb_operation operation;
	char dir[160];
	const char *program;     /* a static program that exits at once */
	char (*paths)[128];      /* target_count + 1; those of operations on files */
	char (*others)[128];     /* rename: the other names */
	bool *renamed;           /* rename: whether it has the other name now */
	struct rb_shared *shared; /* while a sensor is attached */
	int *sockets;            /* connect: the listeners */
	struct sockaddr_storage *addresses; /* connect: theirs */
};

/* open(2) + close(2). */
int rb_run_open(const char *path);

/* By enum rb_operation. */
extern const struct rb_workload_ops *const rb_workloads[RB_OPERATIONS];

/* Creates the targets of `operation` below `dir`. 0 or rb_refuse(). */
int rb_workload_create(struct rb_workload *workload, enum rb_operation operation, const char *dir,
		       const char *program, struct rb_reply *reply);
/* Removes what create made. */
void rb_workload_remove(struct rb_workload *workload);
/* Tells the sensor's side what the targets are known by; NULL: it is gone. */
void rb_workload_publish(struct rb_workload *workload, struct rb_shared *shared);
/* The canary: errno that its caller saw. */
int rb_workload_canary(struct rb_workload *workload);

/* For the tables: files with these letters before their number; `from`: a copy of it, or NULL. */
int rb_make_files(struct rb_workload *workload, char letter, const char *from, struct rb_reply *reply);
void rb_remove_files(struct rb_workload *workload);
uint64_t rb_inode_key(const struct rb_workload *workload, uint32_t target);

#endif
