// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * The same records from BTF-typed raw tracepoints. There is none per system call, so open is
 * filtered out of sys_enter, which every system call of the machine passes.
 */
#include "record.bpf.h"

#include <bpf/bpf_tracing.h>

const volatile long openat_number;

SEC("tp_btf/sys_enter")
int BPF_PROG(on_open, struct pt_regs *registers, long id)
{
	if (id == openat_number)
		submit_open((const void *)PT_REGS_PARM2_CORE_SYSCALL(registers),
			    (__u32)PT_REGS_PARM3_CORE_SYSCALL(registers));
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, int old_pid, struct linux_binprm *program)
{
	submit_exec(BPF_CORE_READ(program, filename));
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
