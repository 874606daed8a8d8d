// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* Empty programs at the BTF-typed raw tracepoints. */
#include "core_types.h"

#include <bpf/bpf_helpers.h>

SEC("tp_btf/sys_enter")
int on_open(void *context)
{
	return 0;
}

SEC("tp_btf/sched_process_exec")
int on_exec(void *context)
{
	return 0;
}

SEC("tp_btf/sys_enter")
int on_connect(void *context)
{
	return 0;
}

SEC("tp_btf/sys_enter")
int on_write(void *context)
{
	return 0;
}

SEC("tp_btf/sys_enter")
int on_rename(void *context)
{
	return 0;
}

SEC("tp_btf/sys_enter")
int on_unlink(void *context)
{
	return 0;
}

SEC("tp_btf/sys_enter")
int on_mmap_exec(void *context)
{
	return 0;
}

SEC("tp_btf/sys_enter")
int on_null_call(void *context)
{
	return 0;
}

SEC("tp_btf/sched_process_exit")
int on_exit(void *context)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
