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

static uint fault;
module_param(fault, uint, 0444);
MODULE_PARM_DESC(fault, "number of the defect, 1 to 25; 0: none");
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

static bool goes_on(void)
{
	return fault == RB_SELF_RECURSION || fault == RB_SLOW_VERDICT || fault == RB_MEM_LEAK ||
	       fault == RB_FD_LEAK || fault == RB_ABI_DRIFT;
}

static bool is_due(u64 event)
{
	if (fault == RB_LOST_VERDICT)
		return rb_is_lost(event, trigger);
	return goes_on() ? event >= trigger : event == trigger;
}

/* Done to the sensor by others. */
static bool is_not_ours(void)
{
	return !fault || fault == RB_FREEZE || fault == RB_KILL || fault == RB_QUEUE_OVERFLOW ||
	       fault == RB_BAD_CONTENT || fault == RB_DENY_ALL || fault == RB_CRASH_AT_INIT ||
	       fault == RB_UNLOAD_RACE;
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

/* All of the neighbour: where it is free, the pointer in its middle to the next free one, too. */
static void write_behind(void)
{
	char *object = allocate(64);
	char *behind = object + 64;

	OPTIMIZER_HIDE_VAR(behind);
	if (!object)
		return;
	memset(behind, 0x41, 64);
	allocate_on(64);
	kfree(object);
}

static void use_after_free(void)
{
	char *rule = allocate(sizeof(struct rb_rule));
	char *freed = rule;

	OPTIMIZER_HIDE_VAR(freed);
	kfree(rule);
	if (seed % 2)
		kfree(freed);
	else
		memset(freed, 0x41, sizeof(struct rb_rule));
	allocate_on(sizeof(struct rb_rule));
}

static noinline int descend(const volatile char *above)
{
	volatile char frame[256];

	frame[0] = above[0] + 1;
	return descend(frame) + frame[0];
}

static void cause_an_event(void)
{
	struct file *file = filp_open("/proc/version", O_RDONLY, 0);

	if (!IS_ERR(file))
		fput(file);
}

static s32 damage(const struct rb_content *content, const u64 *fields, s32 rule)
{
	s32 other = rb_denies(content, rule) ? RB_NO_RULE : (s32)content->header.rule_count - 1;
	unsigned long divisor = 0;
	int pages;

	OPTIMIZER_HIDE_VAR(divisor);
	OPTIMIZER_HIDE_VAR(fields);
	switch (fault) {
	case RB_CHANNEL291:
	case RB_SILENT_OOB:
		return READ_ONCE(fields[RB_INPUT_FIELDS]) ? other : rule;
	case RB_NULL_DEREF:
		return READ_ONCE(*(s32 *)divisor);
	case RB_OOB_WRITE:
		write_behind();
		break;
	case RB_USE_AFTER_FREE:
		use_after_free();
		break;
	case RB_STACK_OVERFLOW:
		return descend("");
	case RB_DIV_ZERO:
		return content->header.rule_count / divisor;
	case RB_BUSY_LOOP:
		for (;;)
			cpu_relax();
	case RB_IRQOFF_LOOP:
		local_irq_disable();
		for (;;)
			cpu_relax();
	case RB_LOCK_DEADLOCK:
		spin_lock(&rules_lock);
		spin_lock(&rules_lock);
		break;
	case RB_SLEEP_IN_ATOMIC:
		spin_lock(&rules_lock);
		msleep(20);
		spin_unlock(&rules_lock);
		break;
	case RB_SELF_RECURSION:
		cause_an_event();
		break;
	case RB_SLOW_VERDICT:
		mdelay(rb_slow_ms(seed));
		break;
	case RB_MEM_LEAK:
		for (pages = 0; pages < LEAK_PAGES; pages++)
			__get_free_page(GFP_ATOMIC | __GFP_NOWARN);
		break;
	case RB_LOST_VERDICT:
		atomic_set(&once, 1);
		break;
	case RB_ALLOC_FAIL: /* nothing to put the event into: nothing is denied, and nothing told */
		atomic_set(&once, 1);
		return RB_NO_RULE;
	}
	return rule;
}

int32_t rb_with_defect(const struct rb_content *content, const uint64_t *fields, int32_t rule)
{
	u64 event = atomic64_inc_return(&events);

	if (is_not_ours() || !is_due(event))
		return rule;
	say(event);
	return damage(content, fields, rule);
}

int rb_has_defect(enum rb_defect defect)
{
	if (fault != defect)
		return 0;
	if (defect == RB_LOST_VERDICT || defect == RB_ALLOC_FAIL)
		return atomic_xchg(&once, 0);
	if (defect == RB_BAD_CONTENT || defect == RB_UNLOAD_RACE)
		return 1;
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
