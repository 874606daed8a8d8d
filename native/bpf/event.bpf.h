/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* event.bpf.h: whose events count, and what a record says of the task that causes one. */
#ifndef RB_EVENT_BPF_H
#define RB_EVENT_BPF_H

#include "core_types.h"

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include "content.h"

/* Set by the loader. */
const volatile __u32 workload_tgid;
const volatile __u32 workload_tid;
const volatile __u32 fields_used; /* by the rules of the content */

/* By the typed pointer: plain loads instead of two calls of a probing helper. */
static __always_inline __u32 parent_tgid(void)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return (__u32)task->real_parent->tgid;
}

/* Whose opens are events: one thread's, every thread's, everybody's, or without any those of the children. */
static __always_inline int is_workload(__u64 pid_tgid)
{
	if (workload_tid == RB_EVERYBODY)
		return 1;
	if (workload_tid == RB_EVERY_THREAD)
		return pid_tgid >> 32 == workload_tgid;
	return workload_tid ? (__u32)pid_tgid == workload_tid : parent_tgid() == workload_tgid;
}

/* Whose execs and exits are. */
static __always_inline int is_of_child(void)
{
	return workload_tid == RB_EVERYBODY || parent_tgid() == workload_tgid;
}

static __always_inline void put_parent(struct rb_record *record)
{
	struct task_struct *task = bpf_get_current_task_btf();

	bpf_probe_read_kernel_str(record->parent, sizeof(record->parent), task->real_parent->comm);
}

static __always_inline void fill_record(struct rb_record *record, __u32 operation, __u64 pid_tgid)
{
	__u64 uid_gid = bpf_get_current_uid_gid();

	record->hook_ns = bpf_ktime_get_ns();
	record->operation = operation;
	record->tgid = pid_tgid >> 32;
	record->tid = (__u32)pid_tgid;
	record->ppid = parent_tgid();
	record->uid = (__u32)uid_gid;
	record->gid = uid_gid >> 32;
	record->flags = 0;
	record->rule = RB_NO_RULE;
	record->parent[0] = '\0';
	if (fields_used & 1u << RB_FIELD_PARENT)
		put_parent(record);
}

#endif
