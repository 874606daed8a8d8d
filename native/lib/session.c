/* SPDX-License-Identifier: Apache-2.0 */
#include "session.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "block.h"
#include "clock.h"
#include "containment.h"
#include "content_file.h"
#include "cpu.h"
#include "drain_guard.h"
#include "monitored_thread.h"
#include "sensor.h"
#include "sensor_process.h"
#include "stall_guard.h"
#include "workload.h"

#define ATTACH_TIMEOUT_MS 10000
#define REQUEST_TIMEOUT_MS 1000
#define CANARY_TIMEOUT_NS 300000000
/* Nothing moved for so long: ask whether the rest is lost; and then, give up on it. */
#define SETTLE_ASK_NS 30000000
#define SETTLE_QUIET_NS 100000000
/* The machine is never quiet for whoever watches all of it. */
#define SETTLE_PROGRAMS_NS 2000000000

struct rb_session {
	char work_dir[101];
	char native_dir[256];
	bool private_mount;
	struct rb_reply reply;
	char program[320];           /* that the exec workload copies */
	struct rb_workload workloads[RB_OPERATIONS]; /* created when they are first needed */
	struct rb_content_file content;
	char content_path[256];
	uint32_t workload_tid; /* that the sensor is told; 0: the thread's */
	cpu_set_t cpus;        /* that the process could use */
	uint32_t queue_bytes;

	/* While attached. */
	struct rb_shared *shared;
	int shared_fd;
	struct rb_sensor_process process;
	const struct rb_hook_ops *hook_ops;
	struct rb_hook hook;
	struct rb_monitored_thread thread;
	struct rb_stall_guard guard;
	struct rb_workload *workload;
	int canary_errno;
	int canary_operations;
	int guard_cpu;
	int64_t moved_ns; /* while settling: when an event last came */
	bool has_process; /* a sensor process belongs to it, alive or not */
};

struct rb_session *rb_session_open(const char *work_dir, const char *native_dir, char *reason, char *remedy)
{
	struct rb_session *session = calloc(1, sizeof(*session));
	char real[PATH_MAX];
	int contained;

	if (!session)
		return NULL;
	snprintf(session->native_dir, sizeof(session->native_dir), "%s", native_dir);
	snprintf(session->program, sizeof(session->program), "%s/ringbench-true", native_dir);
	session->shared_fd = -1;
	if (sched_getaffinity(0, sizeof(session->cpus), &session->cpus))
		rb_refuse_call(&session->reply, RB_CALL_AFFINITY, errno, "ask which CPUs there are");
	else if (rb_clock_check(&session->reply))
		; /* it has said why */
	else if (mkdir(work_dir, 0755) && errno != EEXIST)
		rb_refuse_call(&session->reply, RB_CALL_WORK_FILE, errno, "create %s", work_dir);
	else if (!realpath(work_dir, real) || strlen(real) >= sizeof(session->work_dir))
		rb_refuse_call(&session->reply, RB_CALL_WORK_FILE, ENAMETOOLONG, "work directory %s", work_dir);
	else if ((contained = rb_contain(work_dir, &session->reply)) >= 0) {
		memcpy(session->work_dir, real, strlen(real) + 1);
		session->private_mount = contained;
		return session;
	}
	snprintf(reason, sizeof(session->reply.reason), "%s", session->reply.reason);
	snprintf(remedy, sizeof(session->reply.remedy), "%s", session->reply.remedy);
	rb_session_close(session);
	return NULL;
}

void rb_session_close(struct rb_session *session)
{
	rb_session_detach(session);
	rb_content_close(&session->content);
	for (int i = 0; i < RB_OPERATIONS; i++)
		rb_workload_remove(&session->workloads[i]);
	if (session->private_mount)
		umount2(session->work_dir, MNT_DETACH);
	rmdir(session->work_dir);
	free(session);
}

