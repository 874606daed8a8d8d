/* SPDX-License-Identifier: Apache-2.0 */
/* remedy-test: what is advised follows from the call, its errno and what the process may do. */
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>

#include "remedy.h"
#include "ringbench.h"

#define ALL UINT64_C(0x1ffffffffff)
#define WITHOUT(capability) (ALL & ~(UINT64_C(1) << (capability)))
#define BPF_AND_PERFMON (UINT64_C(3) << 38)

static const struct rb_powers
	user = { .bounding = ALL, .last_capability = 40 },
	root = { .effective = ALL, .bounding = ALL, .last_capability = 40, .root = true },
	filtered = { .effective = ALL, .bounding = ALL, .last_capability = 40, .root = true, .filtered = true },
	container = { .effective = 0xa80425fb, .bounding = 0xa80425fb, .last_capability = 40, .root = true,
		      .filtered = true },
	rootless = { .effective = ALL, .bounding = ALL, .last_capability = 40, .root = true, .user_namespace = true },
	dropped = { .effective = WITHOUT(CAP_SYS_ADMIN), .bounding = ALL, .last_capability = 40, .root = true },
	bpf_only = { .effective = BPF_AND_PERFMON, .bounding = BPF_AND_PERFMON, .last_capability = 40, .root = true },
	old_kernel = { .effective = 0, .bounding = ALL, .last_capability = 37 },
	full = { .effective = ALL, .bounding = ALL, .last_capability = 40, .root = true, .files_full = true };

static const struct {
	const struct rb_powers *powers;
	enum rb_call call;
	int error;
	const char *says, *never;
} rows[] = {
	{ &user, RB_CALL_FANOTIFY_INIT, EPERM, "run as root (CAP_SYS_ADMIN)", "container" },
	{ &user, RB_CALL_BPF, EPERM, "run as root (CAP_PERFMON, CAP_BPF)", "CAP_SYS_ADMIN" },
	{ &user, RB_CALL_PERF, EACCES, "kernel.perf_event_paranoid", "container" },
	{ &user, RB_CALL_PTRACE, EPERM, "kernel.yama.ptrace_scope", "container" },
	{ &user, RB_CALL_CONNECTOR, EPERM, "CAP_NET_ADMIN", "CAP_SYS_ADMIN" },
	{ &user, RB_CALL_AUDIT_READ, EPERM, "CAP_AUDIT_READ", "CAP_SYS_ADMIN" },
	{ &user, RB_CALL_TRACEFS, EACCES, "run as root", "CONFIG_" },
	{ &user, RB_CALL_TRACEFS, ENOENT, "CONFIG_FTRACE_SYSCALLS", "root" },
	{ &old_kernel, RB_CALL_BPF, EPERM, "CAP_SYS_ADMIN", "CAP_BPF" },
	{ &container, RB_CALL_FANOTIFY_INIT, EPERM, "--cap-add", "as root" },
	{ &container, RB_CALL_BPF, EPERM, "CAP_PERFMON, CAP_BPF", "as root" },
	{ &container, RB_CALL_AFFINITY, EPERM, "sched_setaffinity", "as root" },
	{ &rootless, RB_CALL_FANOTIFY_INIT, EPERM, "the host's root", "(CAP" },
	{ &rootless, RB_CALL_PERF, EACCES, "user name space", "(CAP" },
	{ &dropped, RB_CALL_FANOTIFY_INIT, EPERM, "start it with CAP_SYS_ADMIN", "as root" },
	{ &bpf_only, RB_CALL_BPF_STATISTICS, EPERM, "CAP_SYS_ADMIN", "CAP_BPF" },
	{ &bpf_only, RB_CALL_BPF_CGROUP, EPERM, "CAP_NET_ADMIN", "CAP_BPF" },
	{ &bpf_only, RB_CALL_BPF, EPERM, "lockdown", "as root" },
	{ &bpf_only, RB_CALL_PRIVATE_MOUNT, EPERM, "CAP_SYS_ADMIN", "as root" },
	{ &filtered, RB_CALL_FANOTIFY_INIT, EPERM, "fanotify_init in the seccomp filter", "root" },
	{ &filtered, RB_CALL_AFFINITY, EPERM, "sched_setaffinity in the seccomp filter", "root" },
	{ &filtered, RB_CALL_FANOTIFY_INIT, ENOSYS, "seccomp filter", "root" },
	{ &root, RB_CALL_BPF, EPERM, "guest", "as root" },
	{ &root, RB_CALL_FANOTIFY_INIT, EPERM, "security module", "as root" },
	{ &root, RB_CALL_FANOTIFY_INIT, ENOSYS, "CONFIG_FANOTIFY", "seccomp" },
	{ &root, RB_CALL_FANOTIFY_INIT, EMFILE, "fs.fanotify.max_user_groups", "kernel with" },
	{ &full, RB_CALL_FANOTIFY_INIT, EMFILE, "ulimit -n", "max_user_groups" },
	{ &root, RB_CALL_FANOTIFY_INIT, ENFILE, "fs.file-max", "kernel with" },
	{ &root, RB_CALL_FANOTIFY_INIT, ENOMEM, "free memory", "kernel with" },
	{ &root, RB_CALL_FANOTIFY_MARK, ENOSPC, "fs.fanotify.max_user_marks", "free space" },
	{ &root, RB_CALL_INOTIFY, EMFILE, "fs.inotify.max_user_instances", "kernel with" },
	{ &root, RB_CALL_INOTIFY, ENOSPC, "fs.inotify.max_user_watches", "free space" },
	{ &root, RB_CALL_PRIVATE_MOUNT, ENOSPC, "user.max_mnt_namespaces", "free space" },
	{ &root, RB_CALL_WORK_FILE, ENOSPC, "free space", "kernel with" },
	{ &root, RB_CALL_SECCOMP, EBUSY, "another listener", "kernel with" },
	{ &root, RB_CALL_DRIVER, EBUSY, "other run", "kernel with" },
	{ &root, RB_CALL_AUDIT_CONTROL, EBUSY, "auditd", "kernel with" },
	{ &root, RB_CALL_FUSE, ENOENT, "/dev/fuse", "free" },
	{ &root, RB_CALL_THREAD, EAGAIN, "pids.max", "kernel with" },
	{ &root, RB_CALL_AFFINITY, EINVAL, "cpuset", "kernel with" },
	{ &root, RB_CALL_LANDLOCK, EOPNOTSUPP, "lsm=", "seccomp" },
	{ &root, RB_CALL_CONNECTOR, ECONNREFUSED, "name spaces", "as root" },
};

