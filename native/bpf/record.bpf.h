/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* record.bpf.h: submits one rb_record to the ring buffer: what every NOTIFY program of ours does. */
#ifndef RB_RECORD_BPF_H
#define RB_RECORD_BPF_H

#include "content.bpf.h"

/* Set by the loader. */
const volatile __u64 submit_flags; /* BPF_RB_NO_WAKEUP for a consumer that spins */

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

static __always_inline struct rb_record *begin_record(__u32 operation, __u64 pid_tgid)
{
	struct rb_record *record = bpf_ringbuf_reserve(&events, sizeof(*record), 0);
	__u32 zero = 0;
	__u64 *count;

	if (!record) {
		count = bpf_map_lookup_elem(&lost, &zero);
		if (count)
			(*count)++;
		return NULL;
	}
	fill_record(record, operation, pid_tgid);
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
	evaluate(record);
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
	evaluate(record);
	bpf_ringbuf_submit(record, submit_flags);
}

/* From the LSM functions' hooks: the path as the kernel resolved it, as the driver reads it too. */
static __always_inline void submit_file(struct file *file)
{
	__u64 pid_tgid = bpf_get_current_pid_tgid();
	struct rb_record *record;

	if ((__u32)pid_tgid != workload_tid)
		return;
	record = begin_record(RB_OPEN, pid_tgid);
	if (!record)
		return;
	record->flags = file->f_flags;
	record->path_len = bpf_d_path(&file->f_path, record->path, sizeof(record->path));
	evaluate(record);
	bpf_ringbuf_submit(record, submit_flags);
}

#endif
