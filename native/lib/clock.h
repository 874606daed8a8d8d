/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clock.h: the one clock of all stamps, the same that bpf_ktime_get_ns() reads. Reading it is in every
 * measured operation, so whether it can be read is asked once, by rb_clock_check().
 */
#ifndef RB_CLOCK_H
#define RB_CLOCK_H

#include <stdint.h>
#include <time.h>

struct rb_reply;

/* The coarsest step with which an operation's time is worth anything. */
#define RB_CLOCK_STEP_NS 1000

/* Whether this thread can read the clock, in fine steps, and sleep by it to the point. 0, or rb_refuse(). */
int rb_clock_check(struct rb_reply *reply);

static inline int64_t rb_clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static inline void rb_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#elif defined(__aarch64__)
	__asm__ __volatile__("yield");
#endif
}

#endif
