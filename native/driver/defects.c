// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * defects.c: the catalogue's defects in the kernel, in the build that is made for them (make
 * RB_FAULTS=1). It ruins the machine that loads it: that is its purpose, in a guest. Parameters say which
 * defect, and which evaluated event meets it; what ran is said on the console before it runs.
 */
#include <linux/delay.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

#include "driver.h"
#include "rust.h"

static uint fault;
module_param(fault, uint, 0444);
MODULE_PARM_DESC(fault, "number of the defect in the catalogue; 0: none");
static uint seed;
module_param(seed, uint, 0444);
MODULE_PARM_DESC(seed, "chooses among the forms of the defect");
static ulong trigger = 1;
module_param(trigger, ulong, 0444);
MODULE_PARM_DESC(trigger, "number of the evaluated event that meets it");
static ulong activations;
module_param(activations, ulong, 0444);
MODULE_PARM_DESC(activations, "how often it ran; to be read");

#define LEAK_PAGES 64
/* What goes on to be allocated after a defect of the heap, by this driver or by anybody. */
#define LATER_OBJECTS 4

static atomic64_t events;
static DEFINE_SPINLOCK(rules_lock);
static atomic_t once; /* F14: the next verdict, F25: the next record is lost, whoever asks */

static void say(u64 event)
{
	if (!activations++)
		pr_emerg("ringbench-fault: activated F%02u at event %llu\n", fault, event);
}

/* Ends with a page; behind it is none, or for F02 one with something in it. */
u64 *rb_fields_make(void)
{
	bool mapped = fault == RB_SILENT_OOB;
	char *pages = vzalloc(mapped ? 2 * PAGE_SIZE : PAGE_SIZE);

	if (!pages)
		return NULL;
	if (mapped)
		memset(pages + PAGE_SIZE, 0x29, PAGE_SIZE);
	return (u64 *)(pages + PAGE_SIZE) - RB_INPUT_FIELDS;
}

void rb_fields_free(u64 *fields)
{
	vfree(fields ? (char *)(fields + RB_INPUT_FIELDS) - PAGE_SIZE : NULL);
}

/* F20 has forms in which what is behind the content is no memory. Freed by vfree() of the page it begins in. */
void *rb_content_place(void *content, size_t size)
{
	size_t pages = PAGE_ALIGN(size);
	char *placed;

	if (fault != RB_BAD_CONTENT || seed % 2 == 0)
		return content;
	placed = vzalloc(pages);
	if (!placed)
		return content;
	placed += rounddown(pages - size, sizeof(u64));
	memcpy(placed, content, size);
	kvfree(content);
	return placed;
}

void rb_content_free(const void *content)
{
	if (is_vmalloc_addr(content))
		vfree((void *)((unsigned long)content & PAGE_MASK));
	else
		kfree(content);
}

/*
 * One place in the code: kernels with CONFIG_RANDOM_KMALLOC_CACHES (6.6) choose one of sixteen caches of a size by
 * the place that asks, and a heap is corrupted for those that share it.
 */
static noinline void *allocate(size_t size)
{
	void *object;

	OPTIMIZER_HIDE_VAR(size); /* or there would be a copy of this for a size */
	object = kmalloc(size, GFP_ATOMIC);
	OPTIMIZER_HIDE_VAR(object); /* or a jump to kmalloc, which would see our caller as its own */
	return object;
}

static void allocate_on(size_t size)
{
	void *objects[LATER_OBJECTS];

	for (int i = 0; i < LATER_OBJECTS; i++)
		objects[i] = allocate(size);
	for (int i = 0; i < LATER_OBJECTS; i++)
		kfree(objects[i]);
}

static s32 read_behind(const struct rb_content *content, const u64 *fields, s32 rule)
{
	s32 other = rb_denies(content, rule) ? RB_NO_RULE : (s32)content->header.rule_count - 1;

	OPTIMIZER_HIDE_VAR(fields);
	if (rb_is_guarded()) /* a field, read as its interpreter reads fields */
		return rb_guarded_field(fields, RB_INPUT_FIELDS) ? other : rule;
	return READ_ONCE(fields[RB_INPUT_FIELDS]) ? other : rule;
}

static s32 read_null(const struct rb_content *content, const u64 *fields, s32 rule)
{
	s32 *nothing = NULL;

	OPTIMIZER_HIDE_VAR(nothing);
	return READ_ONCE(*nothing);
}

/* All of the neighbour: where it is free, the pointer in its middle to the next free one, too. */
static s32 write_behind(const struct rb_content *content, const u64 *fields, s32 rule)
{
	char *object = allocate(64);
	char *behind = object + 64;

	OPTIMIZER_HIDE_VAR(behind);
	if (!object)
		return rule;
	memset(behind, 0x41, 64);
	allocate_on(64);
	kfree(object);
	return rule;
}

static s32 use_after_free(const struct rb_content *content, const u64 *fields, s32 rule)
{
	char *freed_rule = allocate(sizeof(struct rb_rule));
	char *freed = freed_rule;

	OPTIMIZER_HIDE_VAR(freed);
	kfree(freed_rule);
	if (seed % 2)
		kfree(freed);
	else
		memset(freed, 0x41, sizeof(struct rb_rule));
	allocate_on(sizeof(struct rb_rule));
	return rule;
}

static noinline int descend(const volatile char *above)
{
	volatile char frame[256];

	frame[0] = above[0] + 1;
	return descend(frame) + frame[0];
}

static s32 overflow_stack(const struct rb_content *content, const u64 *fields, s32 rule)
{
	return descend("");
}

static s32 divide(const struct rb_content *content, const u64 *fields, s32 rule)
{
	unsigned long divisor = 0;

	OPTIMIZER_HIDE_VAR(divisor);
	return content->header.rule_count / divisor;
}

