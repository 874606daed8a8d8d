/* SPDX-License-Identifier: Apache-2.0 */
/* cpu.h: where a thread runs. A figure that depends on it is none when this fails: heed the result. */
#ifndef RB_CPU_H
#define RB_CPU_H

#include <errno.h>
#include <pthread.h>
#include <sched.h>

#include "refusal.h"

#define RB_MUST_HEED __attribute__((warn_unused_result))

/* Pins the calling thread. 0 or negative errno. */
RB_MUST_HEED int rb_pin(int cpu);
/* The same, with the refusal of `whom`. */
RB_MUST_HEED int rb_pin_or_refuse(int cpu, const char *whom, struct rb_reply *reply);
/* Pins another thread. 0 or negative errno. */
RB_MUST_HEED int rb_pin_thread(pthread_t thread, int cpu);

/* Which call of pthread_create() with an affinity failed: a machine that makes no thread says EAGAIN. */
static inline enum rb_call rb_thread_or_affinity(int error)
{
	return error == EAGAIN || error == ENOMEM ? RB_CALL_THREAD : RB_CALL_AFFINITY;
}

#endif
