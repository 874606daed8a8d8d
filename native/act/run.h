/* SPDX-License-Identifier: Apache-2.0 */
/* run.h: what came of a run of operations. */
#ifndef RB_ACT_RUN_H
#define RB_ACT_RUN_H

#include "act.h"
#include "ringbench.h"

/* Service times below it are counted by the ns: medians differ by less than a histogram's bucket. */
#define RB_ACT_SHORT_NS (1 << 18)

/* Of the thread that does the operations; not of the children of exec. */
struct rb_act_usage {
	int64_t user_ns, system_ns;
	int64_t voluntary_switches, involuntary_switches;
};

struct rb_act_result {
	uint64_t issued;      /* done + refused + failed */
	uint64_t done;
	uint64_t refused;     /* EPERM or EACCES */
	uint64_t failed;      /* any other errno */
	int first_errno;      /* of the first that was not done; 0 */
	int64_t started_ns;   /* CLOCK_MONOTONIC; the first operation is due then */
	int64_t elapsed_ns;   /* from there to the end of the last */
	int64_t sum_ns;       /* of all service times, exact */
	int64_t max_ns;       /* the longest service time, exact */
	uint32_t max_index;   /* its target */
	struct rb_act_usage usage;
	uint32_t short_service[RB_ACT_SHORT_NS]; /* by ns from before the call to after it, exact */
	struct rb_histogram service; /* the longer ones */
	struct rb_histogram latency; /* with a rate: from when it was due to after it */
};

/* Writes one JSON object. */
void rb_act_print_result(FILE *out, const struct rb_act_options *options, const struct rb_act_result *result);

#endif