static s32 loop(const struct rb_content *content, const u64 *fields, s32 rule)
{
	for (;;)
		cpu_relax();
	return rule;
}

static s32 loop_without_interrupts(const struct rb_content *content, const u64 *fields, s32 rule)
{
	local_irq_disable();
	for (;;)
		cpu_relax();
	return rule;
}

static s32 lock_twice(const struct rb_content *content, const u64 *fields, s32 rule)
{
	spin_lock(&rules_lock);
	spin_lock(&rules_lock);
	return rule;
}

static s32 sleep_under_lock(const struct rb_content *content, const u64 *fields, s32 rule)
{
	spin_lock(&rules_lock);
	msleep(20);
	spin_unlock(&rules_lock);
	return rule;
}

static s32 cause_an_event(const struct rb_content *content, const u64 *fields, s32 rule)
{
	struct file *file = filp_open("/proc/version", O_RDONLY, 0);

	if (!IS_ERR(file))
		fput(file);
	return rule;
}

static s32 be_slow(const struct rb_content *content, const u64 *fields, s32 rule)
{
	mdelay(rb_slow_ms(seed));
	return rule;
}

static s32 leak(const struct rb_content *content, const u64 *fields, s32 rule)
{
	for (int pages = 0; pages < LEAK_PAGES; pages++)
		__get_free_page(GFP_ATOMIC | __GFP_NOWARN);
	return rule;
}

static s32 lose_verdict(const struct rb_content *content, const u64 *fields, s32 rule)
{
	atomic_set(&once, 1);
	return rule;
}

/* Nothing to put the event into: nothing is denied, and nothing told. */
static s32 have_no_memory(const struct rb_content *content, const u64 *fields, s32 rule)
{
	atomic_set(&once, 1);
	return RB_NO_RULE;
}

static int happens_once(void)
{
	return atomic_xchg(&once, 0);
}

static int always(void)
{
	return 1;
}

/*
 * What each defect does where content is evaluated: the rule that the event is said to meet. And when another
 * place, which asks with rb_has_defect(), does what it does: NULL is from the trigger on. No row: it is not here,
 * or in the place that asks alone.
 */
static const struct {
	s32 (*damage)(const struct rb_content *content, const u64 *fields, s32 rule);
	int (*is_there)(void);
} defects[RB_LAST_FAULT + 1] = {
	[RB_CHANNEL291] = { read_behind },
	[RB_SILENT_OOB] = { read_behind },
	[RB_NULL_DEREF] = { read_null },
	[RB_OOB_WRITE] = { write_behind },
	[RB_USE_AFTER_FREE] = { use_after_free },
	[RB_STACK_OVERFLOW] = { overflow_stack },
	[RB_DIV_ZERO] = { divide },
	[RB_BUSY_LOOP] = { loop },
	[RB_IRQOFF_LOOP] = { loop_without_interrupts },
	[RB_LOCK_DEADLOCK] = { lock_twice },
	[RB_SLEEP_IN_ATOMIC] = { sleep_under_lock },
	[RB_SELF_RECURSION] = { cause_an_event },
	[RB_SLOW_VERDICT] = { be_slow },
	[RB_LOST_VERDICT] = { lose_verdict, happens_once },
	[RB_MEM_LEAK] = { leak },
	[RB_BAD_CONTENT] = { NULL, always },
	[RB_UNLOAD_RACE] = { NULL, always },
	[RB_ALLOC_FAIL] = { have_no_memory, happens_once },
};

/* Counts the event. Whether it meets the defect: that is said before it happens. */
static bool meets_defect(void)
{
	u64 event = atomic64_inc_return(&events);

	if (!fault || fault > RB_LAST_FAULT || rb_is_in(RB_FAULTS_OUTSIDE, fault) || !rb_is_due(fault, event, trigger))
		return false;
	say(event);
	return true;
}

static s32 damage(const struct rb_content *content, const u64 *fields, s32 rule)
{
	return defects[fault].damage ? defects[fault].damage(content, fields, rule) : rule;
}

int32_t rb_with_defect(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	return meets_defect() ? damage(content, fields, rule) : rule;
}

/* What the compiler refuses to build (F03 to F05) cannot happen; what a call of the kernel does is the same. */
int32_t rb_with_rust_defect(bool fallibly, const struct rb_content *content, const u64 *fields, s32 rule)
{
#ifdef RB_RUST
	if (fault == RB_NULL_DEREF || fault == RB_OOB_WRITE || fault == RB_USE_AFTER_FREE || !meets_defect())
		return rule;
	switch (fault) {
	case RB_CHANNEL291:
	case RB_SILENT_OOB:
	case RB_STACK_OVERFLOW:
	case RB_DIV_ZERO:
	case RB_BUSY_LOOP:
		return rb_rust_damage(fault, fallibly, content, fields, rule, 0);
	}
	return damage(content, fields, rule);
#else
	return rule;
#endif
}

int rb_has_defect(enum rb_defect defect)
{
	if (fault != defect)
		return 0;
	if (defects[defect].is_there)
		return defects[defect].is_there();
	return atomic64_read(&events) >= trigger;
}

/* F22: the defect of F01 where the driver is loaded. */
int rb_defect_at_init(void)
{
	u64 *fields, found;

	if (fault != RB_CRASH_AT_INIT)
		return 0;
	fields = rb_fields_make();
	if (!fields)
		return -ENOMEM;
	say(0);
	OPTIMIZER_HIDE_VAR(fields);
	found = READ_ONCE(fields[RB_INPUT_FIELDS]);
	return found ? -EINVAL : 0;
}

/* F14, in place of the function that was to be refused: the answer for this caller never comes. */
int rb_never_answer(void)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule();
	return 0;
}
