/* SPDX-License-Identifier: Apache-2.0 */
/* The bare round trip between two threads: the physical limit of every user-mode verdict. */
#include <linux/futex.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bare.h"
#include "clock.h"

static uint32_t turn; /* 0: asking, 1: answering, 2: over */
static int answering; /* 0: not yet; 1: on its CPU; -1: it cannot be put there */

static void wait_while(uint32_t value, bool spinning)
{
	while (__atomic_load_n(&turn, __ATOMIC_ACQUIRE) == value)
		if (!spinning)
			syscall(__NR_futex, &turn, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

static void give(uint32_t value, bool spinning)
{
	__atomic_store_n(&turn, value, __ATOMIC_RELEASE);
	if (!spinning)
		syscall(__NR_futex, &turn, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void *answer(void *argument)
{
	const struct rb_bare *bare = argument;
	bool spinning = bare->handoff == RB_BUSY_POLL;
	int error;

	error = rb_bare_pin_answer(bare);
	__atomic_store_n(&answering, error ? -1 : 1, __ATOMIC_RELEASE);
	if (error)
		return NULL;
	for (;;) {
		wait_while(0, spinning);
		if (__atomic_load_n(&turn, __ATOMIC_ACQUIRE) == 2)
			return NULL;
		give(0, spinning);
	}
}

int rb_bare_handoff(const struct rb_bare *bare)
{
	bool spinning = bare->handoff == RB_BUSY_POLL;
	pthread_t thread;
	int64_t first_ns;
	int error = pthread_create(&thread, NULL, answer, (void *)(uintptr_t)bare);

	if (error)
		return rb_refuse_call(bare->reply, RB_CALL_THREAD, error, "start the answering thread");
	while (!__atomic_load_n(&answering, __ATOMIC_ACQUIRE))
		usleep(100);
	if (answering < 0) {
		pthread_join(thread, NULL);
		return bare->reply->status;
	}
	error = rb_bare_pin_workload(bare);
	if (error) {
		give(2, spinning);
		pthread_join(thread, NULL);
		return error;
	}
	first_ns = rb_clock_ns();
	for (int i = 0; i < bare->count; i++) {
		int64_t begin_ns = rb_clock_ns();

		give(1, spinning);
		wait_while(1, spinning);
		bare->with_ns[i] = rb_clock_ns() - begin_ns;
		bare->without_ns[i] = 0;
	}
	bare->with_ns[bare->count] = rb_clock_ns() - first_ns;
	give(2, spinning);
	pthread_join(thread, NULL);
	return 0;
}
