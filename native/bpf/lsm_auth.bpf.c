// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* The LSM hooks, deciding: what the content refuses fails with EPERM. No record leaves the kernel. */
#include "content.bpf.h"

#include <bpf/bpf_tracing.h>

#define RB_EPERM 1

/* Too large for the stack; a program runs to its end on one CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct rb_record);
} scratch SEC(".maps");

static __always_inline struct rb_record *fill(__u32 operation, __u64 pid_tgid)
{
	__u32 zero = 0;
	struct rb_record *record = bpf_map_lookup_elem(&scratch, &zero);

	if (record)
		fill_record(record, operation, pid_tgid);
	return record;
}

SEC("lsm/file_open")
int BPF_PROG(on_open, struct file *file)
{
	__u64 pid_tgid = bpf_get_current_pid_tgid();
	struct rb_record *record;

	if (!is_workload(pid_tgid))
		return 0;
	record = fill(RB_OPEN, pid_tgid);
	if (!record)
		return 0;
	record->flags = file->f_flags;
	record->path_len = bpf_d_path(&file->f_path, record->path, sizeof(record->path));
	return evaluate(record) ? -RB_EPERM : 0;
}

SEC("lsm/bprm_check_security")
int BPF_PROG(on_exec, struct linux_binprm *program)
{
	struct rb_record *record;

	if (!is_of_child())
		return 0;
	record = fill(RB_EXEC, bpf_get_current_pid_tgid());
	if (!record)
		return 0;
	record->path_len = bpf_probe_read_kernel_str(record->path, sizeof(record->path),
						     program->filename);
	return evaluate(record) ? -RB_EPERM : 0;
}

char LICENSE[] SEC("license") = "GPL";
