/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * defects.bpf.h: the catalogue's defects in BPF, in objects that are built for them. What the loader's
 * constants rule out the verifier does not follow; what it would look at all the same (a function that
 * calls itself, a spin lock in a tracing program), and a second program, has an object of its own:
 * RB_DEFECT_ALONE.
 */
#ifndef RB_DEFECTS_BPF_H
#define RB_DEFECTS_BPF_H

#include "content.h"
#include "defect.h"

/* Set by the loader. */
const volatile __u32 defect_number;
const volatile __u32 defect_seed;
const volatile __u64 defect_trigger;
const volatile __u32 defect_may_last; /* the machine is one to be thrown away */

/* Read by the loader. */
struct rb_defect_counts {
	__u64 events;
	__u64 activations;
	__u64 activated_ns;
};
struct rb_defect_counts defect_counts = { 0 };
__u32 no_room = 0; /* F25: for the next record, whoever's it is */

#define RB_STALL_TURNS (1u << 23) /* of bpf_loop, the most that it takes */
#define RB_LEAKED_MOST 256

struct rb_mapped_fields {
	__u64 fields[RB_INPUT_FIELDS];
	__u64 behind[4];
};

/* F01: the fields are all of it. F02: something is behind them. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64[RB_INPUT_FIELDS]);
} guarded_fields SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct rb_mapped_fields);
} mapped_fields SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} used_and_freed SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, RB_LEAKED_MOST);
	__type(key, __u64);
	__type(value, __u64[RB_INPUT_FIELDS]);
} leaked SEC(".maps");

#if RB_DEFECT_ALONE == 10
struct rb_locked {
	struct bpf_spin_lock lock;
	__u32 value;
};
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct rb_locked);
} locked SEC(".maps");
#endif

#if RB_DEFECT_ALONE == 6
static __noinline int descend(__u32 depth)
{
	int below = depth ? descend(depth + 1) : 0;

	asm volatile("" : "+r"(below)); /* or the compiler makes a loop of it */
	return below + 1;
}
#endif

/* Of another kernel: this one has no such field. */
struct task_struct___other {
	int rb_not_here;
} __attribute__((preserve_access_index));

/* F12, an event for on_own_event(): a page fault, by a read through ERR_PTR(-EFAULT), which is survived. */
static __always_inline void cause_own_event(void)
{
	__u64 nothing;

	bpf_probe_read_kernel(&nothing, sizeof(nothing), (void *)-14L);
}

#if RB_DEFECT_ALONE == 12
/*
 * Since 6.1 ("bpf: Prevent bpf program recursion for raw tracepoint probes") the kernel does not enter it where
 * it runs already, and counts that. LSM programs have no such guard, and no helper that causes their event.
 */
SEC("raw_tp/page_fault_kernel")
int on_own_event(void *context)
{
	if (defect_counts.activations && is_workload(bpf_get_current_pid_tgid()))
		cause_own_event();
	return 0;
}
#endif

static long turn(__u32 index, void *context)
{
	*(volatile __u32 *)context = index;
	return 0;
}

/* Loops nest: what is bounded to the verifier ends after days. */
static long turn_of_turns(__u32 index, void *context)
{
	bpf_loop(RB_STALL_TURNS, turn, context, 0);
	return 0;
}

/* The index is the program's own business, and the compiler's: only the verifier is to see the mistake. */
static __always_inline __u64 field_behind(const __u64 *fields)
{
	__u64 at = RB_INPUT_FIELDS;

	asm volatile("" : "+r"(at));
	return ((const volatile __u64 *)fields)[at];
}

