/* SPDX-License-Identifier: Apache-2.0 */
/* open_others.c: opens in which another process or thread takes part: descriptors handed over, a tracer, threads, and a
 * process that was there before any sensor. */
#include "acts.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "descriptor_passing.h"

static void end(pid_t helper)
{
	kill(helper, SIGKILL);
	waitpid(helper, NULL, 0);
}

/* A child that opens the target, tells its descriptor's number and keeps it open. `socket`: to it. */
static int start_opener(struct form_try *attempt, int *socket, int32_t *descriptor, pid_t *helper)
{
	int pair[2];
	int32_t fd;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return errno;
	*helper = fork();
	if (*helper < 0)
		return errno;
	if (!*helper) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		fd = open(attempt->path, O_RDONLY | O_CLOEXEC);
		fd = fd < 0 ? -errno : fd;
		if (send(pair[1], &fd, sizeof(fd), MSG_NOSIGNAL) == sizeof(fd) && fd >= 0)
			rb_send_descriptor(pair[1], fd);
		for (;;)
			pause();
	}
	close(pair[1]);
	*socket = pair[0];
	attempt->outcome->other = *helper;
	if (recv(pair[0], descriptor, sizeof(*descriptor), 0) != sizeof(*descriptor))
		return EPIPE;
	return *descriptor < 0 ? -*descriptor : 0;
}

static int hand_over(struct form_try *attempt, int (*take)(struct form_try *, int, pid_t, int))
{
	pid_t helper = 0;
	int32_t descriptor = -1;
	int socket = -1, error, fd;

	attempt->outcome->handed = 1;
	error = start_opener(attempt, &socket, &descriptor, &helper);
	if (!error) {
		fd = take(attempt, socket, helper, descriptor);
		error = fd < 0 ? -fd : form_read_target(attempt, fd);
	}
	if (helper > 0)
		end(helper);
	if (socket >= 0)
		close(socket);
	return attempt->outcome->reason[0] ? FORM_LACKS : error;
}

static int take_message(struct form_try *attempt, int socket, pid_t helper, int descriptor)
{
	(void)attempt;
	(void)helper;
	(void)descriptor;
	return rb_receive_descriptor(socket);
}

static int take_by_pidfd(struct form_try *attempt, int socket, pid_t helper, int descriptor)
{
	int process = (int)syscall(__NR_pidfd_open, helper, 0), fd;

	(void)socket;
	fd = process < 0 ? -1 : (int)syscall(__NR_pidfd_getfd, process, descriptor, 0);
	if (fd < 0) {
		fd = -errno;
		form_error(attempt, -fd, "pidfd_getfd(2)");
	}
	if (process >= 0)
		close(process);
	return fd;
}

static int take_from_proc(struct form_try *attempt, int socket, pid_t helper, int descriptor)
{
	char path[64];
	int fd;

	(void)socket;
	attempt->outcome->handed = 0; /* this is an open of its own */
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)helper, descriptor);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int act_received(struct form_try *attempt)
{
	return hand_over(attempt, take_message);
}

int act_pidfd_getfd(struct form_try *attempt)
{
	return hand_over(attempt, take_by_pidfd);
}

int act_proc_of_other(struct form_try *attempt)
{
	return hand_over(attempt, take_from_proc);
}

static void *open_in_thread(void *argument)
{
	struct form_try *attempt = argument;

	form_actor_is(attempt, getpid(), (pid_t)syscall(__NR_gettid));
	attempt->outcome->error = act_open_libc(attempt);
	return NULL;
}

int act_thread(struct form_try *attempt)
{
	pthread_t thread;
	int error = pthread_create(&thread, NULL, open_in_thread, attempt);

	if (error)
		return error;
	pthread_join(thread, NULL);
	return attempt->outcome->error;
}

#if defined(__x86_64__)
/* The traced child does one call again and again, which the tracer turns into an open of its path. */
static void be_traced(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	for (;;)
		syscall(__NR_getppid);
}

static int next_stop(pid_t traced)
{
	int status;

	if (ptrace(PTRACE_SYSCALL, traced, NULL, NULL) || waitpid(traced, &status, 0) != traced)
		return errno;
	return WIFSTOPPED(status) ? 0 : ESRCH;
}

/* Turns the call at whose entry it stands into openat(path). Returns its result in `fd`. */
static int inject(pid_t traced, const char *path, int *fd)
{
	struct user_regs_struct registers;
	int error;

	if (ptrace(PTRACE_GETREGS, traced, NULL, &registers))
		return errno;
	registers.orig_rax = __NR_openat;
	registers.rdi = (unsigned long long)AT_FDCWD;
	registers.rsi = (unsigned long long)(uintptr_t)path; /* it has the same memory: it was forked */
	registers.rdx = O_RDONLY;
	registers.r10 = 0;
	if (ptrace(PTRACE_SETREGS, traced, NULL, &registers))
		return errno;
	error = next_stop(traced);
	if (error)
		return error;
	if (ptrace(PTRACE_GETREGS, traced, NULL, &registers))
		return errno;
	*fd = (int)registers.rax;
	return *fd < 0 ? -*fd : 0;
}
#endif

