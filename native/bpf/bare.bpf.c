// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * What anybody would write first: one program at the tracepoint of openat, or at that of all system calls,
 * that puts 256 bytes with the path, the ids and the time of an open into a ring buffer. No filter, no
 * rules: see native/bench.
 */
#include "core_types.h"

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#include "ringbench.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, RB_BPF_RING_BYTES);
} events SEC(".maps");

const volatile struct {
	long openat_number;
	__u64 submit_flags; /* BPF_RB_NO_WAKEUP for a reader that spins */
} settings;

static __always_inline int put_open(const void *path, __u32 flags)
{
	struct rb_record *record = bpf_ringbuf_reserve(&events, sizeof(*record), 0);
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 pid_tgid = bpf_get_current_pid_tgid(), uid_gid = bpf_get_current_uid_gid();

	if (!record)
		return 0;
	record->hook_ns = bpf_ktime_get_ns();
	record->operation = RB_OPEN;
	record->tgid = pid_tgid >> 32;
	record->tid = (__u32)pid_tgid;
	record->ppid = (__u32)task->real_parent->tgid;
	record->uid = (__u32)uid_gid;
	record->gid = uid_gid >> 32;
	record->flags = flags;
	record->path_len = bpf_probe_read_user_str(record->path, sizeof(record->path), path);
	bpf_ringbuf_submit(record, settings.submit_flags);
	return 0;
}

SEC("tracepoint/syscalls/sys_enter_openat")
int on_openat(struct sys_enter_context *context)
{
	return put_open((const void *)context->args[1], (__u32)context->args[2]);
}

SEC("tp_btf/sys_enter")
int BPF_PROG(on_any_call, struct pt_regs *registers, long id)
{
	return id == settings.openat_number ? put_open((const void *)PT_REGS_PARM2_CORE_SYSCALL(registers),
					      (__u32)PT_REGS_PARM3_CORE_SYSCALL(registers)) : 0;
}

char LICENSE[] SEC("license") = "GPL";
