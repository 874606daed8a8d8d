// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * guard.c: the content interpreter in C, where a fault or too much time ends it and not the machine. Three things
 * end it. What it knows to be able to be wrong, the ends of a rule and a field, it reads with an exception-table entry
 * (as copy_from_kernel_nofault() does). Any other trap of this module's code between entry and exit the kernel tells
 * its die notifiers of, and here one of them leads back to the entry. And a timer on each CPU does so with what has been in
 * there for RB_GUARD_BUDGET_MS; it also looks whether the client beats. What the guard cannot end: code with
 * interrupts off, a stack that overflowed, a function of the kernel that was called and does not return, memory that
 * was overwritten before.
 */
#include <linux/cpumask.h>
#include <linux/hrtimer.h>
#include <linux/kdebug.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/thread_info.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <asm/irq_regs.h>
#include <asm/trapnr.h>

/* Set by a careful read of what is no memory, until the rule that asked for it ends. */
static DEFINE_PER_CPU(bool, unread);

static __always_inline u64 read_carefully(const u64 *at)
{
	u64 value;

	__get_kernel_nofault(&value, at, u64, no_memory);
	return value;
no_memory:
	this_cpu_write(unread, true);
	return 0;
}
#define rb_field_of(input, field) read_carefully(&(input)->fields[field])

#include "driver.h"

/* On CPUs that a hypervisor stops now and then, so many turns of the timer say more than so many ms of the clock. */
#define RB_GUARD_TICK_MS 10
#define RB_GUARD_BUDGET_MS 50

struct rb_guard {
	unsigned long stack;       /* where rb_guard_call() continues; 0: nobody is inside */
	const struct task_struct *task;
	struct rb_client *client;
	enum rb_driver_stop why;
	u32 entries;               /* that the timer tells one event from the next by */
	u32 seen;
	u32 ticks;                 /* turns of the timer that found the same entry */
	u32 beat;                  /* the client's, as the timer saw it last */
	u32 silence;               /* turns of the timer since */
	struct hrtimer timer;
};

static DEFINE_PER_CPU(struct rb_guard, guards);
static struct rb_client *guarded;

/* guard_call.S: rb_guarded_evaluate(), with the stack to come back to in *stack; and where it comes back. */
s32 rb_guard_call(unsigned long *stack, const struct rb_content *content, const struct rb_input *input);
extern const char rb_guard_landing[];
s32 rb_guarded_evaluate(const struct rb_content *content, const struct rb_input *input);

/* A rule lies in two pages at most, and while it is looked at nobody takes these away. */
static __always_inline void touch(const struct rb_rule *rule)
{
	read_carefully((const u64 *)rule);
	read_carefully((const u64 *)(rule + 1) - 1);
}

u64 rb_guarded_field(const u64 *fields, u32 field)
{
	return read_carefully(&fields[field]);
}

bool rb_is_guarded(void)
{
	return READ_ONCE(this_cpu_ptr(&guards)->stack);
}

s32 rb_guarded_evaluate(const struct rb_content *content, const struct rb_input *input)
{
	s32 rule = RB_NO_RULE;
	u32 i;

	for (i = 0; i < content->header.rule_count && rule == RB_NO_RULE; i++) {
		touch(&content->rules[i]);
		if (unlikely(this_cpu_read(unread)))
			return RB_STOPPED;
		if (rb_rule_matches(input, &content->rules[i]))
			rule = (s32)i;
		if (unlikely(this_cpu_read(unread)))
			return RB_STOPPED;
	}
	rule = rb_with_defect(content, input->fields, rule);
	return unlikely(this_cpu_read(unread)) ? RB_STOPPED : rule;
}

s32 rb_guarded(struct rb_client *client, const struct rb_input *input, enum rb_driver_stop *why)
{
	struct rb_guard *guard = this_cpu_ptr(&guards);
	int preempted = preempt_count();
	s32 rule;

	guard->client = client;
	guard->why = RB_STOP_FAULT;
	guard->task = current;
	WRITE_ONCE(guard->entries, guard->entries + 1);
	rule = rb_guard_call(&guard->stack, client->content, input);
	WRITE_ONCE(guard->stack, 0);
	if (unlikely(rule == RB_STOPPED)) {
		preempt_count_set(preempted);
		this_cpu_write(unread, false);
		*why = guard->why;
	}
	return rule;
}

