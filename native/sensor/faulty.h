/* SPDX-License-Identifier: Apache-2.0 */
/*
 * faulty.h: what a sensor process does more in a build that is made for faults: it takes the run's
 * defect from the shared page, and beats, so that a supervisor sees a loop that is stuck or stopped.
 */
#ifndef RB_FAULTY_H
#define RB_FAULTY_H

#include <stdbool.h>

#include "defect.h"
#include "ringbench.h"

#define RB_BEAT_PERIOD_MS 10

#ifdef RB_FAULTS
/*
 * The defect that rb_with_defect() and rb_has_defect() are about, if it is one of this process: of a
 * monitored one, or of the sensor's. May not return: F22.
 */
void rb_take_defect(struct rb_shared *shared, bool monitored);
/* From here on SIGUSR1 interrupts this thread each RB_BEAT_PERIOD_MS, so that it comes round to rb_beat(). */
void rb_begin_beating(void);
void rb_beat(void);
/* What follows each beat: where the counts of a defect are elsewhere, in a BPF map. NULL: nothing. */
extern void (*rb_after_beat)(void);
/* An event of a sensor that only reports: whether the rule it found is the one that `target` has. */
void rb_check_alert(struct rb_shared *shared, int target, int32_t rule);
/* Several monitored processes write one ring, which is made for one. */
void rb_lock_ring(struct rb_shared *shared);
void rb_unlock_ring(struct rb_shared *shared);
/* Before a verdict: RINGBENCH_PLANTED_TURNS turns of a loop, the slow-down by which gates are proved. */
void rb_planted_work(void);
#else
#define rb_planted_work() ((void)0)
#define rb_take_defect(shared, monitored) ((void)(shared))
#define rb_check_alert(shared, target, rule) ((void)0)
#define rb_lock_ring(shared) ((void)0)
#define rb_unlock_ring(shared) ((void)0)
#define rb_begin_beating() ((void)0)
#define rb_beat() ((void)0)
#endif

#endif
