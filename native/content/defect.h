/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * defect.h: where a defect sits in a sensor, in builds made to be faulty (RB_FAULTS). In all others
 * nothing of it is compiled. The defects are those of the catalogue (catalogue.json), of which the build makes
 * catalogue.h; each place has its own file of them, with a row for each in one table: fault/defects.c (user
 * mode), driver/defects.c, bpf/defects.bpf.h, and fault/injection.c for what is done to the sensor by others.
 */
#ifndef RB_DEFECT_H
#define RB_DEFECT_H

#include "content.h"

#ifdef RB_FAULTS
#include "catalogue.h"

/* Whether a fault is in one of the sets of catalogue.h. */
static inline int rb_is_in(uint64_t faults, uint32_t number)
{
	return number <= RB_LAST_FAULT && faults >> number & 1;
}

/* F14: one verdict in so many never comes, from the trigger on. */
#define RB_LOST_EACH 25u
static inline int rb_is_lost(uint64_t event, uint64_t trigger)
{
	return event >= trigger && (event - trigger) % RB_LOST_EACH == 0;
}

/* Whether the event of that number meets the defect, when the first to do so is `trigger`. */
static inline int rb_is_due(uint32_t number, uint64_t event, uint64_t trigger)
{
	if (number == RB_LOST_VERDICT)
		return rb_is_lost(event, trigger);
	return rb_is_in(RB_FAULTS_LASTING, number) ? event >= trigger : event == trigger;
}

/* F13: what a verdict that comes too late is late by. */
#define RB_SLOW_STEPS 4u
static inline uint32_t rb_slow_ms(uint32_t seed)
{
	static const uint16_t step_ms[RB_SLOW_STEPS] = { 1, 10, 100, 1000 };

	return step_ms[seed % RB_SLOW_STEPS];
}

/* F08 in BPF: what the program loops in. Loops nest only where the machine may be thrown away. */
enum rb_loops {
	RB_ONE_LOOP,
	RB_LOOP_OF_LOOPS,
	RB_ENDLESS_LOOP,
};
static inline enum rb_loops rb_loops_of(uint32_t seed, uint32_t may_last)
{
	if (seed % 2)
		return RB_ENDLESS_LOOP;
	return may_last && seed % 4 == 2 ? RB_LOOP_OF_LOOPS : RB_ONE_LOOP;
}
#endif

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
