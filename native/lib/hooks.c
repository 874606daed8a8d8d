/* SPDX-License-Identifier: Apache-2.0 */
/* hooks.c: the sensors with a half in the workload's process, and the baselines. */
#include <string.h>

#include "sensor.h"

extern const struct rb_hook_ops rb_seccomp_filter_hook, rb_seccomp_notify_hook,
	rb_interposition_hook, rb_interposition_null_hook, rb_interposition_planted_hook,
	rb_landlock_hook, rb_ptrace_hook, rb_audit_hook, rb_audit_residue_hook,
	rb_framework_ask_seccomp_hook;

static const struct rb_hook_ops none = {
	.id = "none", .no_process = true,
	.can = { RB_EVERY_OPERATION, RB_MODE_NONE },
};
static const struct rb_hook_ops placebo = {
	.id = "placebo", .no_process = true,
	.can = { RB_EVERY_OPERATION, RB_MODE_NONE },
};
/* The baseline of sensors that need a thread of their own. */
static const struct rb_hook_ops none_own_thread = {
	.id = "none-own-thread", .no_process = true, .own_thread = true,
	.can = { RB_EVERY_OPERATION, RB_MODE_NONE },
};
/* The same beside a consumer: its other half is in sensor/idle_consumer.c. */
static const struct rb_hook_ops idle_consumer_own_thread = {
	.id = "idle-consumer-own-thread", .own_thread = true,
};

const struct rb_hook_ops *const rb_hooks[] = {
	&none,
	&placebo,
	&none_own_thread,
	&idle_consumer_own_thread,
	&rb_seccomp_filter_hook,
	&rb_seccomp_notify_hook,
	&rb_interposition_hook,
	&rb_interposition_null_hook,
	&rb_interposition_planted_hook,
	&rb_landlock_hook,
	&rb_ptrace_hook,
	&rb_audit_hook,
	&rb_audit_residue_hook,
	&rb_framework_ask_seccomp_hook,
	NULL,
};

const struct rb_hook_ops *rb_find_hook(const char *id)
{
	for (int i = 0; rb_hooks[i]; i++)
		if (!strcmp(rb_hooks[i]->id, id))
			return rb_hooks[i];
	return NULL;
}
