// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* The tracepoints of open and exec, by their stable formats: one record an event. */
#include "record.bpf.h"

SEC("tracepoint/syscalls/sys_enter_openat")
int on_open(struct sys_enter_context *context)
{
	submit_open((const void *)context->args[1], (__u32)context->args[2]);
	return 0;
}

SEC("tracepoint/sched/sched_process_exec")
int on_exec(struct process_exec_context *context)
{
	submit_exec((const char *)context + (context->filename_location & 0xffff));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
