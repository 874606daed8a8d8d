// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * hook_ftrace.c: the entry of the LSM functions, by the function tracer. To refuse, the function is
 * redirected to one that returns -EPERM, as livepatch does it (FTRACE_OPS_FL_IPMODIFY); without a
 * refusal nothing is redirected and the original runs.
 */
#include <linux/ftrace.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "driver.h"

/* Where the arguments are saved at every call, no full register set is needed (livepatch's rule). */
#ifdef CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS
#define RB_FTRACE_FLAGS 0
#else
#define RB_FTRACE_FLAGS FTRACE_OPS_FL_SAVE_REGS
#endif

/* Before there was a type of its own, and while the tracer itself kept callbacks from recursion. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 11, 0)
#define ftrace_regs pt_regs
#define ftrace_get_regs(fregs) (fregs)
#define ftrace_test_recursion_trylock(ip, parent_ip) ((void)(ip), (void)(parent_ip), 0)
#define ftrace_test_recursion_unlock(bit) ((void)(bit))
#endif

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 2, 0)
#define rb_argument(fregs, n) ftrace_regs_get_argument(fregs, n)
#define rb_redirect(fregs, to) ftrace_regs_set_instruction_pointer(fregs, to)
#elif defined(CONFIG_HAVE_DYNAMIC_FTRACE_WITH_ARGS)
#define rb_argument(fregs, n) regs_get_kernel_argument(&(fregs)->regs, n)
#define rb_redirect(fregs, to) ((fregs)->regs.ip = (to))
#else
#define rb_argument(fregs, n) regs_get_kernel_argument(ftrace_get_regs(fregs), n)
#define rb_redirect(fregs, to) instruction_pointer_set(ftrace_get_regs(fregs), to)
#endif

/* Before it was exported: an empty filter frees the one before it. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 9)
#define ftrace_free_filter(ops) ftrace_set_filter(ops, NULL, 0, 1)
#endif

/* In place of a refused function, for its caller. */
static noinline notrace int refused(void)
{
	return -EPERM;
}

#ifdef RB_FAULTS
#define instead_of(verdict) ((verdict) == -EINPROGRESS ? rb_never_answer : refused)
#else
#define instead_of(verdict) refused
#endif

static int event_of(enum rb_operation operation, struct ftrace_regs *fregs)
{
	switch (operation) {
	case RB_OPEN:
		return rb_event_open((struct file *)rb_argument(fregs, 0));
	case RB_EXEC:
		return rb_event_exec((struct linux_binprm *)rb_argument(fregs, 0));
	case RB_CONNECT:
		return rb_event_connect((struct sockaddr *)rb_argument(fregs, 1),
					(int)rb_argument(fregs, 2));
	default:
		return 0;
	}
}

static void notrace on_call(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *self,
			    struct ftrace_regs *fregs)
{
	int bit = ftrace_test_recursion_trylock(ip, parent_ip);
	int verdict;

	if (bit < 0) {
		this_cpu_inc(rb_active->rings->missed);
		return;
	}
	verdict = event_of(rb_active->config.operation, fregs);
	if (verdict)
		rb_redirect(fregs, (unsigned long)instead_of(verdict));
	ftrace_test_recursion_unlock(bit);
}

/*
 * Fresh for each attach, as livepatch does it: ftrace_free_filter() leaves pointers to what it freed
 * in the ops (seen in 6.1), and a second registration of the same ops follows them.
 */
static struct ftrace_ops *ops;

static void free_ops(void)
{
	ftrace_free_filter(ops);
	kfree(ops);
	ops = NULL;
}

static int ftrace_attach(const struct rb_client *client)
{
	static char *const functions[] = {
		[RB_OPEN] = "security_file_open",
		[RB_EXEC] = "security_bprm_check",
		[RB_CONNECT] = "security_socket_connect",
	};
	char *function = functions[client->config.operation];
	int error;

	ops = kzalloc(sizeof(*ops), GFP_KERNEL);
	if (!ops)
		return -ENOMEM;
	ops->func = on_call;
	ops->flags = RB_FTRACE_FLAGS;
	if (client->config.mode == RB_DRIVER_AUTH)
		ops->flags |= FTRACE_OPS_FL_IPMODIFY;
	error = ftrace_set_filter(ops, function, strlen(function), 1);
	if (!error)
		error = register_ftrace_function(ops);
	if (error) {
		pr_err("ringbench: ftrace on %s: %d\n", function, error);
		free_ops();
	}
	return error;
}

static void ftrace_detach(void)
{
	unregister_ftrace_function(ops);
	free_ops();
}

const struct rb_hook_type rb_hook_ftrace = {
	.attach = ftrace_attach,
	.detach = ftrace_detach,
	.may_refuse = true,
};
