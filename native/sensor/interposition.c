/* SPDX-License-Identifier: Apache-2.0 */
/*
 * interposition: open(3) and posix_spawn(3) of the workload are hooked in its own process, by
 * replacing their entries in libringbench.so's global offset table, as LD_PRELOAD would have
 * bound them. The hook decides in place and leaves a record in a shared-memory ring, which the
 * sensor process reads. A direct system call passes unseen: that is this placement's weakness.
 *
 * interposition-null is the hook without the record: the floor. interposition-planted is that floor
 * with a hook that spins RB_PLANTED_NS longer: a known effect that the statistics must find.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <spawn.h>
#include <stdarg.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "caller.h"
#include "got.h"
#include "interpreter.h"
#include "sensor.h"

#define RB_PLANTED_NS 50

static int (*original_open)(const char *, int, ...);
static int (*original_spawn)(pid_t *, const char *, const posix_spawn_file_actions_t *,
			     const posix_spawnattr_t *, char *const[], char *const[]);
static struct rb_shared *shared_page;
static bool publishing;
static const struct rb_content *content;
static uint32_t own_tid, own_uid, own_gid, own_ppid;
static char parent[16]; /* whose name does not change while we run */
static uint64_t planted_loops;

static long futex(uint32_t *word, int operation, uint32_t value, const struct timespec *timeout)
{
	return syscall(__NR_futex, word, operation, value, timeout, NULL, 0);
}

/* Loops that keep the CPU busy, independent of the clock's own cost. */
static void spin(uint64_t loops)
{
	while (loops--)
		__asm__ __volatile__("" ::: "memory");
}

static uint64_t loops_of_ns(int64_t ns)
{
	const uint64_t calibration = 4000000;
	static int64_t best_ns = INT64_MAX; /* interrupts only ever add */

	for (int i = 0; i < 5; i++) {
		int64_t begin_ns = rb_clock_ns(), took_ns;

		spin(calibration);
		took_ns = rb_clock_ns() - begin_ns;
		best_ns = took_ns < best_ns ? took_ns : best_ns;
	}
	return (uint64_t)((double)calibration * (double)ns / (double)best_ns);
}

static void publish(struct rb_ring *ring, const char *path, uint32_t flags, int32_t rule,
		    int64_t now_ns)
{
	uint64_t head = ring->head;
	struct rb_record *record = &ring->records[head % RB_RING_RECORDS];
	size_t length = strnlen(path, sizeof(record->path) - 1);

	if (head - __atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE) >= RB_RING_RECORDS) {
		__atomic_store_n(&ring->dropped, ring->dropped + 1, __ATOMIC_RELAXED);
		return;
	}
	record->hook_ns = (uint64_t)now_ns;
	record->operation = shared_page->operation;
	record->tgid = shared_page->workload_tgid;
	record->tid = own_tid;
	record->uid = own_uid;
	record->gid = own_gid;
	record->flags = flags;
	record->rule = rule;
	record->path_len = (int32_t)length + 1;
	memcpy(record->path, path, length);
	record->path[length] = '\0';
	__atomic_store_n(&ring->head, head + 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&ring->consumer_sleeps, __ATOMIC_SEQ_CST) &&
	    __atomic_exchange_n(&ring->consumer_sleeps, 0, __ATOMIC_SEQ_CST))
		futex(&ring->consumer_sleeps, FUTEX_WAKE, 1, NULL);
}

static int32_t evaluate(const char *path, uint32_t flags)
{
	struct rb_record record = {
		.operation = shared_page->operation,
		.tgid = shared_page->workload_tgid,
		.tid = own_tid,
		.ppid = own_ppid,
		.uid = own_uid,
		.gid = own_gid,
		.flags = flags,
	};
	size_t length = strnlen(path, sizeof(record.path) - 1);

	memcpy(record.path, path, length);
	record.path_len = (int32_t)length + 1;
	memcpy(record.parent, parent, sizeof(record.parent));
	return rb_evaluate_record(content, &record);
}

/* 0, or the errno of a refusal. */
static int decide(const char *path, uint32_t flags)
{
	uint32_t phase = rb_phase(shared_page);
	int32_t rule = RB_NO_RULE;
	int verdict = 0;

	if (planted_loops)
		spin(planted_loops);
	if (content)
		rule = evaluate(path, flags);
	if (content ? rb_denies(content, rule) :
		      phase == RB_PHASE_CANARY && rb_subject_of_path(path) == RB_CANARY_SUBJECT)
		verdict = EPERM;
	if (phase == RB_PHASE_DELIVERY)
		rb_stamp_verdict(shared_page, rb_in_flight(shared_page), rb_clock_ns());
	if (publishing)
		publish(&shared_page->ring, path, flags, rule, rb_clock_ns());
	return verdict;
}

