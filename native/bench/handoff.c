/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bare round trip between two processes through a futex. A reference and no limit: a mechanism with a shorter
 * path into the scheduler may beat it.
 */
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bare.h"
#include "clock.h"

#define ASKING 0u
#define ANSWERING 1u

static void wait_while(const uint32_t *turn, uint32_t value, bool spinning)
{
	while (__atomic_load_n(turn, __ATOMIC_ACQUIRE) == value)
		if (!spinning)
			syscall(__NR_futex, turn, FUTEX_WAIT, value, NULL, NULL, 0);
}

static void give(uint32_t *turn, uint32_t value, bool spinning)
{
	__atomic_store_n(turn, value, __ATOMIC_RELEASE);
	if (!spinning)
		syscall(__NR_futex, turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static void answer(struct rb_answerer *answerer)
{
	bool spinning = answerer->bare->handoff == RB_BUSY_POLL;

	for (;;) {
		wait_while(&answerer->page->turn, ASKING, spinning);
		give(&answerer->page->turn, ASKING, spinning);
	}
}

int rb_bare_handoff(const struct rb_bare *bare)
{
	bool spinning = bare->handoff == RB_BUSY_POLL;
	struct rb_answerer answerer;
	uint32_t *turn;
	int64_t first_ns;
	int error;

	error = rb_bare_pin_workload(bare) ?: rb_answerer_start(&answerer, bare, answer, NULL);
	if (error)
		return error;
	turn = &answerer.page->turn;
	first_ns = rb_clock_ns();
	for (int i = -RB_BARE_WARM_UP; i < bare->count; i++) {
		int64_t begin_ns = rb_clock_ns();

		if (!i)
			first_ns = begin_ns;
		give(turn, ANSWERING, spinning);
		wait_while(turn, ANSWERING, spinning);
		if (i < 0)
			continue;
		bare->with_ns[i] = rb_clock_ns() - begin_ns;
		bare->without_ns[i] = 0;
	}
	*bare->with_elapsed_ns = rb_clock_ns() - first_ns;
	error = rb_answerer_check(&answerer);
	rb_answerer_end(&answerer);
	return error;
}
