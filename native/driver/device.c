// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * ringbench: the native test driver. Observes file open, exec or socket connect of one workload from
 * inside the kernel, by the hook that its client chooses, and answers verdicts as a service. It does
 * nothing until a client attaches a hook, and nothing after that client's descriptor is closed.
 */
#include <linux/capability.h>
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "driver.h"

/* Of attaching and detaching: ftrace_ops, kprobe and rb_active are one each. */
static DEFINE_MUTEX(attaching);

static const struct rb_hook_type *hook_type(u32 hook)
{
	switch (hook) {
	case RB_HOOK_FTRACE:
		return &rb_hook_ftrace;
	case RB_HOOK_KPROBE:
		return &rb_hook_kprobe;
	case RB_HOOK_TRACEPOINT:
		return &rb_hook_tracepoint;
	}
	return NULL;
}

/* The caller's number of a process to the kernel's own. 0: there is none. */
static pid_t global_pid(pid_t number)
{
	struct pid *pid = find_get_pid(number);
	pid_t global = pid_nr(pid);

	put_pid(pid);
	return global;
}

static int check(const struct rb_driver_attach *config)
{
	const struct rb_hook_type *hook = hook_type(config->hook);

	if (config->abi_version != RB_ABI_VERSION) {
		pr_err("ringbench: client has ABI %u, driver %u\n", config->abi_version, RB_ABI_VERSION);
		return -EPROTO;
	}
	if (!hook || config->mode > RB_DRIVER_AUTH || config->operation > RB_CONNECT)
		return -EINVAL;
	if (config->workload_tid < (s32)RB_EVERYBODY || config->workload_tgid < 1)
		return -EINVAL;
	if (config->mode == RB_DRIVER_AUTH && !hook->may_refuse)
		return -EOPNOTSUPP;
	return 0;
}

/* The active client's, with `attaching` held. */
static void detach(struct rb_client *client)
{
	client->hook->detach();
	if (client->interpreter == RB_INTERPRETER_GUARDED)
		rb_guard_end();
}

void rb_take_out(void)
{
	struct rb_client *client;

	mutex_lock(&attaching);
	client = rb_active;
	if (client && client->hook && client->stopped && !client->taken_out) {
		rb_mark_bad(client);
		detach(client);
		client->taken_out = true;
	}
	mutex_unlock(&attaching);
}

static int attach(struct rb_client *client)
{
	const struct rb_hook_type *hook = hook_type(client->config.hook);
	int error;

	if (client->hook || rb_active)
		return -EBUSY;
	/* A ring is mapped by user mode, which may write what an interpreter has just looked at. */
	if (client->interpreter != RB_INTERPRETER_C && client->config.mode != RB_DRIVER_AUTH)
		return -EOPNOTSUPP;
	rb_rings_free(client); /* of an attempt before that failed */
	/* 0 and below are no thread's number: the children, every thread, everybody. */
	if (client->config.workload_tid > 0) {
		client->config.workload_tid = global_pid(client->config.workload_tid);
		if (!client->config.workload_tid)
			return -ESRCH;
	}
	client->config.workload_tgid = global_pid(client->config.workload_tgid);
	if (!client->config.workload_tgid)
		return -ESRCH;
	error = rb_rings_make(client);
	if (error)
		return error;
	if (client->interpreter == RB_INTERPRETER_GUARDED) {
		error = rb_guard_begin(client);
		if (error)
			return error;
	}
	rb_active = client;
	error = hook->attach(client);
	if (error) {
		rb_active = NULL;
		if (client->interpreter == RB_INTERPRETER_GUARDED)
			rb_guard_end();
	} else {
		smp_store_release(&client->hook, hook); /* mmap and poll find the rings */
	}
	return error;
}

static long ioctl_attach(struct rb_client *client, const void __user *argument)
{
	struct rb_driver_attach config;
	long error;

	if (copy_from_user(&config, argument, sizeof(config)))
		return -EFAULT;
	error = check(&config);
	if (error)
		return error;
	mutex_lock(&attaching);
	if (client->hook) {
		error = -EBUSY;
	} else if (config.mode == RB_DRIVER_AUTH && !client->content) {
		error = -ENODATA;
	} else {
		client->config = config;
		error = attach(client);
	}
	mutex_unlock(&attaching);
	return error;
}

