// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * hook_tracepoint.c: the raw tracepoints. There is none per system call, so opens and connects are
 * filtered out of sys_enter, which every system call of the machine passes (as bpf-tp-btf does).
 */
#include <asm/syscall.h>
#include <linux/binfmts.h>
#include <linux/compat.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/unistd.h>

#include "driver.h"

static void on_sys_enter_open(void *data, struct pt_regs *regs, long number)
{
	unsigned long arguments[6];

	/* 32-bit programs number theirs otherwise. */
	if (number != __NR_openat || in_compat_syscall())
		return;
	syscall_get_arguments(current, regs, arguments);
	rb_event_open_user(arguments[1], arguments[2]);
}

static void on_sys_enter_connect(void *data, struct pt_regs *regs, long number)
{
	unsigned long arguments[6];

	if (number != __NR_connect || in_compat_syscall())
		return;
	syscall_get_arguments(current, regs, arguments);
	rb_event_connect_user(arguments[1], arguments[2]);
}

static void on_process_exec(void *data, struct task_struct *task, pid_t old_pid,
			    struct linux_binprm *program)
{
	rb_event_exec(program);
}

static struct tracepoint *tracepoint;
static void *callback;

struct search {
	const char *name;
	struct tracepoint *found;
};

static void compare_name(struct tracepoint *candidate, void *data)
{
	struct search *search = data;

	if (!strcmp(candidate->name, search->name))
		search->found = candidate;
}

static int tracepoint_attach(const struct rb_client *client)
{
	static const struct {
		const char *name;
		void *callback;
	} hooks[] = {
		[RB_OPEN] = { "sys_enter", on_sys_enter_open },
		[RB_EXEC] = { "sched_process_exec", on_process_exec },
		[RB_CONNECT] = { "sys_enter", on_sys_enter_connect },
	};
	struct search search = { .name = hooks[client->config.operation].name };
	int error = -ENOENT;

	for_each_kernel_tracepoint(compare_name, &search);
	if (search.found) {
		tracepoint = search.found;
		callback = hooks[client->config.operation].callback;
		error = tracepoint_probe_register(tracepoint, callback, NULL);
	}
	if (error)
		pr_err("ringbench: tracepoint %s: %d\n", search.name, error);
	return error;
}

static void tracepoint_detach(void)
{
	tracepoint_probe_unregister(tracepoint, callback, NULL);
	tracepoint_synchronize_unregister();
}

const struct rb_hook_type rb_hook_tracepoint = {
	.attach = tracepoint_attach,
	.detach = tracepoint_detach,
};
