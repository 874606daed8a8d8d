/* SPDX-License-Identifier: Apache-2.0 */
/*
 * containment.h: a private place for the workload. As root the calling thread gets a mount
 * namespace of its own with a tmpfs at the work directory (and tracefs where the host has it not
 * mounted); both vanish with the last process in it, even after kill -9.
 */
#ifndef RB_CONTAINMENT_H
#define RB_CONTAINMENT_H

#include <stdbool.h>

#include "ringbench.h"

/* Name of the tmpfs: how rb_is_private_mount() knows a mount of ours. */
#define RB_MOUNT_NAME "ringbench"

/*
 * 1: private tmpfs mounted on `dir`; 0: not permitted, or not possible in a chroot whose / is no mount, and
 * `dir` is used as it is; negative: error.
 */
int rb_contain(const char *dir, struct rb_reply *reply);
/* Whether `dir` is below a tmpfs that rb_contain() mounted, in this thread's name space. */
bool rb_is_private_mount(const char *dir);

#endif