static long ioctl_statistics(struct rb_client *client, void __user *argument)
{
	const struct rb_hook_type *hook = smp_load_acquire(&client->hook);
	struct rb_driver_statistics counts = { 0 };

	if (!hook)
		return -ENXIO;
	rb_rings_count(client, &counts);
	if (hook->missed)
		counts.missed += hook->missed();
	counts.stopped = READ_ONCE(client->stopped);
	return copy_to_user(argument, &counts, sizeof(counts)) ? -EFAULT : 0;
}

static long ioctl_arm(struct rb_client *client, const u32 __user *argument)
{
	u32 armed;

	if (get_user(armed, argument))
		return -EFAULT;
	WRITE_ONCE(client->armed, armed);
	return 0;
}

static long ioctl_set_content(struct rb_client *client, const void __user *argument)
{
	struct rb_driver_content call;
	struct rb_content *content;

	if (copy_from_user(&call, argument, sizeof(call)))
		return -EFAULT;
	if (call.interpreter > RB_INTERPRETER_GUARDED || call.reserved)
		return -EINVAL;
	if (rb_interpreter_missing(call.interpreter))
		return -ENOPKG;
	if (call.size < sizeof(*content))
		return -EINVAL;
	if (call.size > RB_CONTENT_BYTES_MAX)
		return -E2BIG;
	content = vmemdup_user(u64_to_user_ptr(call.content), call.size);
	if (IS_ERR(content))
		return PTR_ERR(content);
	content = rb_content_place(content, call.size);
	if (!rb_is_content(call.interpreter, content, call.size)) {
		rb_content_free(content);
		return -EINVAL;
	}
	if (call.interpreter != RB_INTERPRETER_C && rb_is_marked_bad(content, call.size)) {
		pr_err("ringbench: this content stopped a sensor before\n");
		rb_content_free(content);
		return -EBADMSG;
	}
	/* Once a descriptor and before its hook: what that evaluates never changes under it. */
	mutex_lock(&attaching);
	if (client->hook || client->content) {
		mutex_unlock(&attaching);
		rb_content_free(content);
		return -EBUSY;
	}
	client->content_size = call.size;
	client->interpreter = call.interpreter;
	smp_store_release(&client->content, content);
	mutex_unlock(&attaching);
	return 0;
}

static long ioctl_interpreter(struct rb_driver_interpreter_state __user *argument)
{
	struct rb_driver_interpreter_state state;
	const char *missing;

	if (copy_from_user(&state, argument, sizeof(state)))
		return -EFAULT;
	if (state.interpreter > RB_INTERPRETER_GUARDED || state.reserved)
		return -EINVAL;
	missing = rb_interpreter_missing(state.interpreter);
	memset(state.missing, 0, sizeof(state.missing));
	if (missing)
		strscpy(state.missing, missing, sizeof(state.missing));
	return copy_to_user(argument, &state, sizeof(state)) ? -EFAULT : 0;
}

/* ESHUTDOWN: too late. */
static long ioctl_beat(struct rb_client *client)
{
	WRITE_ONCE(client->beat, client->beat + 1);
	return READ_ONCE(client->stopped) ? -ESHUTDOWN : 0;
}

static s32 interpret_record(struct rb_client *client, const struct rb_record *record)
{
	u64 fields[RB_INPUT_FIELDS] = { 0 };
	struct rb_cursor cursor;
	s32 rule;

	preempt_disable(); /* as at a hook */
	rule = rb_interpret(client, fields, record, &cursor);
	preempt_enable();
	return rule;
}

