/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* record.bpf.h: fills and submits one rb_record: what every NOTIFY program of ours does. */
#ifndef RB_RECORD_BPF_H
#define RB_RECORD_BPF_H

#include "core_types.h"

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include "ringbench.h"

/* Set by the loader. */
const volatile __u32 workload_tgid;
const volatile __u32 workload_tid;
const volatile __u64 submit_flags;   /* BPF_RB_NO_WAKEUP for a consumer that spins */

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, RB_BPF_RING_BYTES);
} events SEC(".maps");

/* Events that found the ring full. One writer a CPU, read after the block. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} lost SEC(".maps");

/* By the typed pointer: plain loads instead of two calls of a probing helper. */
static __always_inline __u32 parent_tgid(void)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return (__u32)task->real_parent->tgid;
}

static __always_inline struct rb_record *begin_record(__u32 operation, __u64 pid_tgid)
{
	struct rb_record *record = bpf_ringbuf_reserve(&events, sizeof(*record), 0);
	__u64 uid_gid;
	__u32 zero = 0;
	__u64 *count;

	if (!record) {
		count = bpf_map_lookup_elem(&lost, &zero);
		if (count)
			(*count)++;
		return NULL;
	}
	uid_gid = bpf_get_current_uid_gid();
	record->hook_ns = bpf_ktime_get_ns();
	record->operation = operation;
	record->tgid = pid_tgid >> 32;
	record->tid = (__u32)pid_tgid;
	record->ppid = parent_tgid();
	record->uid = (__u32)uid_gid;
	record->gid = uid_gid >> 32;
	record->flags = 0;
	return record;
}

static __always_inline void submit_open(const void *user_path, __u32 flags)
{
	struct rb_record *record;

	__u64 pid_tgid = bpf_get_current_pid_tgid();

	/* The observer must not observe itself: only the workload's thread opens for us ... */
	if ((__u32)pid_tgid != workload_tid)
		return;
	record = begin_record(RB_OPEN, pid_tgid);
	if (!record)
		return;
	record->flags = flags;
	record->path_len = bpf_probe_read_user_str(record->path, sizeof(record->path), user_path);
	bpf_ringbuf_submit(record, submit_flags);
}

static __always_inline void submit_exec(const void *kernel_path)
{
	struct rb_record *record;

	/* ... and only its children execute. */
	if (parent_tgid() != workload_tgid)
		return;
	record = begin_record(RB_EXEC, bpf_get_current_pid_tgid());
	if (!record)
		return;
	record->path_len = bpf_probe_read_kernel_str(record->path, sizeof(record->path), kernel_path);
	bpf_ringbuf_submit(record, submit_flags);
}

#endif
