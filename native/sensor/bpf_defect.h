/* SPDX-License-Identifier: Apache-2.0 */
/* bpf_defect.h: what loading a BPF object does more in a build that is made for faults. */
#ifndef RB_BPF_DEFECT_H
#define RB_BPF_DEFECT_H

#include <stdio.h>

#include "bpf_base.h"

#ifdef RB_FAULTS
/* Of the object that has the defect of the run. */
void rb_bpf_path(const struct rb_sensor *sensor, const char *file, char *path, size_t size);
/* Before the object is loaded. */
void rb_bpf_set_defect(const struct rb_sensor *sensor, struct bpf_object *object);
/* Once it is: its counts are the run's. */
void rb_bpf_watch_defect(const struct rb_sensor *sensor, struct bpf_object *object);
/* 0, or rb_refuse(). */
int rb_bpf_attach_own_event(struct rb_sensor *sensor, struct rb_bpf *bpf);
int rb_bpf_pin(const struct rb_sensor *sensor, struct bpf_link *link);
#else
static inline void rb_bpf_path(const struct rb_sensor *sensor, const char *file, char *path, size_t size)
{
	snprintf(path, size, "%s/%s", sensor->native_dir, file);
}
#define rb_bpf_set_defect(sensor, object) ((void)(object))
#define rb_bpf_watch_defect(sensor, object) ((void)(object))
#define rb_bpf_attach_own_event(sensor, bpf) 0
#define rb_bpf_pin(sensor, link) 0
#endif

#endif