/* One record at a time on the stack: 256 bytes, and the cache line that was just copied. */
static long ioctl_analyse(struct rb_client *client, struct rb_driver_analyse __user *argument)
{
	const struct rb_content *content = smp_load_acquire(&client->content);
	struct rb_record __user *records;
	struct rb_driver_analyse call;
	struct rb_record record;
	u32 i;

	if (copy_from_user(&call, argument, sizeof(call)))
		return -EFAULT;
	if (!content)
		return -ENODATA;
	if (!call.count || call.count > RB_DRIVER_BATCH)
		return -EINVAL;
	records = u64_to_user_ptr(call.records);
	call.refused = 0;
	for (i = 0; i < call.count; i++) {
		/* One record may take as long as 10,000 rules do. */
		if (fatal_signal_pending(current))
			return -EINTR;
		if (client->stopped)
			return -ESHUTDOWN;
		cond_resched();
		if (copy_from_user(&record, &records[i], sizeof(record)))
			return -EFAULT;
		record.rule = client->interpreter == RB_INTERPRETER_C ? rb_evaluate_record(content, &record) :
									 interpret_record(client, &record);
		call.refused |= (u64)rb_denies(content, record.rule) << i;
		if (call.want_rules && put_user(record.rule, &records[i].rule))
			return -EFAULT;
	}
	return put_user(call.refused, &argument->refused);
}

static long rb_ioctl(struct file *file, unsigned int command, unsigned long value)
{
	struct rb_client *client = file->private_data;
	void __user *argument = (void __user *)value;

	switch (command) {
	case RB_DRIVER_VERSION:
		return put_user(RB_ABI_VERSION, (u32 __user *)argument);
	case RB_DRIVER_ATTACH:
		return ioctl_attach(client, argument);
	case RB_DRIVER_STATISTICS:
		return ioctl_statistics(client, argument);
	case RB_DRIVER_ARM:
		return ioctl_arm(client, argument);
	case RB_DRIVER_SET_CONTENT:
		return ioctl_set_content(client, argument);
	case RB_DRIVER_ANALYSE:
		return ioctl_analyse(client, argument);
	case RB_DRIVER_INTERPRETER:
		return ioctl_interpreter(argument);
	case RB_DRIVER_BEAT:
		return ioctl_beat(client);
	}
	return -ENOTTY;
}

static int rb_open(struct inode *inode, struct file *file)
{
	struct rb_client *client;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	client = kzalloc(sizeof(*client), GFP_KERNEL);
	if (!client)
		return -ENOMEM;
	init_waitqueue_head(&client->waiters);
	file->private_data = client;
	return 0;
}

/* Also when the process is killed. A mapping holds the file, so none is left here. */
static int rb_release(struct inode *inode, struct file *file)
{
	struct rb_client *client = file->private_data;

	mutex_lock(&attaching);
	if (rb_has_defect(RB_UNLOAD_RACE)) {
		rb_rings_free(client);
		msleep(20);
	}
	if (client->hook) {
		if (!client->taken_out)
			detach(client);
		rb_active = NULL;
	}
	mutex_unlock(&attaching);
	if (client->content)
		rb_mark_bad(client);
	rb_rings_free(client);
	rb_content_free(client->content);
	kfree(client);
	return 0;
}

static int rb_mmap(struct file *file, struct vm_area_struct *area)
{
	struct rb_client *client = file->private_data;

	/* No hook, no ring that stays where it is. */
	return smp_load_acquire(&client->hook) ? rb_rings_map(client, area) : -ENXIO;
}

static __poll_t rb_poll(struct file *file, struct poll_table_struct *table)
{
	struct rb_client *client = file->private_data;

	if (!smp_load_acquire(&client->hook))
		return EPOLLERR;
	poll_wait(file, &client->waiters, table);
	return rb_rings_readable(client) ? EPOLLIN | EPOLLRDNORM : 0;
}

static const struct file_operations operations = {
	.owner = THIS_MODULE,
	.open = rb_open,
	.release = rb_release,
	.unlocked_ioctl = rb_ioctl,
	.mmap = rb_mmap,
	.poll = rb_poll,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "ringbench",
	.mode = 0600,
	.fops = &operations,
};

static int __init rb_init(void)
{
	BUILD_BUG_ON(PAGE_SIZE % RB_DRIVER_PAGE);
	if (rb_defect_at_init())
		return -EINVAL;
	return misc_register(&device);
}

static void __exit rb_exit(void)
{
	misc_deregister(&device);
	rb_stop_finish();
}

module_init(rb_init);
module_exit(rb_exit);

MODULE_DESCRIPTION("Ringbench: the native test driver");
/* The kernel has no string for "GPL-2.0 OR Apache-2.0". */
MODULE_LICENSE("GPL");
