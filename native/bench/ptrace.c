/* SPDX-License-Identifier: Apache-2.0 */
/* ptrace.c: a child whose openat stops for its parent, which looks at the call and lets it go on. */
#include <errno.h>
#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bare.h"

/* sys/ptrace.h and linux/ptrace.h do not go together. */
extern long ptrace(int request, ...);

static void open_traced(const struct rb_bare *bare, const int begin[2], int64_t *latency_ns)
{
	char go;

	close(begin[1]);
	/* Where the parent was when it forked: the workload's CPU. */
	if (read(begin[0], &go, 1) != 1)
		_exit(EPIPE);
	if (rb_bare_filter(bare, SECCOMP_RET_TRACE, 0))
		_exit(-bare->reply->status);
	_exit(-rb_bare_opens(bare, latency_ns));
}

static int refuse(const struct rb_bare *bare, int error)
{
	return rb_refuse_call(bare->reply, RB_CALL_PTRACE, error, "trace a child");
}

static int trace(const struct rb_bare *bare, pid_t child)
{
	const int how = __WALL | (bare->handoff == RB_BUSY_POLL ? WNOHANG : 0);
	struct ptrace_syscall_info info;
	int status;

	for (;;) {
		pid_t stopped = waitpid(child, &status, how);

		if (stopped < 0)
			return refuse(bare, errno);
		if (!stopped)
			continue;
		if (WIFSIGNALED(status))
			return rb_refuse(bare->reply, EINTR, "see `dmesg`", "the traced process was killed");
		if (WIFEXITED(status))
			return !WEXITSTATUS(status) ? 0 :
				rb_refuse_call(bare->reply, RB_CALL_SECCOMP, WEXITSTATUS(status), "the traced process");
		if (status >> 16 == PTRACE_EVENT_SECCOMP &&
		    ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof(info), &info) < 0)
			return refuse(bare, errno);
		if (ptrace(PTRACE_CONT, child, NULL, NULL))
			return refuse(bare, errno);
	}
}

int rb_bare_ptrace(const struct rb_bare *bare)
{
	const size_t bytes = ((size_t)bare->count + 1) * sizeof(int64_t);
	int64_t *latency_ns = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int begin[2], error;
	pid_t child;

	if (latency_ns == MAP_FAILED || pipe(begin))
		return rb_refuse_call(bare->reply, RB_CALL_MEMORY, errno, "a mapping and a pipe");
	error = rb_bare_pin_workload(bare) ? : rb_bare_opens(bare, bare->without_ns);
	if (error)
		return error;
	child = fork();
	if (!child)
		open_traced(bare, begin, latency_ns);
	/* Where one of these fails, the child reads the end of the pipe. */
	error = child < 0 ? rb_refuse_call(bare->reply, RB_CALL_THREAD, errno, "fork") : rb_bare_pin_answer(bare);
	if (error)
		return error;
	if (ptrace(PTRACE_SEIZE, child, NULL, PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL) ||
	    write(begin[1], "", 1) != 1)
		return refuse(bare, errno);
	error = trace(bare, child);
	memcpy(bare->with_ns, latency_ns, bytes);
	return error;
}
