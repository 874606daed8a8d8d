/* SPDX-License-Identifier: Apache-2.0 */
#include "seccomp_program.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#if defined(__x86_64__)
#define RB_AUDIT_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define RB_AUDIT_ARCH AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define RB_AUDIT_ARCH AUDIT_ARCH_RISCV64
#else
#error "name this architecture's AUDIT_ARCH_ constant"
#endif

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define RB_LOW_WORD 0
#else
#define RB_LOW_WORD 4
#endif

static const struct rb_seccomp_call calls[RB_OPERATIONS] = {
	[RB_OPEN] = { __NR_openat, 1 },
	[RB_EXEC] = { __NR_execve, 0 },
	[RB_CONNECT] = { __NR_connect, 1 },
	[RB_CONNECT6] = { __NR_connect, 1 },
	[RB_WRITE] = { __NR_write, 1 },
	[RB_RENAME] = { __NR_renameat2, 1 },
	[RB_UNLINK] = { __NR_unlinkat, 1 },
};

const struct rb_seccomp_call *rb_seccomp_call_of(enum rb_operation operation)
{
	return &calls[operation];
}

int rb_seccomp_install(struct rb_hook *hook, enum rb_seccomp_decider decider)
{
	static const uint32_t answers[] = {
		[RB_SECCOMP_ALONE] = SECCOMP_RET_ALLOW,
		[RB_SECCOMP_ASK] = SECCOMP_RET_USER_NOTIF,
		[RB_SECCOMP_TRACE] = SECCOMP_RET_TRACE,
	};
	const struct rb_seccomp_call *call = rb_seccomp_call_of(hook->operation);
	bool alone = decider == RB_SECCOMP_ALONE;
	uint32_t address = offsetof(struct seccomp_data, args) + 8 * (uint32_t)call->address + RB_LOW_WORD;
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RB_AUDIT_ARCH, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call->number, 0, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, address),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RB_CANARY_ADDRESS, 2, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),  /* another call */
		BPF_STMT(BPF_RET | BPF_K, answers[decider]),
		BPF_STMT(BPF_RET | BPF_K, alone ? SECCOMP_RET_ERRNO | RB_CANARY_ERRNO : answers[decider]),
	};
	struct sock_fprog program = { .len = sizeof(code) / sizeof(code[0]), .filter = code };
	long listener;

	if (!call->number)
		return rb_refuse(hook->reply, EOPNOTSUPP, "see `ringbench list`",
				 "no one system call makes operation %d", hook->operation);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return rb_refuse_call(hook->reply, RB_CALL_PROCESS_CONTROL, errno, "prctl(PR_SET_NO_NEW_PRIVS)");
	/* SPEC_ALLOW: before 5.16 a filter would switch mitigations on, which are not its own cost. */
	listener = syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER,
			   SECCOMP_FILTER_FLAG_SPEC_ALLOW |
			   (decider == RB_SECCOMP_ASK ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0), &program);
	if (listener < 0)
		return rb_refuse_call(hook->reply, RB_CALL_SECCOMP, errno, "seccomp(SECCOMP_SET_MODE_FILTER)");
	return (int)listener;
}

int rb_seccomp_canary(struct rb_hook *hook)
{
	const struct rb_seccomp_call *call = rb_seccomp_call_of(hook->operation);
	/* Where nobody refuses it, none of them does any harm: all fail for -1 or for that address. */
	long arguments[2] = { hook->operation == RB_WRITE || hook->operation == RB_CONNECT ||
			      hook->operation == RB_CONNECT6 ? -1 : AT_FDCWD, 0 };
	long result;

	arguments[call->address] = RB_CANARY_ADDRESS;
	result = syscall(call->number, arguments[0], arguments[1], 0, 0, 0);
	return result < 0 ? errno : 0;
}
