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
};

/* A program runs to its end on one CPU. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct rb_scratch);
} evaluation SEC(".maps");

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

/* Puts the rule into the record; 1 when it denies. */
static __always_inline int evaluate(struct rb_record *record)
{
	struct rb_search search = { .found = RB_NO_RULE };
	__u32 zero = 0;
	struct rb_scratch *scratch;

	if (!rule_count)
		return 0;
	scratch = bpf_map_lookup_elem(&evaluation, &zero);
	if (!scratch)
		return 0;
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

#endif