static int hooked_open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	int verdict;

	if (flags & (O_CREAT | __O_TMPFILE)) {
		va_list args;

		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
	}
	verdict = decide(path, (uint32_t)flags);
	if (verdict) {
		errno = verdict;
		return -1;
	}
	return original_open(path, flags, mode);
}

static int hooked_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
			const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
	int verdict = decide(path, 0);

	return verdict ? verdict :
		original_spawn(pid, path, actions, attributes, argv, envp);
}

static void ask_parent(void)
{
	struct rb_caller self = { 0 };

	rb_caller_look_up(&self, getpid());
	own_ppid = self.ppid;
	memcpy(parent, self.parent, sizeof(parent));
}

static int install(struct rb_hook *hook)
{
	void *previous = NULL;
	int error;

	shared_page = hook->shared;
	own_tid = (uint32_t)gettid();
	own_uid = getuid();
	own_gid = getgid();
	content = hook->content;
	if (content)
		ask_parent();
	error = hook->operation == RB_EXEC ?
		rb_got_replace("posix_spawn", (void *)hooked_spawn, &previous) :
		rb_got_replace("open", (void *)hooked_open, &previous);
	if (error)
		return rb_refuse(hook->reply, -error,
				 "build libringbench.so with calls through its offset table",
				 "replace %s in the global offset table",
				 hook->operation == RB_EXEC ? "posix_spawn" : "open");
	if (hook->operation == RB_EXEC)
		memcpy(&original_spawn, &previous, sizeof(previous));
	else
		memcpy(&original_open, &previous, sizeof(previous));
	return 0;
}

static int interposition_install(struct rb_hook *hook)
{
	publishing = true;
	planted_loops = 0;
	return install(hook);
}

static int null_install(struct rb_hook *hook)
{
	publishing = false;
	planted_loops = 0;
	return install(hook);
}

static int planted_install(struct rb_hook *hook)
{
	publishing = false;
	planted_loops = loops_of_ns(RB_PLANTED_NS);
	return install(hook);
}

static void interposition_remove(struct rb_hook *hook)
{
	void *ignored;

	if (hook->operation == RB_EXEC)
		rb_got_replace("posix_spawn", (void *)original_spawn, &ignored);
	else
		rb_got_replace("open", (void *)original_open, &ignored);
}

const struct rb_hook_ops rb_interposition_hook = {
	.id = "interposition",
	.install = interposition_install,
	.remove = interposition_remove,
	.canary_errno = EPERM,
};

const struct rb_hook_ops rb_interposition_null_hook = {
	.id = "interposition-null",
	.no_process = true,
	.install = null_install,
	.remove = interposition_remove,
	.canary_errno = EPERM,
};

const struct rb_hook_ops rb_interposition_planted_hook = {
	.id = "interposition-planted",
	.no_process = true,
	.install = planted_install,
	.remove = interposition_remove,
	.canary_errno = EPERM,
};

static int interposition_attach(struct rb_sensor *sensor)
{
	(void)sensor; /* the hook writes, we only read */
	return 0;
}

static int interposition_poll(struct rb_sensor *sensor)
{
	const struct timespec nap = { .tv_nsec = 100000000 };
	struct rb_ring *ring = &sensor->shared->ring;
	uint64_t tail = ring->tail;

	if (tail == __atomic_load_n(&ring->head, __ATOMIC_SEQ_CST)) {
		if (sensor->handoff == RB_BUSY_POLL) {
			rb_relax();
			return 0;
		}
		__atomic_store_n(&ring->consumer_sleeps, 1, __ATOMIC_SEQ_CST);
		if (tail == __atomic_load_n(&ring->head, __ATOMIC_SEQ_CST))
			futex(&ring->consumer_sleeps, FUTEX_WAIT, 1, &nap);
		__atomic_store_n(&ring->consumer_sleeps, 0, __ATOMIC_SEQ_CST);
		return 0;
	}
	rb_deliver_record(sensor->shared, &ring->records[tail % RB_RING_RECORDS]);
	__atomic_store_n(&ring->tail, tail + 1, __ATOMIC_RELEASE);
	return 0;
}

static void interposition_statistics(struct rb_sensor *sensor)
{
	sensor->shared->lost = __atomic_load_n(&sensor->shared->ring.dropped, __ATOMIC_RELAXED);
}

static void interposition_detach(struct rb_sensor *sensor)
{
	(void)sensor;
}

const struct rb_sensor_ops rb_interposition = {
	.id = "interposition",
	.evaluates = true,
	.attach = interposition_attach,
	.poll = interposition_poll,
	.statistics = interposition_statistics,
	.detach = interposition_detach,
};
