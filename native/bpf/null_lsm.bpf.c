// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* Empty programs at the LSM hooks. */
#include "core_types.h"

#include <bpf/bpf_helpers.h>

SEC("lsm/file_open")
int on_open(void *context)
{
	return 0;
}

SEC("lsm/bprm_check_security")
int on_exec(void *context)
{
	return 0;
}

SEC("lsm/socket_connect")
int on_connect(void *context)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