static int map_shared(struct rb_session *session)
{
	session->shared_fd = memfd_create("ringbench", MFD_CLOEXEC);
	if (session->shared_fd < 0 || ftruncate(session->shared_fd, sizeof(struct rb_shared)))
		return rb_refuse_call(&session->reply, RB_CALL_SHARED_MEMORY, errno, "shared memory");
	session->shared = mmap(NULL, sizeof(struct rb_shared), PROT_READ | PROT_WRITE,
			       MAP_SHARED, session->shared_fd, 0);
	if (session->shared == MAP_FAILED) {
		session->shared = NULL;
		return rb_refuse_call(&session->reply, RB_CALL_MEMORY, errno, "map shared memory");
	}
	session->shared->abi_version = RB_ABI_VERSION;
	session->shared->workload_tgid = (uint32_t)getpid();
	session->shared->workload_tid = session->workload_tid ? session->workload_tid :
								(uint32_t)gettid();
	session->shared->queue_bytes = session->queue_bytes;
	if (session->content.content)
		session->shared->rule_count = session->content.content->header.rule_count;
	rb_workload_publish(session->workload, session->shared);
	/* Page faults belong to nobody's latency. */
	memset(session->shared->samples, 0, sizeof(session->shared->samples));
	memset(session->shared->ring.records, 0, sizeof(session->shared->ring.records));
	return 0;
}

/* What the sensor attaches to. */
static enum rb_operation watched(const struct rb_session *session)
{
	return session->workload->operation == RB_STAT ? RB_OPEN : session->workload->operation;
}

static int start_process(struct rb_session *session, const char *sensor, int handoff,
			 int workload_cpu, int sensor_cpu)
{
	struct rb_sensor_arguments arguments = {
		.native_dir = session->native_dir,
		.subject_dir = session->workload->dir,
		.sensor = sensor,
		.operation = (int)watched(session),
		.handoff = handoff,
		.workload_cpu = workload_cpu,
		.sensor_cpu = sensor_cpu,
		.shared_fd = session->shared_fd,
		.content_path = session->content.content ? session->content_path : NULL,
	};

	if (session->hook_ops && session->hook_ops->no_process)
		return !arguments.content_path ? 0 :
			rb_refuse(&session->reply, EOPNOTSUPP, "measure it without rules",
				  "%s evaluates no content", sensor);
	session->has_process = true;
	return rb_sensor_start(&session->process, &arguments, &session->reply);
}

static int call_install(void *argument)
{
	struct rb_session *session = argument;

	return session->hook_ops->install ? session->hook_ops->install(&session->hook) : 0;
}

static int install_hook(struct rb_session *session)
{
	const struct rb_hook_ops *ops = session->hook_ops;
	int error = 0;

	session->hook.shared = session->shared;
	session->hook.reply = &session->reply;
	session->hook.operation = watched(session);
	session->hook.content = session->content.content;
	session->hook.control_fd = session->process.control_fd;
	session->hook.subject_dir = session->workload->dir;
	if (ops->prepare)
		error = ops->prepare(&session->hook);
	if (!error && ops->own_thread)
		error = rb_monitored_thread_start(&session->thread);
	if (error && ops->own_thread && !session->thread.started && !session->reply.status)
		rb_refuse_call(&session->reply, RB_CALL_THREAD, -error, "start the monitored thread");
	if (!error)
		error = rb_monitored_thread_call(&session->thread, call_install, session);
	if (error && ops->prepare)
		ops->remove(&session->hook);
	if (error)
		session->hook_ops = NULL; /* nothing to remove */
	return error;
}

int32_t rb_session_use_content(struct rb_session *session, const char *path)
{
	rb_content_close(&session->content);
	if (!path)
		return 0;
	if (strlen(path) >= sizeof(session->content_path))
		return rb_refuse(&session->reply, ENAMETOOLONG, "use a shorter path", "content %s", path);
	snprintf(session->content_path, sizeof(session->content_path), "%s", path);
	return rb_content_open(&session->content, path, &session->reply);
}

static int choose_workload(struct rb_session *session, int32_t operation)
{
	if (operation < 0 || operation >= RB_OPERATIONS)
		return rb_refuse(&session->reply, EINVAL, "see enum rb_operation", "operation %d", operation);
	session->workload = &session->workloads[operation];
	return session->workload->ops ? 0 :
		rb_workload_create(session->workload, (enum rb_operation)operation, session->work_dir,
				   session->program, &session->reply);
}

