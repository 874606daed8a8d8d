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

SEC("tracepoint/syscalls/sys_enter_connect")
int on_connect(void *context)
{
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_write")
int on_write(void *context)
{
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_renameat2")
int on_rename(void *context)
{
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_unlinkat")
int on_unlink(void *context)
{
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_mmap")
int on_mmap_exec(void *context)
{
	return 0;
}

SEC("tracepoint/sched/sched_process_exit")
int on_exit(void *context)
{
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_sched_get_priority_max")
int on_null_call(void *context)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
