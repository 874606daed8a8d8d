/* SPDX-License-Identifier: Apache-2.0 */
#include "session_state.h"

#include <errno.h>
#include <limits.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "clock.h"
#include "containment.h"
#include "cpu.h"

#define ATTACH_TIMEOUT_MS 10000
#define REQUEST_TIMEOUT_MS (1000 * RB_PATIENCE)
#define CANARY_TIMEOUT_NS (300000000 * RB_PATIENCE)
/* Nothing moved for so long after that: give up on the rest. */
#define SETTLE_QUIET_NS (100000000 * RB_PATIENCE)

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
		.target_dir = session->workload->dir,
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
	int error;

	session->hook.shared = session->shared;
	session->hook.reply = &session->reply;
	session->hook.operation = watched(session);
	session->hook.content = session->content.content;
	session->hook.control_fd = session->process.control_fd;
	session->hook.target_dir = session->workload->dir;
	error = ops->prepare ? ops->prepare(&session->hook) : 0;
	if (error)
		goto undo;
	error = ops->own_thread ? rb_monitored_thread_start(&session->thread) : 0;
	if (error) {
		rb_refuse_call(&session->reply, RB_CALL_THREAD, -error, "start the monitored thread");
		goto undo;
	}
	error = rb_monitored_thread_call(&session->thread, call_install, session);
	if (!error)
		return 0;
undo:
	if (ops->prepare)
		ops->remove(&session->hook);
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

/* 0, or what kept it from being attached, of which something may stand. */
static int attach(struct rb_session *session, const char *sensor, int32_t operation, int32_t handoff,
		  int32_t workload_cpu, int32_t sensor_cpu)
{
	int error = choose_workload(session, operation);

	if (error)
		return error;
	error = map_shared(session);
	if (error)
		return error;
	error = rb_pin_or_refuse(workload_cpu, "the workload", &session->reply);
	if (error)
		return error;
	error = start_process(session, sensor, handoff, workload_cpu, sensor_cpu);
	if (error)
		return error;
	error = session->hook_ops ? install_hook(session) : 0;
	if (error)
		return error;
	error = session->process.pid ?
			rb_sensor_await(&session->process, ATTACH_TIMEOUT_MS, &session->reply) : 0;
	if (error)
		return error;
	session->canary_errno = session->reply.canary_errno;
	session->canary_operations = session->reply.canary_operations ? : 1;
	error = rb_stall_guard_start(&session->guard, session->shared, &session->process.pid, sensor_cpu);
	if (error)
		rb_refuse_call(&session->reply, rb_thread_or_affinity(-error), -error,
			       "start the guard of the sensor on CPU %d", sensor_cpu);
	return error;
}

int32_t rb_session_attach(struct rb_session *session, const char *sensor, int32_t operation,
			  int32_t handoff, int32_t workload_cpu, int32_t sensor_cpu)
{
	struct rb_reply why;
	int error;

	memset(&session->reply, 0, sizeof(session->reply));
	session->canary_errno = 0;
	session->canary_operations = 1;
	session->hook_ops = rb_find_hook(sensor);
	session->guard_cpu = sensor_cpu;
	error = attach(session, sensor, operation, handoff, workload_cpu, sensor_cpu);
	if (!error)
		return 0;
	why = session->reply;
	rb_session_detach(session);
	session->reply = why;
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
		if (shared->silent || now + shared->lost >= shared->issued)
			break;
		if (!asked && rb_clock_ns() - quiet_since_ns > RB_SETTLE_ASK_NS) {
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

/* A file system over the targets whose process was killed is still there, and answers nobody. */
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
