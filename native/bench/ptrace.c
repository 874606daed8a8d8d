/* SPDX-License-Identifier: Apache-2.0 */
/* ptrace.c: a thread whose openat stops for another process, which looks at the call and lets it go on. */
#include <errno.h>
#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bare.h"

/* sys/ptrace.h and linux/ptrace.h do not go together. */
extern long ptrace(int request, ...);

/* Which thread to trace; the answer is 0 or an errno. */
static int introduce(const struct rb_bare *bare, void *context)
{
	struct rb_answerer *answerer = context;
	pid_t self = gettid();
	int error;

	(void)prctl(PR_SET_PTRACER, answerer->pid, 0, 0,
		    0); /* needed where Yama is, and fails elsewhere */
	error = rb_bare_filter(bare, SECCOMP_RET_TRACE, 0);
	if (error)
		return error;
	if (send(answerer->socket, &self, sizeof(self), MSG_NOSIGNAL) != sizeof(self) ||
	    recv(answerer->socket, &error, sizeof(error), 0) != sizeof(error))
		return rb_refuse_call(bare->reply, RB_CALL_SOCKET, EPIPE, "be traced");
	return error ? rb_refuse_call(bare->reply, RB_CALL_PTRACE, error, "trace a thread") : 0;
}

/* Until it ends. */
static int trace(const struct rb_answerer *answerer, pid_t thread)
{
	const int how = __WALL | (answerer->bare->handoff == RB_BUSY_POLL ? WNOHANG : 0);
	struct ptrace_syscall_info info;
	int status;

	for (;;) {
		pid_t stopped = waitpid(thread, &status, how);

		if (stopped < 0 && errno != EINTR)
			return errno == ECHILD ? 0 : errno;
		if (stopped <= 0)
			continue;
		if (!WIFSTOPPED(status))
			return 0;
		if (status >> 16 == PTRACE_EVENT_SECCOMP &&
		    ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof(info), &info) < 0)
			return errno;
		if (ptrace(PTRACE_CONT, thread, NULL, NULL) && errno != ESRCH)
			return errno;
	}
}

static void answer(struct rb_answerer *answerer)
{
	pid_t thread;
	int error;

	while (recv(answerer->own_socket, &thread, sizeof(thread), 0) == sizeof(thread)) {
		error = ptrace(PTRACE_SEIZE, thread, NULL, PTRACE_O_TRACESECCOMP) ? errno : 0;
		if (send(answerer->own_socket, &error, sizeof(error), MSG_NOSIGNAL) < 0 || error)
			continue;
		error = trace(answerer, thread);
		if (error) {
			rb_refuse_call(&answerer->page->reply, RB_CALL_PTRACE, error,
				       "trace a thread");
			_exit(1);
		}
	}
}

static int run(const struct rb_bare *bare, struct rb_pass *pass, void *context)
{
	int error = rb_bare_opens_on_thread(bare, pass, introduce, context);
	/* With its tracer a thread lost its calls: that explains an open that failed. */
	int died = rb_answerer_check(context);

	return died ? died : error;
}

int rb_bare_ptrace(const struct rb_bare *bare)
{
	struct rb_answerer answerer;
	int error;

	if (bare->sides == RB_SIDES_THREADS)
		return rb_refuse(bare->reply, EINVAL, "use processes",
				 "no thread traces another of its process");
	error = rb_bare_pin_workload(bare) ?: rb_answerer_start(&answerer, bare, answer, NULL);
	if (error)
		return error;
	error = rb_bare_alternate(bare, run, &answerer);
	rb_answerer_end(&answerer);
	return error;
}
