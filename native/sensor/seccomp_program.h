/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccomp_program.h: the one filter point of seccomp-filter and seccomp-notify: the system call
 * openat (exec: execve) of one thread and what it starts. They differ in one instruction: who
 * decides.
 */
#ifndef RB_SECCOMP_PROGRAM_H
#define RB_SECCOMP_PROGRAM_H

#include <sys/syscall.h>

#include "sensor.h"

static inline int rb_seccomp_syscall(enum rb_operation operation)
{
	return operation == RB_EXEC ? __NR_execve : __NR_openat;
}

/* Index of the path among the call's arguments. */
static inline int rb_seccomp_path_argument(enum rb_operation operation)
{
	return operation == RB_EXEC ? 0 : 1;
}

/* Filters the calling thread for good. With `ask`, returns the listener's descriptor, else 0. */
int rb_seccomp_install(struct rb_hook *hook, bool ask);
/* errno of the canary call: a path at RB_CANARY_ADDRESS. */
int rb_seccomp_canary(struct rb_hook *hook);

#endif
