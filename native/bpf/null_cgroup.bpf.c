// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* Empty programs at the hooks of bpf-cgroup: 1 allows. */
#include "core_types.h"

#include <bpf/bpf_helpers.h>

SEC("cgroup/connect4")
int on_connect(void *context)
{
	return 1;
}

SEC("cgroup/connect6")
int on_connect6(void *context)
{
	return 1;
}

char LICENSE[] SEC("license") = "GPL";
