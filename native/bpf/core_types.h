/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * core_types.h: the kernel types that our BPF programs read, with only the fields they read; CO-RE
 * relocates each access to the running kernel's layout.
 */
#ifndef RB_CORE_TYPES_H
#define RB_CORE_TYPES_H

#define __VMLINUX_H__ /* bpf_tracing.h: use the kernel's own names of registers */

#include <linux/types.h>
#include <linux/bpf.h>
#include <stdbool.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct task_struct {
	int tgid;
	struct task_struct *real_parent;
	char comm[16];
};

struct linux_binprm {
	const char *filename;
};

struct path {
	void *dentry;
};

struct file {
	struct path f_path;
	unsigned int f_flags;
};

#if defined(__TARGET_ARCH_x86)
struct pt_regs {
	unsigned long si, dx, r10, r8, r9, di;
};
#elif defined(__TARGET_ARCH_arm64)
struct user_pt_regs {
	unsigned long long regs[31];
};
#elif defined(__TARGET_ARCH_riscv)
struct user_regs_struct {
	unsigned long a0, a1, a2, a3, a4, a5;
};
#endif

#pragma clang attribute pop

/* /sys/kernel/tracing/events/syscalls/sys_enter_openat/format: stable layout. */
struct sys_enter_context {
	__u64 common;
	__s64 id;
	__u64 args[6];
};

/* /sys/kernel/tracing/events/sched/sched_process_exec/format */
struct process_exec_context {
	__u64 common;
	__u32 filename_location; /* length << 16 | offset in this context */
	__s32 pid;
	__s32 old_pid;
};

#endif
