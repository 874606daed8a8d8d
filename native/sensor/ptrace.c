/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ptrace: the filter point of seccomp-notify, but the caller stops for a tracer, as `strace
 * --seccomp-bpf` does it: two context switches and a look at the registers for each call. The tracer
 * lets all calls go on but the canary. A tracer that dies fails closed: the filter then answers ENOSYS.
 * With BUSY_POLL the tracer asks for the next stop again and again instead of sleeping.
 */
#include <elf.h>
#include <errno.h>
#include <linux/ptrace.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "caller.h"
#include "interpreter.h"
#include "seccomp_program.h"

/* sys/ptrace.h and linux/ptrace.h do not go together. */
extern long ptrace(int request, ...);

struct tracer {
	pid_t thread;
	struct rb_caller caller;
};

/* Of another size than a request: who was told to stop before it came is to trace nobody. */
struct introduction {
	int64_t thread;
};
_Static_assert(sizeof(struct introduction) != sizeof(struct rb_request), "told apart by their size");

static int ptrace_install(struct rb_hook *hook)
{
	const struct introduction self = { .thread = gettid() };
	int error = rb_seccomp_install(hook, RB_SECCOMP_TRACE);

	if (error)
		return error;
	/* Yama lets no descendant trace its ancestor unless that says so. */
	(void)prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0); /* without Yama there is no such thing */
	return send(hook->control_fd, &self, sizeof(self), MSG_NOSIGNAL) == sizeof(self) ? 0 :
		rb_refuse_call(hook->reply, RB_CALL_SOCKET, errno, "name the thread to its tracer");
}

static void ptrace_remove(struct rb_hook *hook)
{
	(void)hook;
	(void)prctl(PR_SET_PTRACER, 0, 0, 0, 0);
}

const struct rb_hook_ops rb_ptrace_hook = {
	.id = "ptrace",
	.own_thread = true,
	.install = ptrace_install,
	.remove = ptrace_remove,
	.canary = rb_seccomp_canary,
	.canary_errno = RB_CANARY_ERRNO,
};

static int ptrace_attach(struct rb_sensor *sensor)
{
	struct tracer *tracer = calloc(1, sizeof(*tracer));
	struct introduction whom;

	if (!tracer || recv(sensor->control_fd, &whom, sizeof(whom), 0) != sizeof(whom)) {
		free(tracer);
		return rb_refuse_call(sensor->reply, RB_CALL_SOCKET, EPIPE, "learn which thread to trace");
	}
	tracer->thread = (pid_t)whom.thread;
	sensor->state = tracer;
	return 0;
}

/* On the thread that will wait for it: a tracer is a thread. */
static int ptrace_begin(struct rb_sensor *sensor)
{
	const struct tracer *tracer = sensor->state;
	const long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			     PTRACE_O_TRACECLONE;

	return ptrace(PTRACE_SEIZE, tracer->thread, NULL, options) ?
		rb_refuse_call(sensor->reply, RB_CALL_PTRACE, errno, "trace the workload's thread") : 0;
}

static void ptrace_detach(struct rb_sensor *sensor)
{
	free(sensor->state); /* the kernel has let go: the tracing thread is gone */
}

/* The stopped call is left out, and gives -error. */
static int refuse_call(pid_t thread, int error)
{
#if defined(__x86_64__)
	struct user_regs_struct registers;

	if (ptrace(PTRACE_GETREGS, thread, NULL, &registers))
		return -errno;
	registers.orig_rax = (unsigned long long)-1;
	registers.rax = (unsigned long long)-(long)error;
	return ptrace(PTRACE_SETREGS, thread, NULL, &registers) ? -errno : 0;
#elif defined(__aarch64__)
	struct user_regs_struct registers;
	struct iovec all = { &registers, sizeof(registers) };
	int none = -1;
	struct iovec call = { &none, sizeof(none) };

	if (ptrace(PTRACE_GETREGSET, thread, NT_PRSTATUS, &all) ||
	    ptrace(PTRACE_SETREGSET, thread, NT_ARM_SYSTEM_CALL, &call))
		return -errno;
	registers.regs[0] = (unsigned long long)-(long)error;
	return ptrace(PTRACE_SETREGSET, thread, NT_PRSTATUS, &all) ? -errno : 0;
#else
	(void)thread;
	(void)error;
	return -ENOTSUP;
#endif
}

