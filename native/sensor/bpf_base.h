/* SPDX-License-Identifier: Apache-2.0 */
/* bpf_base.h: what handling a BPF object is made of: its constants, and refusals in the verifier's own words. */
#ifndef RB_BPF_BASE_H
#define RB_BPF_BASE_H

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "sensor.h"

struct rb_bpf {
	struct bpf_object *object;
	struct bpf_program *program; /* of the operation: on_open, on_exec, ... */
	struct bpf_link *link;
	struct bpf_link *own_link;   /* F12's; else NULL */
	struct ring_buffer *ring;    /* one or more; NULL for an object without any */
	int lost_fd;
	int run_statistics_fd;       /* while a canary is armed */
	uint64_t runs_before;
};

/* From here on what libbpf and the verifier say is kept, for the refusals below; what was kept is forgotten. */
void rb_bpf_keep_warnings(void);
/* Refuses with their words. */
int rb_bpf_refuse(struct rb_sensor *sensor, int error, const char *what);
/* The kernel refused nothing; `what` has the reason. */
int rb_bpf_lacks(struct rb_sensor *sensor, int error, const char *remedy, const char *what);
/* Sets a `const volatile` variable of the object before it is loaded, if it has one so named. */
void rb_bpf_set_constant(struct bpf_object *object, const char *name, const void *value, size_t most);
struct bpf_prog_info rb_bpf_info(const struct bpf_program *program);

#endif
