// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* Empty programs at the entry of the LSM functions. */
#include "core_types.h"

#include <bpf/bpf_helpers.h>

SEC("fentry/security_file_open")
int on_open(void *context)
{
	return 0;
}

SEC("fentry/security_bprm_check")
int on_exec(void *context)
{
	return 0;
}

SEC("fentry/security_socket_connect")
int on_connect(void *context)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
