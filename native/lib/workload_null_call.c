/* SPDX-License-Identifier: Apache-2.0 */
/*
 * workload_null_call.c: a system call that does next to nothing, sched_get_priority_max(2): so that
 * what limits is the hook and what is behind it. The argument is no policy but the target, for hooks
 * at the call to see; the answer does not matter.
 */
#include "operations.h"
#include "workload.h"

static int create_nothing(struct rb_workload *workload, struct rb_reply *reply)
{
	(void)workload;
	(void)reply;
	return 0;
}

static int run_null_call(struct rb_workload *workload, uint32_t target)
{
	(void)workload;
	return rb_do_null_call(target);
}

static void remove_nothing(struct rb_workload *workload)
{
	(void)workload;
}

const struct rb_workload_ops rb_workload_null_call = {
	.name = "null-call",
	.target_count = RB_TARGETS,
	.create = create_nothing,
	.run = run_null_call,
	.remove = remove_nothing,
};
