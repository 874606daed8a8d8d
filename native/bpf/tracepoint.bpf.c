// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* The tracepoints of the operations, by their stable formats: one record an event. */
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

SEC("tracepoint/syscalls/sys_enter_connect")
int on_connect(struct sys_enter_context *context)
{
	submit_connect((const void *)context->args[1], context->args[2]);
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_write")
int on_write(struct sys_enter_context *context)
{
	submit_number(RB_WRITE, (__u32)context->args[0]);
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_renameat2")
int on_rename(struct sys_enter_context *context)
{
	submit_path(RB_RENAME, (const void *)context->args[1]);
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_unlinkat")
int on_unlink(struct sys_enter_context *context)
{
	submit_path(RB_UNLINK, (const void *)context->args[1]);
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_mmap")
int on_mmap_exec(struct sys_enter_context *context)
{
	if (context->args[2] & RB_PROT_EXEC)
		submit_number(RB_MMAP_EXEC, (__u32)context->args[4]);
	return 0;
}

SEC("tracepoint/sched/sched_process_exit")
int on_exit(void *context)
{
	submit_exit();
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_sched_get_priority_max")
int on_null_call(struct sys_enter_context *context)
{
	submit_number(RB_NULL_CALL, (__u32)context->args[0]);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
