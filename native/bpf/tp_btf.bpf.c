// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * The same records from BTF-typed raw tracepoints. There is none per system call, so the
 * operation's is filtered out of sys_enter, which every system call of the machine passes.
 */
#include "record.bpf.h"

#include <bpf/bpf_tracing.h>

const volatile long syscall_number; /* of the operation */

SEC("tp_btf/sys_enter")
int BPF_PROG(on_open, struct pt_regs *registers, long id)
{
	if (id == syscall_number)
		submit_open((const void *)PT_REGS_PARM2_CORE_SYSCALL(registers),
			    (__u32)PT_REGS_PARM3_CORE_SYSCALL(registers));
	return 0;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_connect, struct pt_regs *registers, long id)
{
	if (id == syscall_number)
		submit_connect((const void *)PT_REGS_PARM2_CORE_SYSCALL(registers),
			       PT_REGS_PARM3_CORE_SYSCALL(registers));
	return 0;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_write, struct pt_regs *registers, long id)
{
	if (id == syscall_number)
		submit_number(RB_WRITE, (__u32)PT_REGS_PARM1_CORE_SYSCALL(registers));
	return 0;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_rename, struct pt_regs *registers, long id)
{
	if (id == syscall_number)
		submit_path(RB_RENAME, (const void *)PT_REGS_PARM2_CORE_SYSCALL(registers));
	return 0;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_unlink, struct pt_regs *registers, long id)
{
	if (id == syscall_number)
		submit_path(RB_UNLINK, (const void *)PT_REGS_PARM2_CORE_SYSCALL(registers));
	return 0;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_mmap_exec, struct pt_regs *registers, long id)
{
	if (id == syscall_number && PT_REGS_PARM3_CORE_SYSCALL(registers) & RB_PROT_EXEC)
		submit_number(RB_MMAP_EXEC, (__u32)PT_REGS_PARM5_CORE_SYSCALL(registers));
	return 0;
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_null_call, struct pt_regs *registers, long id)
{
	if (id == syscall_number)
		submit_number(RB_NULL_CALL, (__u32)PT_REGS_PARM1_CORE_SYSCALL(registers));
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(on_exec, struct task_struct *task, int old_pid, struct linux_binprm *program)
{
	submit_exec(BPF_CORE_READ(program, filename));
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task)
{
	submit_exit();
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