static bool is_denied(struct rb_sensor *sensor, pid_t thread, uint64_t address)
{
	struct tracer *tracer = sensor->state;
	/* An exec is its child's, an open its own. */
	pid_t tgid = sensor->operation == RB_EXEC ? thread : (pid_t)sensor->shared->workload_tgid;
	struct rb_record record;

	rb_caller_fill(&tracer->caller, &record, sensor->content, sensor->operation, tgid, thread);
	rb_path_in_memory(&record, thread, address);
	return rb_denies(sensor->content, rb_evaluate_record(sensor->content, &record));
}

static int decide(struct rb_sensor *sensor, pid_t thread)
{
	struct rb_shared *shared = sensor->shared;
	struct ptrace_syscall_info info;
	uint32_t phase = rb_phase(shared), index = 0;
	uint64_t address;
	int refusal = 0, error = 0;

	if (phase == RB_PHASE_DELIVERY) {
		index = rb_in_flight(shared);
		rb_stamp_delivery(shared, index, rb_clock_ns());
	}
	if (ptrace(PTRACE_GET_SYSCALL_INFO, thread, sizeof(info), &info) < 0)
		return -errno;
	rb_tell_call(sensor, thread, (const uint64_t *)info.seccomp.args);
	address = info.seccomp.args[rb_seccomp_call_of(sensor->operation)->address];
	if (address == RB_CANARY_ADDRESS)
		refusal = RB_CANARY_ERRNO;
	else if (sensor->content && is_denied(sensor, thread, address))
		refusal = EPERM;
	if (refusal)
		error = refuse_call(thread, refusal);
	if (error)
		return error;
	/* Before it goes on: on the same CPU the caller runs on before the call returns. */
	if (phase == RB_PHASE_DELIVERY)
		rb_stamp_verdict(shared, index, rb_clock_ns());
	if (ptrace(PTRACE_CONT, thread, NULL, NULL))
		return errno == ESRCH ? 0 : -errno;
	if (refusal && phase == RB_PHASE_CANARY)
		rb_count_canary(shared);
	else
		rb_count_event(shared);
	return 0;
}

static int ptrace_poll(struct rb_sensor *sensor)
{
	int status, event, signal;
	pid_t thread = waitpid(-1, &status, __WALL | (sensor->handoff == RB_BUSY_POLL ? WNOHANG : 0));

	if (thread < 0 && errno == ECHILD)
		usleep(1000); /* the thread is gone: the block is over */
	if (thread <= 0)
		return thread && errno != EINTR && errno != ECHILD ? -errno : 0;
	if (!WIFSTOPPED(status))
		return 0;
	event = status >> 16;
	signal = WSTOPSIG(status);
	if (event == PTRACE_EVENT_SECCOMP)
		return decide(sensor, thread);
	if (event == PTRACE_EVENT_STOP && (signal == SIGSTOP || signal == SIGTSTP))
		event = (int)ptrace(PTRACE_LISTEN, thread, NULL, NULL);
	else
		event = (int)ptrace(PTRACE_CONT, thread, NULL, (long)(event ? 0 : signal));
	return event && errno != ESRCH ? -errno : 0;
}

const struct rb_sensor_ops rb_ptrace = {
	.id = "ptrace",
	.can = { RB_FILE_AND_SOCKET_CALLS, RB_MODE_AUTH },
	.evaluates = true,
	.attach = ptrace_attach,
	.begin = ptrace_begin,
	.poll = ptrace_poll,
	.detach = ptrace_detach,
};