/* Lets what was interrupted go on where rb_guard_call() returns. False: it is nothing of the guard's. */
static bool leave(struct pt_regs *regs, enum rb_driver_stop why)
{
	struct rb_guard *guard = this_cpu_ptr(&guards);
	unsigned long stack = READ_ONCE(guard->stack);

	if (!stack || guard->task != current || user_mode(regs))
		return false;
	if (!within_module(regs->ip, THIS_MODULE) || regs->sp > stack || stack - regs->sp > THREAD_SIZE)
		return false;
	guard->why = why;
	regs->sp = stack;
	regs->ip = (unsigned long)rb_guard_landing;
	regs->ax = (u32)RB_STOPPED;
	return true;
}

static int on_die(struct notifier_block *self, unsigned long event, void *data)
{
	struct die_args *trap = data;

	if (event != DIE_OOPS && event != DIE_TRAP && event != DIE_GPF)
		return NOTIFY_DONE;
	/* From a stack that overflowed the kernel does not come back, whatever we say. */
	if (trap->trapnr == X86_TRAP_DF || !trap->regs)
		return NOTIFY_DONE;
	return leave(trap->regs, RB_STOP_FAULT) ? NOTIFY_STOP : NOTIFY_DONE;
}

static struct notifier_block die_notifier = { .notifier_call = on_die };

static void look_at_time(void)
{
	struct rb_guard *guard = this_cpu_ptr(&guards);
	struct pt_regs *regs = get_irq_regs();

	if (!READ_ONCE(guard->stack) || guard->seen != guard->entries) {
		guard->seen = guard->entries;
		guard->ticks = 0;
		return;
	}
	if (++guard->ticks < RB_GUARD_BUDGET_MS / RB_GUARD_TICK_MS)
		return;
	/* Inside of a function of the kernel it cannot be ended; but the next event is let through. */
	if (!regs || !leave(regs, RB_STOP_BUDGET))
		rb_stop(guard->client, RB_STOP_BUDGET);
}

/* On every CPU: on one that stood still the client had no turn either. */
static bool is_silent(void)
{
	int cpu;

	for_each_online_cpu(cpu)
		if (READ_ONCE(per_cpu_ptr(&guards, cpu)->silence) < RB_GUARD_SILENCE_MS / RB_GUARD_TICK_MS)
			return false;
	return true;
}

static void look_at_heartbeat(void)
{
	struct rb_guard *guard = this_cpu_ptr(&guards);
	u32 beat = READ_ONCE(guarded->beat);

	if (guard->beat != beat) {
		guard->beat = beat;
		WRITE_ONCE(guard->silence, 0);
		return;
	}
	WRITE_ONCE(guard->silence, guard->silence + 1);
	if (is_silent())
		rb_stop(guarded, RB_STOP_HEARTBEAT);
}

static enum hrtimer_restart on_tick(struct hrtimer *timer)
{
	look_at_time();
	look_at_heartbeat();
	hrtimer_forward_now(timer, ms_to_ktime(RB_GUARD_TICK_MS));
	return HRTIMER_RESTART;
}

static void start_timer(void *unused)
{
	hrtimer_start(&this_cpu_ptr(&guards)->timer, ms_to_ktime(RB_GUARD_TICK_MS), HRTIMER_MODE_REL_PINNED_HARD);
}

int rb_guard_begin(struct rb_client *client)
{
	int cpu, error = register_die_notifier(&die_notifier);

	if (error)
		return error;
	guarded = client;
	for_each_possible_cpu(cpu) {
		struct rb_guard *guard = per_cpu_ptr(&guards, cpu);

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
		hrtimer_setup(&guard->timer, on_tick, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
#else
		hrtimer_init(&guard->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED_HARD);
		guard->timer.function = on_tick;
#endif
		guard->ticks = guard->silence = 0;
	}
	on_each_cpu(start_timer, NULL, 1);
	return 0;
}

void rb_guard_end(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		hrtimer_cancel(&per_cpu_ptr(&guards, cpu)->timer);
	unregister_die_notifier(&die_notifier);
}
