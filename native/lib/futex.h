/* SPDX-License-Identifier: Apache-2.0 */
/* futex.h: sleeping on a word that two processes share. */
#ifndef RB_FUTEX_H
#define RB_FUTEX_H

#include <linux/futex.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* Sleeps while *word is `value`, at most `timeout_ms`, or until a signal comes; negative: for good. */
static inline void rb_futex_wait(const uint32_t *word, uint32_t value, int timeout_ms)
{
	struct timespec timeout = {
		.tv_sec = timeout_ms / 1000, .tv_nsec = timeout_ms % 1000 * 1000000L,
	};

	syscall(__NR_futex, word, FUTEX_WAIT, value, timeout_ms < 0 ? NULL : &timeout, NULL, 0);
}

static inline void rb_futex_wake(const uint32_t *word)
{
	syscall(__NR_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

#endif
