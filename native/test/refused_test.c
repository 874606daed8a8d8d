/* SPDX-License-Identifier: Apache-2.0 */
/*
 * refused-test NATIVE_DIR: each system call that a figure depends on, refused one by one as a container's
 * filter does it. The sensor is then unavailable, its reason names the call, and its remedy fits the errno.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "call_filter.h"
#include "ringbench.h"
#include "session.h"

static const struct {
	const char *calls, *error, *sensor;
	const char *reason, *remedy;
} rows[] = {
	{ "sched_setaffinity", "EPERM", "none", "pin the workload to CPU", "sched_setaffinity in the seccomp filter" },
	{ "memfd_create", "EPERM", "none", "shared memory", "memfd_create" },
	{ "memfd_create", "EMFILE", "none", "shared memory", "ulimit -n" },
	{ "ftruncate", "ENOSPC", "none", "shared memory", "free space" },
	{ "clock_nanosleep", "EPERM", "none", "sleep by CLOCK_MONOTONIC", "clock_nanosleep" },
	{ "socketpair", "EMFILE", "inotify", "socketpair", "ulimit -n" },
	{ "clone,clone3", "EAGAIN", "none", "start the guard", "pids.max" },
	{ "unshare", "ENOMEM", "none", "unshare", "free memory" },
	{ "mount", "ENOMEM", "none", "mount", "free memory" },
	{ "inotify_init1", "EMFILE", "inotify", "watch", "fs.inotify.max_user_instances" },
	{ "inotify_add_watch", "ENOSPC", "inotify", "watch", "fs.inotify.max_user_watches" },
	{ "fanotify_init", "EPERM", "fanotify-permission", "fanotify_init", "fanotify_init in the seccomp filter" },
	{ "fanotify_init", "EMFILE", "fanotify-permission", "fanotify_init", "fs.fanotify.max_user_groups" },
	{ "fanotify_init", "ENOSYS", "fanotify-notify", "fanotify_init", "CONFIG_FANOTIFY" },
	{ "fanotify_mark", "ENOSPC", "fanotify-notify-fd", "fanotify_mark", "fs.fanotify.max_user_marks" },
	{ "unshare", "EPERM", "fanotify-permission", "private mount", "unshare and mount in the seccomp filter" },
	{ "seccomp", "EPERM", "seccomp-filter", "seccomp", "seccomp in the seccomp filter" },
	{ "seccomp", "EBUSY", "seccomp-notify", "seccomp", "another listener" },
	{ "seccomp", "ENOSYS", "seccomp-notify", "seccomp", "CONFIG_SECCOMP_FILTER" },
	{ "ptrace", "EPERM", "ptrace", "trace the workload's thread", "ptrace" },
	{ "bpf", "EPERM", "bpf-tracepoint", "BPF", "bpf" },
	{ "bpf", "ENOSYS", "bpf-tp-btf", "BPF", "CONFIG_BPF_SYSCALL" },
	{ "perf_event_open", "EMFILE", "perf-tracepoint", "perf_event_open", "ulimit -n" },
	{ "perf_event_open", "ENOSYS", "perf-tracepoint", "perf_event_open", "CONFIG_PERF_EVENTS" },
	{ "landlock_create_ruleset", "EOPNOTSUPP", "landlock", "landlock", "lsm=" },
	{ "landlock_restrict_self", "EPERM", "landlock", "landlock_restrict_self", "landlock" },
	{ "bind", "EPERM", "process-connector", "process connector", "NETLINK_CONNECTOR" },
};

/* Calls for a private mount that a process may lack: its directory is used as it is. */
static const struct {
	const char *calls, *error;
} borne[] = {
	{ "unshare", "EPERM" },
	{ "mount", "EPERM" },
	{ "mount", "EINVAL" }, /* a chroot whose / is no mount */
};

static const char *native_dir;

/* Exit status of an attempt: 0 attached, 1 refused; what it says goes into `reply`. */
static int attempt(const char *calls, int error, const char *sensor, int operation, struct rb_reply *reply)
{
	char dir[] = "/tmp/ringbench-test-XXXXXX";
	struct rb_session *session;

	if (!mkdtemp(dir) || (calls && rb_refuse_calls(calls, error)))
		return 2;
	session = rb_session_open(dir, native_dir, reply->reason, reply->remedy);
	if (!session) {
		rmdir(dir);
		return 1;
	}
	error = rb_session_attach(session, sensor, operation, RB_SAME_CPU, 0, 0);
	if (!error)
		error = rb_session_canary(session);
	snprintf(reply->reason, sizeof(reply->reason), "%s", rb_session_reason(session));
	snprintf(reply->remedy, sizeof(reply->remedy), "%s", rb_session_remedy(session));
	rb_session_close(session);
	return error != 0;
}

/* In a process of its own: a filter is for ever. */
static int apart(const char *calls, const char *error, const char *sensor, struct rb_reply *reply)
{
	const int operation = strcmp(sensor, "process-connector") ? RB_OPEN : RB_EXEC;
	int answer[2], status = -1;
	pid_t child;

	memset(reply, 0, sizeof(*reply));
	if (pipe(answer))
		return -1;
	child = fork();
	if (!child) {
		int result = attempt(calls, error ? rb_error_of(error) : 0, sensor, operation, reply);

		if (write(answer[1], reply, sizeof(*reply)) != sizeof(*reply))
			result = 2;
		_exit(result); /* no sanitizer looks for leaks by ptrace */
	}
	close(answer[1]);
	if (read(answer[0], reply, sizeof(*reply)) != sizeof(*reply))
		memset(reply, 0, sizeof(*reply));
	close(answer[0]);
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int main(int argc, char **argv)
{
	struct rb_reply reply;
	int failed = 0;

	if (argc != 2)
		return 2;
	native_dir = argv[1];
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct rb_reply without;
		int status = apart(rows[i].calls, rows[i].error, rows[i].sensor, &reply);

		if (status == 1 && strstr(reply.reason, rows[i].reason) && strstr(reply.remedy, rows[i].remedy))
			continue;
		if (apart(NULL, NULL, rows[i].sensor, &without)) {
			printf("without a filter, %s: %s\n", rows[i].sensor, without.reason);
			continue;
		}
		fprintf(stderr, "%s %s, %s: status %d\n  reason '%s' is to name '%s'\n  remedy '%s' is to name '%s'\n",
			rows[i].calls, rows[i].error, rows[i].sensor, status, reply.reason, rows[i].reason,
			reply.remedy, rows[i].remedy);
		failed++;
	}
	for (size_t i = 0; i < sizeof(borne) / sizeof(borne[0]); i++) {
		int status = apart(borne[i].calls, borne[i].error, "inotify", &reply);
		struct rb_reply without;

		if (!status)
			continue;
		if (apart(NULL, NULL, "inotify", &without)) {
			printf("without a filter, inotify: %s\n", without.reason);
			continue;
		}
		fprintf(stderr, "%s %s: inotify ends with status %d: %s\n", borne[i].calls, borne[i].error, status,
			reply.reason);
		failed++;
	}
	return failed != 0;
}
