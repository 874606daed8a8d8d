/* SPDX-License-Identifier: Apache-2.0 */
/* bpf_object.h: what the BPF sensors share: one loaded object with one attached program. */
#ifndef RB_BPF_OBJECT_H
#define RB_BPF_OBJECT_H

#include "bpf_base.h"

/* Loads native_dir/file with the sensor's content; attaches nothing. */
int rb_bpf_load(struct rb_sensor *sensor, struct rb_bpf *bpf, const char *file);
/* Loads native_dir/file, attaches the operation's program, and opens its ring if it has one. */
int rb_bpf_attach(struct rb_sensor *sensor, const char *file);
/* The same, by a function that returns NULL and sets errno where it fails. */
int rb_bpf_attach_by(struct rb_sensor *sensor, const char *file,
		     struct bpf_link *(*attach)(struct rb_sensor *, const struct bpf_program *));
int rb_bpf_poll(struct rb_sensor *sensor);
void rb_bpf_statistics(struct rb_sensor *sensor);
void rb_bpf_detach(struct rb_sensor *sensor);
/*
 * Canary of a program that reports nothing: the kernel counts its runs while we look. Others on the
 * machine make it run too, so it takes many canaries and as many runs.
 */
#define RB_RUN_CANARIES 64
int rb_bpf_run_canary(struct rb_sensor *sensor, bool arm);

#endif