int act_injected(struct form_try *attempt)
{
#if defined(__x86_64__)
	char path[64];
	int status, error, fd = -EBADF;
	pid_t traced = fork();

	if (traced < 0)
		return errno;
	if (!traced)
		be_traced();
	form_actor_is(attempt, traced, traced);
	attempt->outcome->other = getpid();
	if (ptrace(PTRACE_ATTACH, traced, NULL, NULL)) {
		error = errno;
		end(traced);
		return error == EPERM ? form_lacks(attempt, "the process has a tracer already, the sensor") : error;
	}
	error = waitpid(traced, &status, 0) != traced ||
		ptrace(PTRACE_SETOPTIONS, traced, NULL, (long)PTRACE_O_TRACESYSGOOD) ? errno : 0;
	/* Stops at entry and exit take turns, and the first is an entry or not. */
	for (int i = 0; i < 4 && !error; i++) {
		struct __ptrace_syscall_info info = { 0 };

		error = next_stop(traced);
		if (!error && ptrace(PTRACE_GET_SYSCALL_INFO, traced, sizeof(info), &info) > 0 &&
		    info.op == PTRACE_SYSCALL_INFO_ENTRY) {
			error = inject(traced, attempt->path, &fd);
			break;
		}
	}
	if (!error) {
		/* What it has open is read through /proc, and by a name that is not the target's. */
		snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)traced, fd);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		error = fd < 0 ? errno : form_read_target(attempt, fd);
	}
	end(traced);
	return error;
#else
	return form_lacks(attempt, "injecting calls is written for x86-64 alone");
#endif
}

/* The process from before. It has a minute and a half, in which the sensor is attached and the form's turn comes. */
#define EARLY_SECONDS 90
#define EARLY_PATIENCE_MS 3000
#define EARLY_LINGERS_SECONDS 2

static void early_paths(struct form_try *attempt, char *pipe)
{
	form_elsewhere(attempt, pipe, "early-%d", attempt->number);
}

int prepare_early(struct form_try *attempt)
{
	static char pipe[FORM_PATH];
	int error = form_make_target(attempt), trigger;
	pid_t early, maker = getpid();
	char byte;

	early_paths(attempt, pipe);
	if (error)
		return error;
	unlink(pipe);
	if (mkfifo(pipe, 0666) || chmod(pipe, 0666))
		return errno;
	trigger = open(pipe, O_RDWR | O_CLOEXEC);
	if (trigger < 0)
		return errno;
	early = fork();
	if (early) {
		close(trigger);
		attempt->outcome->other = early; /* act() takes it from there */
		return early < 0 ? errno : 0;
	}
	setsid();
	alarm(EARLY_SECONDS);
	for (int fd = 0; fd < 3; fd++)
		close(fd); /* nobody waits for it by a pipe of ours */
	if (form_drop_rights())
		_exit(1);
	/* Its maker ends soon. Whoever adopts it then started the sensor, and it shall not outlive that. */
	while (getppid() == maker)
		usleep(1000);
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (read(trigger, &byte, 1) != 1)
		_exit(1);
	attempt->outcome->error = act_open_libc(attempt);
	__atomic_store_n(&attempt->outcome->decoy, 2, __ATOMIC_RELEASE); /* it is done */
	sleep(EARLY_LINGERS_SECONDS); /* so that whoever looks it up finds it */
	_exit(0);
}

int act_early(struct form_try *attempt)
{
	static char pipe[FORM_PATH];
	pid_t early = attempt->outcome->other;
	int trigger;

	form_actor_is(attempt, early, early);
	attempt->outcome->other = getpid();
	early_paths(attempt, pipe);
	trigger = open(pipe, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (trigger < 0)
		return form_lacks(attempt, "the process from before has ended: %s", strerror(errno));
	if (write(trigger, "g", 1) != 1)
		return errno;
	close(trigger);
	for (int ms = 0; ms < EARLY_PATIENCE_MS && __atomic_load_n(&attempt->outcome->decoy, __ATOMIC_ACQUIRE) != 2; ms++)
		usleep(1000);
	if (attempt->outcome->decoy != 2)
		return ETIMEDOUT;
	attempt->outcome->decoy = 0;
	usleep(100000);
	return attempt->outcome->error;
}
