/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccomp_program.h: the one filter point of seccomp-filter, seccomp-notify and ptrace: the
 * operation's system call (openat, execve, ...) of one thread and what it starts. They differ in one
 * instruction: who decides.
 */
#ifndef RB_SECCOMP_PROGRAM_H
#define RB_SECCOMP_PROGRAM_H

#include <sys/syscall.h>

#include "sensor.h"

/* The operation's system call, and which of its arguments is an address that the canary can bear. */
struct rb_seccomp_call {
	int number;  /* 0: this operation is none that a filter can tell */
	int address; /* index of the argument */
};

const struct rb_seccomp_call *rb_seccomp_call_of(enum rb_operation operation);

/* Who decides. */
enum rb_seccomp_decider {
	RB_SECCOMP_ALONE, /* the filter */
	RB_SECCOMP_ASK,   /* a listener */
	RB_SECCOMP_TRACE, /* a tracer */
};

/* Filters the calling thread for good. With RB_SECCOMP_ASK, returns the listener's descriptor, else 0. */
int rb_seccomp_install(struct rb_hook *hook, enum rb_seccomp_decider decider);
/* errno of the canary call: its path, buffer or address is at RB_CANARY_ADDRESS. */
int rb_seccomp_canary(struct rb_hook *hook);

#endif