static const int errors[] = {
	EPERM, EACCES, ENOSYS, EMFILE, ENFILE, ENOMEM, ENOSPC, EBUSY, EINVAL, EOPNOTSUPP, EAGAIN, ENODEV, ENOENT,
	EIO, EPIPE, EROFS,
};
/* Guesses, and advice that its reader has followed already. */
static const char *const guesses[] = { "run again", "a newer kernel", "see the reason" };

static int check_row(size_t row)
{
	char remedy[sizeof(((struct rb_reply *)0)->remedy)];

	rb_remedy(remedy, sizeof(remedy), rows[row].call, rows[row].error, rows[row].powers);
	if (strstr(remedy, rows[row].says) && !strstr(remedy, rows[row].never))
		return 0;
	fprintf(stderr, "row %zu: '%s' is to say '%s', and not '%s'\n", row, remedy, rows[row].says, rows[row].never);
	return 1;
}

static int check_any(enum rb_call call, int error, const struct rb_powers *powers)
{
	char remedy[512];
	int failed;

	rb_remedy(remedy, sizeof(remedy), call, error, powers);
	failed = !*remedy || strlen(remedy) >= sizeof(((struct rb_reply *)0)->remedy) ||
		 (powers->root && !powers->user_namespace && strstr(remedy, "run as root"));
	for (size_t i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++)
		failed |= strstr(remedy, guesses[i]) != NULL;
	if (failed)
		fprintf(stderr, "call %d, %s: '%s'\n", call, strerror(error), remedy);
	return failed;
}

int main(void)
{
	static const struct rb_powers *const all[] = {
		&user, &root, &filtered, &container, &rootless, &dropped, &bpf_only, &old_kernel, &full,
	};
	int failed = 0;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		failed += check_row(i);
	for (int call = 0; call < RB_CALLS; call++)
		for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
			for (size_t j = 0; j < sizeof(all) / sizeof(all[0]); j++)
				failed += check_any((enum rb_call)call, errors[i], all[j]);
	return failed != 0;
}
