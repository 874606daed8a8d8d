/* SPDX-License-Identifier: Apache-2.0 */
/* workload.h: the monitored operations and the files that they work on. */
#ifndef RB_WORKLOAD_H
#define RB_WORKLOAD_H

#include "ringbench.h"

/* One operation on one subject: 0, or the errno that the caller saw. */
typedef int (*rb_operation_fn)(const char *path);

struct rb_workload {
	enum rb_operation operation;
	uint32_t subject_count;
	rb_operation_fn run;
	char (*paths)[128];
	char canary[128];
};

/* open(2) + close(2). */
int rb_run_open(const char *path);
/* posix_spawn(3) of a static program that exits at once, and waitpid(2) for it. */
int rb_run_exec(const char *path);

/* Creates the subjects of `operation` below `dir`; exec copies `program`. 0 or rb_refuse(). */
int rb_workload_create(struct rb_workload *workload, enum rb_operation operation, const char *dir,
		       const char *program, struct rb_reply *reply);
/* Removes what create made. */
void rb_workload_remove(struct rb_workload *workload);
/* Copies inode numbers to where the sensor finds them. */
void rb_workload_publish(const struct rb_workload *workload, struct rb_shared *shared);

#endif
