/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* record.bpf.h: submits one rb_record to the ring buffer: what every NOTIFY program of ours does. */
#ifndef RB_RECORD_BPF_H
#define RB_RECORD_BPF_H

#include "content.bpf.h"

/* struct sockaddr_in6 */
#define RB_ADDRESS_MAX 28
#define RB_PROT_EXEC 4

/* Set by the loader. */
const volatile __u64 submit_flags; /* BPF_RB_NO_WAKEUP for a consumer that spins */

#ifdef RB_RING_PER_CPU
struct ring {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
};

/* One for each CPU; the loader makes as many, and shares the memory of the one ring between them. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct ring);
} rings SEC(".maps");

static __always_inline struct rb_record *reserve(void)
{
	__u32 cpu = bpf_get_smp_processor_id();
	void *ring = bpf_map_lookup_elem(&rings, &cpu);

	return ring ? bpf_ringbuf_reserve(ring, sizeof(struct rb_record), 0) : NULL;
}
#else
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, RB_BPF_RING_BYTES);
} events SEC(".maps");

static __always_inline struct rb_record *reserve(void)
{
	return bpf_ringbuf_reserve(&events, sizeof(struct rb_record), 0);
}
#endif

/* Events that found the ring full. One writer a CPU, read after the block. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} lost SEC(".maps");

static __always_inline void count_lost(void)
{
	__u32 zero = 0;
	__u64 *count = bpf_map_lookup_elem(&lost, &zero);

	if (count)
		(*count)++;
}

static __always_inline struct rb_record *begin_record(__u32 operation, __u64 pid_tgid)
{
	struct rb_record *record = reserve();

	if (!record) {
		count_lost();
		return NULL;
	}
	fill_record(record, operation, pid_tgid);
	return record;
}

static __always_inline void submit(struct rb_record *record)
{
	evaluate(record);
#ifdef RB_FAULTS
	if (has_no_room()) {
		bpf_ringbuf_discard(record, 0);
		count_lost();
		return;
	}
#endif
	bpf_ringbuf_submit(record, submit_flags);
}

static __always_inline void submit_open(const void *user_path, __u32 flags)
{
	struct rb_record *record;

	__u64 pid_tgid = bpf_get_current_pid_tgid();

	/* The observer must not observe itself: only the workload opens for us ... */
	if (!is_workload(pid_tgid))
		return;
	record = begin_record(RB_OPEN, pid_tgid);
	if (!record)
		return;
	record->flags = flags;
	record->path_len = bpf_probe_read_user_str(record->path, sizeof(record->path), user_path);
	submit(record);
}

/* Of an operation of the workload's thread; NULL: it is not, or the ring is full. */
static __always_inline struct rb_record *begin_own(__u32 operation)
{
	__u64 pid_tgid = bpf_get_current_pid_tgid();

	return is_workload(pid_tgid) ? begin_record(operation, pid_tgid) : NULL;
}

/* Renamed (by its old name) or removed. */
static __always_inline void submit_path(__u32 operation, const void *user_path)
{
	struct rb_record *record = begin_own(operation);

	if (!record)
		return;
	record->path_len = bpf_probe_read_user_str(record->path, sizeof(record->path), user_path);
	submit(record);
}

static __always_inline void submit_number(__u32 operation, __u32 number)
{
	struct rb_record *record = begin_own(operation);

	if (!record)
		return;
	record->flags = number;
	record->path[0] = '\0';
	record->path_len = 0;
	submit(record);
}

static __always_inline void finish_connect(struct rb_record *record, long error, __u32 length)
{
	record->path_len = error ? (__s32)error : (__s32)length;
	record->flags = error || length < 2 ? 0 : *(__u16 *)record->path;
	submit(record);
}

static __always_inline __u32 address_bytes(__u64 length)
{
	return length > RB_ADDRESS_MAX ? RB_ADDRESS_MAX : (__u32)length;
}

static __always_inline void submit_connect(const void *user_address, __u64 length)
{
	struct rb_record *record = begin_own(RB_CONNECT);
	__u32 size = address_bytes(length);

	if (record)
		finish_connect(record, bpf_probe_read_user(record->path, size, user_address), size);
}

static __always_inline void submit_kernel_address(const void *address, int length)
{
	struct rb_record *record = begin_own(RB_CONNECT);
	__u32 size = address_bytes((__u32)length);

	if (record)
		finish_connect(record, bpf_probe_read_kernel(record->path, size, address), size);
}

/*
 * The process of ours that ends; its threads are none. (One whose first thread ends before the others is
 * told too early.)
 */
static __always_inline void submit_exit(void)
{
	__u64 pid_tgid = bpf_get_current_pid_tgid();
	struct rb_record *record;

	if (!is_of_child() || pid_tgid >> 32 != (__u32)pid_tgid)
		return;
	record = begin_record(RB_EXIT, pid_tgid);
	if (!record)
		return;
	record->path[0] = '\0';
	record->path_len = 0;
	submit(record);
}

static __always_inline void submit_exec(const void *kernel_path)
{
	struct rb_record *record;

	/* ... and only its children execute. */
	if (!is_of_child())
		return;
	record = begin_record(RB_EXEC, bpf_get_current_pid_tgid());
	if (!record)
		return;
	record->path_len = bpf_probe_read_kernel_str(record->path, sizeof(record->path), kernel_path);
	submit(record);
}

/* From the LSM functions' hooks: the path as the kernel resolved it, as the driver reads it too. */
static __always_inline void submit_file(struct file *file)
{
	__u64 pid_tgid = bpf_get_current_pid_tgid();
	struct rb_record *record;

	if (!is_workload(pid_tgid))
		return;
	record = begin_record(RB_OPEN, pid_tgid);
	if (!record)
		return;
	record->flags = file->f_flags;
	record->path_len = bpf_d_path(&file->f_path, record->path, sizeof(record->path));
	submit(record);
}

#endif
