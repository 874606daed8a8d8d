// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* The LSM hooks, deciding: what the content refuses fails with EPERM. No record leaves the kernel. */
#define RB_PREEMPTIBLE
#include "content.bpf.h"

#include <bpf/bpf_tracing.h>

#define RB_EPERM 1

static __always_inline struct rb_scratch *begin(__u32 operation, __u64 pid_tgid)
{
	struct rb_scratch *scratch = scratch_of_event();

	if (scratch)
		fill_record(&scratch->record, operation, pid_tgid);
	return scratch;
}

SEC("lsm/file_open")
int BPF_PROG(on_open, struct file *file)
{
	__u64 pid_tgid = bpf_get_current_pid_tgid();
	struct rb_scratch *scratch;
	struct rb_record *record;

	if (!is_workload(pid_tgid))
		return 0;
	scratch = begin(RB_OPEN, pid_tgid);
	if (!scratch)
		return -RB_EPERM; /* what cannot be judged is not allowed */
	record = &scratch->record;
	record->flags = file->f_flags;
	record->path_len = bpf_d_path(&file->f_path, record->path, sizeof(record->path));
	return evaluate_in(scratch, record) ? -RB_EPERM : 0;
}

SEC("lsm/bprm_check_security")
int BPF_PROG(on_exec, struct linux_binprm *program)
{
	struct rb_scratch *scratch;
	struct rb_record *record;

	if (!is_of_child())
		return 0;
	scratch = begin(RB_EXEC, bpf_get_current_pid_tgid());
	if (!scratch)
		return -RB_EPERM;
	record = &scratch->record;
	record->path_len = bpf_probe_read_kernel_str(record->path, sizeof(record->path),
						     program->filename);
	return evaluate_in(scratch, record) ? -RB_EPERM : 0;
}

char LICENSE[] SEC("license") = "GPL";