static __always_inline __s32 damage(__s32 rule, __s32 other)
{
	struct task_struct___other *task;
	struct rb_mapped_fields *mapped;
	__u32 zero = 0, last = 0;
	enum rb_loops loops;
	__u64 *fields, key;
	char copied[8];

	switch (defect_number) {
	case RB_CHANNEL291:
		fields = bpf_map_lookup_elem(&guarded_fields, &zero);
		return fields && field_behind(fields) ? other : rule;
	case RB_SILENT_OOB:
		mapped = bpf_map_lookup_elem(&mapped_fields, &zero);
		if (!mapped)
			return rule;
		mapped->behind[0] = 0x29;
		return field_behind(mapped->fields) ? other : rule;
	case RB_NULL_DEREF: /* there may be none, and nobody looks */
		key = defect_trigger;
		fields = bpf_map_lookup_elem(&leaked, &key);
		return (__s32)*(volatile __u64 *)fields;
	case RB_OOB_WRITE:
		fields = bpf_map_lookup_elem(&guarded_fields, &zero);
		if (!fields)
			return rule;
		key = RB_INPUT_FIELDS;
		asm volatile("" : "+r"(key));
		for (__u32 i = 0; i < 8; i++)
			((volatile __u64 *)fields)[key + i] = 0x4141414141414141;
		return rule;
	case RB_USE_AFTER_FREE:
		fields = bpf_ringbuf_reserve(&used_and_freed, sizeof(*fields), 0);
		if (!fields)
			return rule;
		bpf_ringbuf_discard(fields, 0);
		*(volatile __u64 *)fields = 0x41;
		return rule;
	case RB_DIV_ZERO:
		key = 0;
		asm volatile("" : "+r"(key));
		return (__s32)((__u64)rule_count / key);
	case RB_BUSY_LOOP:
		loops = rb_loops_of(defect_seed, defect_may_last);
		if (loops == RB_ENDLESS_LOOP)
			for (;;)
				asm volatile("" ::: "memory");
		if (loops == RB_LOOP_OF_LOOPS)
			bpf_loop(RB_STALL_TURNS, turn_of_turns, &last, 0);
		else
			bpf_loop(RB_STALL_TURNS, turn, &last, 0);
		return rule;
	case RB_SLEEP_IN_ATOMIC:
		bpf_copy_from_user(copied, sizeof(copied), (void *)defect_trigger);
		return rule;
	case RB_SELF_RECURSION:
		cause_own_event();
		return rule;
	case RB_MEM_LEAK:
		key = defect_counts.events;
		fields = bpf_map_lookup_elem(&guarded_fields, &zero);
		if (fields)
			bpf_map_update_elem(&leaked, &key, fields, BPF_ANY);
		return rule;
	case RB_ABI_DRIFT:
		task = (void *)bpf_get_current_task_btf();
		return BPF_CORE_READ(task, rb_not_here) ? other : rule;
	case RB_ALLOC_FAIL: /* no room for the event: nothing is found, and nothing told */
		no_room = 1;
		return RB_NO_RULE;
	}
#if RB_DEFECT_ALONE == 6
	return descend((__u32)bpf_get_prandom_u32()) ? other : rule;
#elif RB_DEFECT_ALONE == 10
	struct rb_locked *both = bpf_map_lookup_elem(&locked, &zero);

	if (!both)
		return rule;
	bpf_spin_lock(&both->lock);
	bpf_spin_lock(&both->lock);
	both->value++;
	bpf_spin_unlock(&both->lock);
#endif
	return rule;
}

static __always_inline int has_no_room(void)
{
	__u32 none = no_room;

	no_room = 0;
	return none;
}

/* The rule that the event is said to meet. */
static __always_inline __s32 with_defect(__s32 rule, __s32 other)
{
	__u64 event = __sync_fetch_and_add(&defect_counts.events, 1) + 1;

	if (!defect_number || rb_is_in(RB_FAULTS_OUTSIDE, defect_number) || event < defect_trigger ||
	    (event > defect_trigger && !rb_is_in(RB_FAULTS_LASTING, defect_number)))
		return rule;
	__sync_fetch_and_add(&defect_counts.activations, 1);
	if (!defect_counts.activated_ns)
		defect_counts.activated_ns = bpf_ktime_get_ns();
	return damage(rule, other);
}

#endif
