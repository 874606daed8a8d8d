/* SPDX-License-Identifier: Apache-2.0 */
/* block.h: runs operations and stamps each one. Returns how many were done, or a negative errno. */
#ifndef RB_BLOCK_H
#define RB_BLOCK_H

#include "ringbench.h"
#include "workload.h"

/* Closed loop: the next operation starts when the last one is done. */
int rb_block_closed(struct rb_workload *workload, struct rb_shared *shared, int32_t count,
		    int64_t limit_ns);
/*
 * Open loop: operation i is due at begin + i x interval, whether or not the one before it is done.
 * The thread sleeps until shortly before and spins the rest, so that same-CPU sensors can run.
 */
int rb_block_open(struct rb_workload *workload, struct rb_shared *shared, int32_t count,
		  int64_t interval_ns);
/* See rb_stamp_block_ns(). */
int64_t rb_block_stamp_cost_ns(struct rb_shared *shared, int32_t count, int32_t stamped);

#endif
