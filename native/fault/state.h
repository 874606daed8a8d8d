/* SPDX-License-Identifier: Apache-2.0 */
/*
 * state.h: what the parts of the conductor ask of the one struct rb_run that they work on, and what more than one
 * of them says about it. Knows none of them.
 */
#ifndef RB_STATE_H
#define RB_STATE_H

#include "scene.h"

#define RB_MS 1000000LL

bool rb_run_is(const struct rb_run *run, const char *sensor);
bool rb_run_is_in_process(const struct rb_run *run);
bool rb_run_is_bpf(const struct rb_run *run);
bool rb_run_is_kind(const struct rb_run *run, const char *kind);
/* Without a fault, whatever its kind. */
bool rb_run_is_placebo(const struct rb_run *run);

/* The fault ran, by what the conductor did. */
void rb_run_activate(struct rb_run *run);
/* Which of its forms the defect has in this run. */
void rb_run_set_form(struct rb_run *run, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* NULL: the sensor never ended. */
const struct rb_exit *rb_run_last_exit(const struct rb_run *run);
/* Events that arrived, and operations of all tasks. */
uint64_t rb_run_delivered(const struct rb_run *run);
uint64_t rb_run_issued(const struct rb_run *run);
uint64_t rb_run_doubtful_verdicts(const struct rb_run *run);
/* A task has not come back from its operation for a while. */
bool rb_run_somebody_waits(const struct rb_run *run);
/* All workers did. */
bool rb_run_all_ended(const struct rb_run *run);
/* A task that stands still for so long is stuck, beyond doubt. */
int64_t rb_run_stall_ns(const struct rb_run *run);

#endif
