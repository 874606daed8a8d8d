// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* The LSM hooks, watching: a record, and always 0. */
#define RB_PREEMPTIBLE
#include "record.bpf.h"

#include <bpf/bpf_tracing.h>

SEC("lsm/file_open")
int BPF_PROG(on_open, struct file *file)
{
	submit_file(file);
	return 0;
}

SEC("lsm/bprm_check_security")
int BPF_PROG(on_exec, struct linux_binprm *program)
{
	submit_exec(program->filename);
	return 0;
}

SEC("lsm/socket_connect")
int BPF_PROG(on_connect, void *socket, const void *address, int length)
{
	submit_kernel_address(address, length);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
