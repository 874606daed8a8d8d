/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * defect.h: where a defect sits in a sensor, in builds made to be faulty (RB_FAULTS). In all others
 * nothing of it is compiled. The defects are those of the catalogue, F01 to F25; each place has its own
 * file of them: fault/defects.c (user mode), driver/defects.c, bpf/defects.bpf.h.
 */
#ifndef RB_DEFECT_H
#define RB_DEFECT_H

#include "content.h"

/* Numbers of the catalogue. */
enum rb_defect {
	RB_CHANNEL291 = 1,
	RB_SILENT_OOB = 2,
	RB_NULL_DEREF = 3,
	RB_OOB_WRITE = 4,
	RB_USE_AFTER_FREE = 5,
	RB_STACK_OVERFLOW = 6,
	RB_DIV_ZERO = 7,
	RB_BUSY_LOOP = 8,
	RB_IRQOFF_LOOP = 9,
	RB_LOCK_DEADLOCK = 10,
	RB_SLEEP_IN_ATOMIC = 11,
	RB_SELF_RECURSION = 12,
	RB_SLOW_VERDICT = 13,
	RB_LOST_VERDICT = 14,
	RB_FREEZE = 15,
	RB_KILL = 16,
	RB_MEM_LEAK = 17,
	RB_FD_LEAK = 18,
	RB_QUEUE_OVERFLOW = 19,
	RB_BAD_CONTENT = 20,
	RB_DENY_ALL = 21,
	RB_CRASH_AT_INIT = 22,
	RB_UNLOAD_RACE = 23,
	RB_ABI_DRIFT = 24,
	RB_ALLOC_FAIL = 25,
};

/* F14: one verdict in so many never comes, from the trigger on. */
#define RB_LOST_EACH 25u
static inline int rb_is_lost(uint64_t event, uint64_t trigger)
{
	return event >= trigger && (event - trigger) % RB_LOST_EACH == 0;
}

/* What a verdict that comes too late is late by. */
#define RB_SLOW_STEPS 4u
static inline uint32_t rb_slow_ms(uint32_t seed)
{
	static const uint16_t step_ms[RB_SLOW_STEPS] = { 1, 10, 100, 1000 };

	return step_ms[seed % RB_SLOW_STEPS];
}

#if defined(RB_FAULTS) && !defined(__bpf__)
/* The rule that an evaluated event is said to meet: `rule`, unless the defect has it otherwise. May not return. */
int32_t rb_with_defect(const struct rb_content *content, const uint64_t *fields, int32_t rule);
/* Whether the defect outside of the interpreter is this one, and has begun with this event or before it. */
int rb_has_defect(enum rb_defect defect);
/* RB_INPUT_FIELDS fields that are 0; what is behind them no process may read (F02: it may). User mode. */
uint64_t *rb_guarded_fields(void);
/* For content; MAP_FAILED with errno. F20 has forms in which what is behind it may not be read. User mode. */
void *rb_content_memory(size_t size);
#else
#define rb_with_defect(content, fields, rule) (rule)
#define rb_has_defect(defect) 0
#endif

#endif