int32_t rb_session_attach(struct rb_session *session, const char *sensor, int32_t operation,
			  int32_t handoff, int32_t workload_cpu, int32_t sensor_cpu)
{
	int error;

	memset(&session->reply, 0, sizeof(session->reply));
	session->canary_operations = 1;
	session->hook_ops = rb_find_hook(sensor);
	session->guard_cpu = sensor_cpu;
	error = choose_workload(session, operation);
	if (!error)
		error = map_shared(session);
	if (!error)
		error = rb_pin_or_refuse(workload_cpu, "the workload", &session->reply);
	if (!error)
		error = start_process(session, sensor, handoff, workload_cpu, sensor_cpu);
	if (!error && session->hook_ops)
		error = install_hook(session);
	if (!error && session->process.pid)
		error = rb_sensor_await(&session->process, ATTACH_TIMEOUT_MS, &session->reply);
	session->canary_errno = session->reply.canary_errno;
	session->canary_operations = session->reply.canary_operations ? : 1;
	if (!error && (error = rb_stall_guard_start(&session->guard, session->shared,
						    &session->process.pid, sensor_cpu)))
		rb_refuse_call(&session->reply, rb_thread_or_affinity(-error), -error,
			       "start the guard of the sensor on CPU %d", sensor_cpu);
	if (error) {
		struct rb_reply why = session->reply;

		rb_session_detach(session);
		session->reply = why;
	}
	return error;
}

static int run_canary(void *argument)
{
	struct rb_session *session = argument;

	if (session->hook_ops && session->hook_ops->canary) {
		/* A canary that is no path proves no evaluation: the content's rule for it has to hold too. */
		int seen = session->content.content ? rb_workload_canary(session->workload) : EPERM;

		return seen == EPERM ? session->hook_ops->canary(&session->hook) : seen;
	}
	return rb_workload_canary(session->workload);
}

static bool await_canary_event(struct rb_session *session, uint32_t before)
{
	int64_t deadline_ns = rb_clock_ns() + CANARY_TIMEOUT_NS;

	while (__atomic_load_n(&session->shared->canaries, __ATOMIC_ACQUIRE) == before)
		if (rb_clock_ns() > deadline_ns)
			return false;
		else
			usleep(200);
	return true;
}

int32_t rb_session_canary(struct rb_session *session)
{
	struct rb_shared *shared = session->shared;
	uint32_t before = shared->canaries;
	int expected = session->hook_ops ? session->hook_ops->canary_errno : session->canary_errno;
	int error = 0, seen = 0;

	if (session->has_process)
		error = rb_sensor_request(&session->process, RB_REQUEST_CANARY_ARM,
					  REQUEST_TIMEOUT_MS, &session->reply);
	if (error)
		return error;
	__atomic_store_n(&shared->phase, RB_PHASE_CANARY, __ATOMIC_RELEASE);
	rb_stall_guard_watch(&session->guard, true);
	for (int i = 0; i < session->canary_operations; i++)
		seen = rb_monitored_thread_call(&session->thread, run_canary, session);
	rb_stall_guard_watch(&session->guard, false);
	__atomic_store_n(&shared->phase, RB_PHASE_IDLE, __ATOMIC_RELEASE);
	if (session->has_process)
		error = rb_sensor_request(&session->process, RB_REQUEST_CANARY_CHECK,
					  REQUEST_TIMEOUT_MS, &session->reply);
	if (error)
		return error;
	if (expected && seen != expected)
		return rb_refuse(&session->reply, EPROTO, "see what else decides here (other sensors, security "
				 "modules): a sensor that does not refuse its canary enforces nothing",
				 "canary: the sensor should have refused with errno %d, the caller saw %d",
				 expected, seen);
	if (!expected && seen)
		return rb_refuse(&session->reply, seen, "see whether files in the work directory may be "
				 "opened and executed (noexec mounts)", "canary: the operation itself failed");
	if (!session->has_process || await_canary_event(session, before))
		return 0;
	/* A sensor that died or froze after its last answer explains the silence. */
	error = rb_session_statistics(session);
	return error ? : rb_refuse(&session->reply, ENODATA,
				   "see whether the machine is too busy for its CPU: a sensor that misses one known "
				   "operation is not measured",
				   "canary: the sensor did not report it within %d ms",
				   CANARY_TIMEOUT_NS / 1000000);
}

