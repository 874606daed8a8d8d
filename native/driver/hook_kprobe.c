// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* hook_kprobe.c: the entry of the LSM functions, by a kprobe. */
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/string.h>

#include "driver.h"

static int on_open(struct kprobe *probe, struct pt_regs *regs)
{
	rb_event_open((struct file *)regs_get_kernel_argument(regs, 0));
	return 0;
}

static int on_exec(struct kprobe *probe, struct pt_regs *regs)
{
	rb_event_exec((struct linux_binprm *)regs_get_kernel_argument(regs, 0));
	return 0;
}

static int on_connect(struct kprobe *probe, struct pt_regs *regs)
{
	rb_event_connect((struct sockaddr *)regs_get_kernel_argument(regs, 1),
			 (int)regs_get_kernel_argument(regs, 2));
	return 0;
}

static struct kprobe probe;

static int kprobe_attach(const struct rb_client *client)
{
	static const struct {
		const char *function;
		kprobe_pre_handler_t handler;
	} hooks[] = {
		[RB_OPEN] = { "security_file_open", on_open },
		[RB_EXEC] = { "security_bprm_check", on_exec },
		[RB_CONNECT] = { "security_socket_connect", on_connect },
	};
	int error;

	memset(&probe, 0, sizeof(probe));
	probe.symbol_name = hooks[client->config.operation].function;
	probe.pre_handler = hooks[client->config.operation].handler;
	error = register_kprobe(&probe);
	if (error)
		pr_err("ringbench: kprobe at %s: %d\n", hooks[client->config.operation].function, error);
	return error;
}

static void kprobe_detach(void)
{
	unregister_kprobe(&probe);
}

static u64 kprobe_missed(void)
{
	return probe.nmissed;
}

const struct rb_hook_type rb_hook_kprobe = {
	.attach = kprobe_attach,
	.detach = kprobe_detach,
	.missed = kprobe_missed,
};
