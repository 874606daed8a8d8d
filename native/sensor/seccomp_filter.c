/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccomp-filter: the kernel runs our classic BPF filter at the entry of the call and the filter
 * decides alone. It reports nothing, so its events are the verdicts themselves: nothing to lose.
 */
#include "seccomp_program.h"

static int seccomp_filter_install(struct rb_hook *hook)
{
	return rb_seccomp_install(hook, RB_SECCOMP_ALONE);
}

const struct rb_hook_ops rb_seccomp_filter_hook = {
	.id = "seccomp-filter",
	.can = { RB_FILE_AND_SOCKET_CALLS, RB_MODE_AUTH },
	.own_thread = true,
	.no_process = true,
	.install = seccomp_filter_install,
	.canary = rb_seccomp_canary,
	.canary_errno = RB_CANARY_ERRNO,
};
