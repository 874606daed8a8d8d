/* SPDX-License-Identifier: Apache-2.0 */
/* call_filter.h: makes named system calls fail as the filter of a container or a service does. */
#ifndef RB_CALL_FILTER_H
#define RB_CALL_FILTER_H

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RB_FILTERED_CALLS 16

static const struct {
	const char *name;
	long number;
} rb_named_calls[] = {
	{ "bind", __NR_bind }, { "bpf", __NR_bpf }, { "clock_nanosleep", __NR_clock_nanosleep },
	{ "clone", __NR_clone }, { "clone3", __NR_clone3 },
	{ "fanotify_init", __NR_fanotify_init }, { "fanotify_mark", __NR_fanotify_mark },
	{ "ftruncate", __NR_ftruncate },
	{ "inotify_add_watch", __NR_inotify_add_watch }, { "inotify_init1", __NR_inotify_init1 },
	{ "landlock_create_ruleset", __NR_landlock_create_ruleset },
	{ "landlock_restrict_self", __NR_landlock_restrict_self },
	{ "memfd_create", __NR_memfd_create }, { "mlockall", __NR_mlockall }, { "mount", __NR_mount },
	{ "perf_event_open", __NR_perf_event_open }, { "pidfd_getfd", __NR_pidfd_getfd },
	{ "pidfd_open", __NR_pidfd_open }, { "ptrace", __NR_ptrace },
	{ "sched_setaffinity", __NR_sched_setaffinity }, { "sched_setscheduler", __NR_sched_setscheduler },
	{ "seccomp", __NR_seccomp }, { "setpriority", __NR_setpriority }, { "socket", __NR_socket },
	{ "socketpair", __NR_socketpair }, { "unshare", __NR_unshare },
};

static const struct {
	const char *name;
	int number;
} rb_named_errors[] = {
	{ "EPERM", EPERM }, { "EACCES", EACCES }, { "ENOSYS", ENOSYS }, { "EMFILE", EMFILE }, { "ENFILE", ENFILE },
	{ "ENOMEM", ENOMEM }, { "ENOSPC", ENOSPC }, { "EBUSY", EBUSY }, { "EINVAL", EINVAL }, { "EAGAIN", EAGAIN },
	{ "EOPNOTSUPP", EOPNOTSUPP }, { "ENODEV", ENODEV },
};

/* From now on this thread and what it makes get `error` for the calls, names with commas between. 0 or -1. */
static int rb_refuse_calls(const char *names, int error)
{
	struct sock_filter code[2 * RB_FILTERED_CALLS + 2];
	struct sock_fprog program = { 0, code };
	char list[256];

	code[program.len++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
							     offsetof(struct seccomp_data, nr));
	strncpy(list, names, sizeof(list) - 1);
	list[sizeof(list) - 1] = '\0';
	for (char *name = strtok(list, ","); name; name = strtok(NULL, ",")) {
		long number = -1;

		for (size_t i = 0; i < sizeof(rb_named_calls) / sizeof(rb_named_calls[0]); i++)
			if (!strcmp(rb_named_calls[i].name, name))
				number = rb_named_calls[i].number;
		if (number < 0 || program.len > 2 * RB_FILTERED_CALLS) {
			errno = EINVAL;
			return -1;
		}
		code[program.len++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
								     (uint32_t)number, 0, 1);
		code[program.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
								     SECCOMP_RET_ERRNO | (uint32_t)error);
	}
	code[program.len++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ? -1 :
		(int)syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

/* 0: there is none so named. */
static inline int rb_error_of(const char *name)
{
	for (size_t i = 0; i < sizeof(rb_named_errors) / sizeof(rb_named_errors[0]); i++)
		if (!strcmp(rb_named_errors[i].name, name))
			return rb_named_errors[i].number;
	return 0;
}

#endif