struct block_call {
	struct rb_session *session;
	int32_t count;
	int64_t limit_ns;
	int64_t interval_ns;
};

static int run_block(void *argument)
{
	struct block_call *call = argument;
	struct rb_session *session = call->session;

	return call->interval_ns ?
		rb_block_open(session->workload, session->shared, call->count, call->interval_ns) :
		rb_block_closed(session->workload, session->shared, call->count, call->limit_ns);
}

static int32_t guarded_block(struct rb_session *session, struct block_call *call)
{
	int done, error;

	if (call->count < 1 || (uint32_t)call->count > RB_SAMPLES)
		return rb_refuse(&session->reply, EINVAL, "use 1 to 32768",
				 "a block of %d operations", call->count);
	rb_stall_guard_watch(&session->guard, true);
	done = rb_monitored_thread_call(&session->thread, run_block, call);
	rb_stall_guard_watch(&session->guard, false);
	if (session->guard.fired)
		return rb_refuse(&session->reply, ETIMEDOUT,
				 "look for a frozen sensor; the operation's caller hangs with it",
				 "sensor process stopped answering: an operation made no progress for "
				 "%d ms, so the sensor was killed", RB_STALL_MS);
	if (done >= 0)
		return done;
	/* A sensor that died explains an operation that fails. */
	error = rb_session_statistics(session);
	return error ? : rb_refuse(&session->reply, -done, "see what else refuses it",
				   "the monitored operation failed");
}

int32_t rb_session_run_closed(struct rb_session *session, int32_t count, int64_t limit_ns)
{
	struct block_call call = { .session = session, .count = count, .limit_ns = limit_ns };

	return guarded_block(session, &call);
}

int32_t rb_session_run_open(struct rb_session *session, int32_t count, int64_t interval_ns)
{
	struct block_call call = { .session = session, .count = count, .interval_ns = interval_ns };

	if (interval_ns < 1 || interval_ns > RB_STALL_MS * INT64_C(1000000) / 2)
		return rb_refuse(&session->reply, EINVAL, "use 1 ns to 1 s",
				 "an interval of %lld ns", (long long)interval_ns);
	return guarded_block(session, &call);
}

int32_t rb_session_statistics(struct rb_session *session)
{
	return session->has_process ?
		rb_sensor_request(&session->process, RB_REQUEST_STATISTICS, REQUEST_TIMEOUT_MS,
				  &session->reply) : 0;
}

void rb_session_prepare_load(struct rb_session *session, uint32_t workload_tid, uint32_t queue_bytes)
{
	session->workload_tid = workload_tid;
	session->queue_bytes = queue_bytes;
}

struct load_call {
	struct rb_session *session;
	const struct rb_load *load;
	struct rb_drain_guard guard;
	struct rb_load_result *result;
};

static int run_load(void *argument)
{
	struct load_call *call = argument;

	rb_load_run(call->session->workload, call->session->shared, call->load, &call->guard.issued_now,
		    &call->guard.stop, call->result);
	return 0;
}

int32_t rb_session_load(struct rb_session *session, const struct rb_load *load, bool watched,
			struct rb_load_result *result, int64_t *drained_ns)
{
	struct load_call call = { .session = session, .load = load, .result = result };
	struct rb_shared *shared = session->shared;
	int64_t end_ns;
	int error = 0;

