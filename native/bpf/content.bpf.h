/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* content.bpf.h: the content interpreter for BPF programs: its rules are the entries of a map. */
#ifndef RB_CONTENT_BPF_H
#define RB_CONTENT_BPF_H

#include "event.bpf.h"
#include "interpreter.h"

/* Set by the loader. Without rules the verifier takes all of this out again. */
const volatile __u32 rule_count;

#ifdef RB_FAULTS
#include "defects.bpf.h"
#endif

/* The loader makes it as long as the content is. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct rb_rule);
} rules SEC(".maps");

struct rb_scratch {
	uint64_t fields[RB_INPUT_FIELDS];
	struct rb_cursor cursor;
#ifdef RB_PREEMPTIBLE
	struct rb_record record; /* of those that submit none: too large for the stack */
#endif
};

#ifdef RB_PREEMPTIBLE
/*
 * LSM programs stay on their CPU and may be preempted there by another task that runs the same one (they have
 * no guard against that, as tracing programs do): what they think with is the task's. NULL: no memory.
 */
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct rb_scratch);
} evaluation SEC(".maps");

static __always_inline struct rb_scratch *scratch_of_event(void)
{
	return bpf_task_storage_get(&evaluation, bpf_get_current_task_btf(), NULL,
				    BPF_LOCAL_STORAGE_GET_F_CREATE);
}
#else
/* A program runs to its end on one CPU before it begins there again. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct rb_scratch);
} evaluation SEC(".maps");

static __always_inline struct rb_scratch *scratch_of_event(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&evaluation, &zero);
}
#endif

struct rb_search {
	struct rb_input input;
	__s32 found;
	__u32 denied;
};

static long try_rule(__u32 index, void *context)
{
	struct rb_search *search = context;
	const struct rb_rule *rule = bpf_map_lookup_elem(&rules, &index);

	if (!rule)
		return 1;
	if (!rb_rule_matches(&search->input, rule))
		return 0;
	search->found = (__s32)index;
	search->denied = rule->verdict == RB_DENY;
	return 1;
}

#ifdef RB_FAULTS
static __always_inline int is_denied_by(__s32 found)
{
	__u32 index = (__u32)found;
	const struct rb_rule *rule = bpf_map_lookup_elem(&rules, &index);

	return rule && rule->verdict == RB_DENY;
}
#endif

/* Puts the rule into the record; 1 when it denies, or cannot tell. */
static __always_inline int evaluate_in(struct rb_scratch *scratch, struct rb_record *record)
{
	struct rb_search search = { .found = RB_NO_RULE };

	rb_fill_fields(scratch->fields, record);
	search.input.fields = scratch->fields;
	search.input.record = record;
	search.input.cursor = &scratch->cursor;
	bpf_loop(rule_count, try_rule, &search, 0);
#ifdef RB_FAULTS
	search.found = with_defect(search.found, search.denied ? RB_NO_RULE : (__s32)rule_count - 1);
	search.denied = is_denied_by(search.found);
#endif
	record->rule = search.found;
	return search.denied;
}

static __always_inline int evaluate(struct rb_record *record)
{
	struct rb_scratch *scratch;

	if (!rule_count)
		return 0;
	scratch = scratch_of_event();
	return scratch ? evaluate_in(scratch, record) : 1;
}

#endif
