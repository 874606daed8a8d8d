// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* The content interpreter alone, run by BPF_PROG_TEST_RUN: records in, rules out. Attached to nothing. */
#include "content.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, RB_DRIVER_BATCH);
	__type(key, __u32);
	__type(value, struct rb_record);
} batch SEC(".maps");

static long evaluate_one(__u32 index, void *context)
{
	struct rb_record *record = bpf_map_lookup_elem(&batch, &index);

	if (!record)
		return 1;
	record->rule = RB_NO_RULE;
	evaluate(record);
	return 0;
}

SEC("raw_tp")
int on_open(void *context)
{
	bpf_loop(RB_DRIVER_BATCH, evaluate_one, NULL, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
