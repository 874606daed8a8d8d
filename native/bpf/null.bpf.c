// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* Empty programs: what the hooks cost with nothing behind them. */
#include "core_types.h"

#include <bpf/bpf_helpers.h>

SEC("tracepoint/syscalls/sys_enter_openat")
int on_open(void *context)
{
	return 0;
}

SEC("tracepoint/sched/sched_process_exec")
int on_exec(void *context)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
