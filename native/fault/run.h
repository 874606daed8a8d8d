/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run.h: what the parts of the conductor know of each other: run.c conducts, supervisor.c has the sensor's
 * process, content.c what that evaluates. They work on the one struct rb_run of scene.h.
 */
#ifndef RB_RUN_H
#define RB_RUN_H

#include "faulty.h"
#include "scene.h"
#include "sensor.h"

#define RB_MS 1000000LL

bool rb_run_is(const struct rb_run *run, const char *sensor);
bool rb_run_is_in_process(const struct rb_run *run);
bool rb_run_is_kind(const struct rb_run *run, const char *kind);

/* content.c: a copy of the content, with what the fault does to it. 0 or rb_refuse(). */
int rb_run_make_content(struct rb_run *run);
/* Which is what sensors that are started from here on evaluate. */
void rb_run_name_content(struct rb_run *run);
int rb_run_keep_content(struct rb_run *run, const void *bytes, size_t size);

/* supervisor.c */
int rb_run_spawn_sensor(struct rb_run *run);
/* 0: it is attached. Otherwise it is gone, by itself (-ECHILD) or because it refused. */
int rb_run_await_attached(struct rb_run *run);
/* The fault ran, by what the conductor did. */
void rb_run_activate(struct rb_run *run);
/* NULL: it never ended. */
const struct rb_exit *rb_run_last_exit(const struct rb_run *run);
/* Events that arrived, and operations of all tasks. */
uint64_t rb_run_delivered(const struct rb_run *run);
uint64_t rb_run_issued(const struct rb_run *run);
uint64_t rb_run_doubtful_verdicts(const struct rb_run *run);
/* At each tick: sees what became of the process, and does what a supervisor does. */
void rb_run_supervise(struct rb_run *run);
void rb_run_look_for_recovery(struct rb_run *run);
/* A defective one is to take over, while the sound one goes on until it does. */
void rb_run_update(struct rb_run *run);

#endif
