// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* The entry of the LSM functions: the functions that the driver hooks by ftrace. */
#include "record.bpf.h"

#include <bpf/bpf_tracing.h>

SEC("fentry/security_file_open")
int BPF_PROG(on_open, struct file *file)
{
	submit_file(file);
	return 0;
}

SEC("fentry/security_bprm_check")
int BPF_PROG(on_exec, struct linux_binprm *program)
{
	submit_exec(program->filename);
	return 0;
}

SEC("fentry/security_socket_connect")
int BPF_PROG(on_connect, void *socket, const void *address, int length)
{
	submit_kernel_address(address, length);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
