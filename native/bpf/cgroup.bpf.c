// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* connect(2) of a cgroup's processes: who asks for the canary's port is refused (EPERM). */
#include "event.bpf.h"

#include <bpf/bpf_endian.h>

const volatile __u64 canary_key; /* its port */

static __always_inline int allows(const struct bpf_sock_addr *context)
{
	return !is_workload(bpf_get_current_pid_tgid()) ||
	       bpf_ntohs((__u16)context->user_port) != canary_key;
}

SEC("cgroup/connect4")
int on_connect(struct bpf_sock_addr *context)
{
	return allows(context);
}

SEC("cgroup/connect6")
int on_connect6(struct bpf_sock_addr *context)
{
	return allows(context);
}

char LICENSE[] SEC("license") = "GPL";
