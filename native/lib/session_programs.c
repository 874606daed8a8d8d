/* SPDX-License-Identifier: Apache-2.0 */
/* session_programs.c: real programs, which the attached sensor sees. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "session_state.h"

/* The machine is never quiet for whoever watches all of it. */
#define SETTLE_PROGRAMS_NS 2000000000

struct programs_call {
	struct rb_session *session;
	const char *command;
	struct rb_programs_result *result;
};

static int64_t ns_of(struct timeval time)
{
	return time.tv_sec * INT64_C(1000000000) + time.tv_usec * INT64_C(1000);
}

static int run_programs(void *argument)
{
	const struct programs_call *call = argument; /* 0, or rb_refuse_call() */
	struct rb_programs_result *result = call->result;
	/* The kernel ends it with us; whatever it has started ends by itself. */
	char *argv[] = { "setpriv", "--pdeathsig", "KILL", "--", "/bin/sh", "-c",
			 (char *)(uintptr_t)call->command, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int64_t begin_ns = rb_clock_ns();
	struct rusage usage;
	cpu_set_t own;
	pid_t child;
	int status, error;

	/* The thread is the workload's on one CPU; programs are not. */
	if (sched_getaffinity(0, sizeof(own), &own) ||
	    sched_setaffinity(0, sizeof(call->session->cpus), &call->session->cpus))
		return rb_refuse_call(&call->session->reply, RB_CALL_AFFINITY, errno, "give the programs all CPUs");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addchdir_np(&actions, call->session->work_dir);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	/* Standard output is whoever asks us. */
	posix_spawn_file_actions_adddup2(&actions, 2, 1);
	/* A thread of ours that is monitored blocks all signals; programs want theirs. */
	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	error = posix_spawnp(&child, argv[0], &actions, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	if (error)
		rb_refuse_call(&call->session->reply, RB_CALL_PROGRAM, error,
			       "run programs by setpriv (util-linux)");
	/* Also without programs: what is timed next counts on it. */
	if (sched_setaffinity(0, sizeof(own), &own)) {
		int refused = errno;

		if (!error && !kill(child, SIGKILL))
			waitpid(child, NULL, 0);
		error = -rb_refuse_call(&call->session->reply, RB_CALL_AFFINITY, refused, "pin the workload again");
	}
	if (error)
		return -error;
	while (wait4(child, &status, 0, &usage) < 0)
		if (errno != EINTR)
			return rb_refuse_call(&call->session->reply, RB_CALL_PROGRAM, errno, "wait for the programs");
	result->elapsed_ns = rb_clock_ns() - begin_ns;
	result->user_ns = ns_of(usage.ru_utime);
	result->system_ns = ns_of(usage.ru_stime);
	result->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	return 0;
}

/* Nobody knows how many events there will be: what a slow sensor has still to do is its, too. */
static void await_quiet(const struct rb_shared *shared)
{
	int64_t begin_ns = rb_clock_ns(), moved_ns = begin_ns, now_ns = begin_ns;
	uint64_t last = __atomic_load_n(&shared->delivered, __ATOMIC_ACQUIRE), now;

	while (now_ns - moved_ns < RB_SETTLE_ASK_NS && now_ns - begin_ns < SETTLE_PROGRAMS_NS) {
		usleep(1000);
		now = __atomic_load_n(&shared->delivered, __ATOMIC_ACQUIRE);
		now_ns = rb_clock_ns();
		if (now != last)
			moved_ns = now_ns;
		last = now;
	}
}

int32_t rb_session_run_programs(struct rb_session *session, const char *command,
				struct rb_programs_result *result)
{
	struct programs_call call = { .session = session, .command = command, .result = result };
	int error;

	__atomic_store_n(&session->shared->phase, RB_PHASE_PROGRAMS, __ATOMIC_RELEASE);
	error = rb_monitored_thread_call(&session->thread, run_programs, &call);
	if (error)
		return error;
	if (session->has_process)
		await_quiet(session->shared);
	error = rb_session_statistics(session);
	__atomic_store_n(&session->shared->phase, RB_PHASE_IDLE, __ATOMIC_RELEASE);
	return error;
}
