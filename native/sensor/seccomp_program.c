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

int rb_seccomp_install(struct rb_hook *hook, bool ask)
{
	uint32_t path = offsetof(struct seccomp_data, args) +
			8 * (uint32_t)rb_seccomp_path_argument(hook->operation) + RB_LOW_WORD;
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RB_AUDIT_ARCH, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)rb_seccomp_syscall(hook->operation), 0, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, path),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, RB_CANARY_ADDRESS, 2, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),  /* another call */
		BPF_STMT(BPF_RET | BPF_K, ask ? SECCOMP_RET_USER_NOTIF : SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, ask ? SECCOMP_RET_USER_NOTIF :
			 SECCOMP_RET_ERRNO | RB_CANARY_ERRNO),
	};
	struct sock_fprog program = { .len = sizeof(code) / sizeof(code[0]), .filter = code };
	long listener;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return rb_refuse(hook->reply, errno, "use a kernel with CONFIG_SECCOMP_FILTER",
				 "prctl(PR_SET_NO_NEW_PRIVS)");
	/* SPEC_ALLOW: before 5.16 a filter would switch mitigations on, which are not its own cost. */
	listener = syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER,
			   SECCOMP_FILTER_FLAG_SPEC_ALLOW |
			   (ask ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0), &program);
	if (listener < 0)
		return rb_refuse(hook->reply, errno, errno == EBUSY ?
				 "another listener is installed above us: run outside of that sandbox" :
				 "use a kernel with CONFIG_SECCOMP_FILTER, 5.5 or newer",
				 "seccomp(SECCOMP_SET_MODE_FILTER)");
	return (int)listener;
}

int rb_seccomp_canary(struct rb_hook *hook)
{
	long result;

	if (hook->operation == RB_EXEC)
		result = syscall(__NR_execve, (long)RB_CANARY_ADDRESS, NULL, NULL);
	else
		result = syscall(__NR_openat, AT_FDCWD, (long)RB_CANARY_ADDRESS, O_RDONLY);
	return result < 0 ? errno : 0;
}