	*drained_ns = 0;
	if (watched)
		error = rb_drain_guard_start(&call.guard, shared, session->process.pid, session->guard_cpu,
					     session->canary_errno);
	if (error)
		return rb_refuse_call(&session->reply, rb_thread_or_affinity(-error), -error,
				      "start the guard of the sensor on CPU %d", session->guard_cpu);
	rb_monitored_thread_call(&session->thread, run_load, &call);
	end_ns = rb_clock_ns();
	/* Still guarded: who does not drain does not answer either. */
	error = result->error || result->unpinned ? 0 : rb_session_settle(session);
	if (watched)
		rb_drain_guard_end(&call.guard);
	if (call.guard.fired)
		return rb_refuse(&session->reply, ETIMEDOUT, "look for a frozen sensor, or a queue that nobody reads",
				 "sensor process stopped draining: nothing came out of it for %d ms, so it was "
				 "killed", RB_DRAIN_MS);
	if (result->unpinned)
		return rb_refuse_call(&session->reply, rb_thread_or_affinity(result->unpinned), result->unpinned,
				      "a thread of the load on a CPU of its own");
	if (result->error)
		return rb_refuse(&session->reply, result->error, "see whether the sensor died",
				 "the monitored operation failed");
	*drained_ns = session->moved_ns > end_ns ? session->moved_ns - end_ns : 0;
	__atomic_store_n(&shared->phase, RB_PHASE_IDLE, __ATOMIC_RELEASE);
	return error;
}

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

	while (now_ns - moved_ns < SETTLE_ASK_NS && now_ns - begin_ns < SETTLE_PROGRAMS_NS) {
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

int32_t rb_session_settle(struct rb_session *session)
{
	struct rb_shared *shared = session->shared;
	int64_t quiet_since_ns = rb_clock_ns();
	uint64_t last = __atomic_load_n(&shared->delivered, __ATOMIC_ACQUIRE), now;
	bool asked = false;
	int error;

	if (!session->has_process)
		return 0;
	for (;;) {
		now = __atomic_load_n(&shared->delivered, __ATOMIC_ACQUIRE);
		if (now != last)
			session->moved_ns = quiet_since_ns = rb_clock_ns();
		last = now;
		if (now + shared->lost >= shared->issued)
			break;
		if (!asked && rb_clock_ns() - quiet_since_ns > SETTLE_ASK_NS) {
			asked = true;
			error = rb_session_statistics(session);
			if (error)
				return error;
		}
		if (rb_clock_ns() - quiet_since_ns > SETTLE_QUIET_NS)
			break;
		usleep(200);
	}
	return rb_session_statistics(session);
}

/* A file system over the subjects whose process was killed is still there, and answers nobody. */
static void unmount_dead(const struct rb_session *session)
{
	const char *dir = session->workload ? session->workload->dir : "";
	struct statfs found;

	if (session->private_mount && *dir &&
	    (statfs(dir, &found) ? errno == ENOTCONN : found.f_type == FUSE_SUPER_MAGIC))
		umount2(dir, MNT_DETACH);
}

int32_t rb_session_detach(struct rb_session *session)
{
	int error;

	rb_stall_guard_stop(&session->guard);
	if (session->hook_ops && session->hook_ops->remove)
		session->hook_ops->remove(&session->hook);
	session->hook_ops = NULL;
	error = rb_sensor_stop(&session->process, &session->reply);
	if (session->has_process)
		unmount_dead(session);
	session->has_process = false;
	rb_monitored_thread_stop(&session->thread);
	if (session->workload)
		rb_workload_publish(session->workload, NULL);
	if (session->shared)
		munmap(session->shared, sizeof(struct rb_shared));
	session->shared = NULL;
	if (session->shared_fd >= 0)
		close(session->shared_fd);
	session->shared_fd = -1;
	return error;
}

int64_t rb_stamp_block_ns(struct rb_session *session, int32_t count, int32_t stamped)
{
	return rb_block_stamp_cost_ns(session->shared, count, stamped);
}

struct rb_shared *rb_session_shared(struct rb_session *session)
{
	return session->shared;
}

const char *rb_session_reason(struct rb_session *session)
{
	return session->reply.reason;
}

const char *rb_session_remedy(struct rb_session *session)
{
	return session->reply.remedy;
}

int32_t rb_session_sensor_pid(struct rb_session *session)
{
	return session->process.pid;
}

int32_t rb_session_private_mount(struct rb_session *session)
{
	return session->private_mount;
}
