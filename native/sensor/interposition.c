/* SPDX-License-Identifier: Apache-2.0 */
/*
 * interposition: open(3), posix_spawn(3), connect(3) and so on of the workload are hooked in its own
 * process, by replacing their entries in libringbench.so's global offset table, as LD_PRELOAD would have
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
#include <sched.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "caller.h"
#include "faulty.h"
#include "got.h"
#include "interpreter.h"
#include "sensor.h"

#define RB_PLANTED_NS 50

/* What is asked for: a path with its NUL, or a socket address. */
struct request {
	const void *bytes;
	size_t length;
	uint32_t flags;
};

static void *original; /* the function that is hooked */
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

static void describe(struct rb_record *record, const struct request *request)
{
	record->operation = shared_page->operation;
	record->tgid = shared_page->workload_tgid;
	record->tid = own_tid;
	record->ppid = own_ppid;
	record->uid = own_uid;
	record->gid = own_gid;
	record->flags = request->flags;
	record->path_len = (int32_t)request->length;
	memcpy(record->path, request->bytes, request->length);
	if (request->length == sizeof(record->path)) /* a path of which more would follow */
		record->path[request->length - 1] = '\0';
}

static void publish(struct rb_ring *ring, const struct request *request, int32_t rule, int64_t now_ns)
{
	uint64_t head = ring->head;
	struct rb_record *record = &ring->records[head % RB_RING_RECORDS];

	if (head - __atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE) >= RB_RING_RECORDS) {
		__atomic_store_n(&ring->dropped, ring->dropped + 1, __ATOMIC_RELAXED);
		return;
	}
	record->hook_ns = (uint64_t)now_ns;
	describe(record, request);
	record->rule = rule;
	__atomic_store_n(&ring->head, head + 1, __ATOMIC_SEQ_CST);
	if (__atomic_load_n(&ring->consumer_sleeps, __ATOMIC_SEQ_CST) &&
	    __atomic_exchange_n(&ring->consumer_sleeps, 0, __ATOMIC_SEQ_CST))
		futex(&ring->consumer_sleeps, FUTEX_WAKE, 1, NULL);
}

static int32_t evaluate(const struct request *request)
{
	struct rb_record record = { .rule = RB_NO_RULE };

	describe(&record, request);
	memcpy(record.parent, parent, sizeof(record.parent));
	return rb_evaluate_record(content, &record);
}

static bool is_canary(const struct request *request)
{
	struct rb_record record = { 0 };

	describe(&record, request);
	return rb_target_of_record(shared_page, &record) == RB_CANARY_TARGET;
}

/* The ring has one producer: where several threads are the workload, they take turns. */
static atomic_flag producing = ATOMIC_FLAG_INIT;

static void lock_producers(void)
{
	while (shared_page->workload_tid == RB_EVERY_THREAD &&
	       atomic_flag_test_and_set_explicit(&producing, memory_order_acquire))
		sched_yield();
}

static void unlock_producers(void)
{
	if (shared_page->workload_tid == RB_EVERY_THREAD)
		atomic_flag_clear_explicit(&producing, memory_order_release);
}

/* 0, or the errno of a refusal. */
static int decide(const struct request *request)
{
	uint32_t phase = rb_phase(shared_page);
	int32_t rule = RB_NO_RULE;
	int verdict = 0;

	if (planted_loops)
		spin(planted_loops);
	if (content)
		rule = evaluate(request);
	if (content ? rb_denies(content, rule) : phase == RB_PHASE_CANARY && is_canary(request))
		verdict = EPERM;
	if (phase == RB_PHASE_DELIVERY)
		rb_stamp_verdict(shared_page, rb_in_flight(shared_page), rb_clock_ns());
	if (publishing) {
		rb_lock_ring(shared_page);
		lock_producers();
		publish(&shared_page->ring, request, rule, rb_clock_ns());
		unlock_producers();
		rb_unlock_ring(shared_page);
	}
	return verdict;
}

static int decide_path(const char *path, uint32_t flags)
{
	const struct request request = {
		.bytes = path,
		.length = strnlen(path, sizeof(((struct rb_record *)0)->path) - 1) + 1,
		.flags = flags,
	};

	return decide(&request);
}

static int refused(int verdict)
{
	errno = verdict;
	return -1;
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
	verdict = decide_path(path, (uint32_t)flags);
	return verdict ? refused(verdict) : ((int (*)(const char *, int, ...))original)(path, flags, mode);
}

static int hooked_spawn(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions,
			const posix_spawnattr_t *attributes, char *const argv[], char *const envp[])
{
	int verdict = decide_path(path, 0);

	return verdict ? verdict :
		((int (*)(pid_t *, const char *, const posix_spawn_file_actions_t *,
			  const posix_spawnattr_t *, char *const[], char *const[]))original)
		(pid, path, actions, attributes, argv, envp);
}

static int hooked_connect(int fd, const struct sockaddr *address, socklen_t length)
{
	const size_t room = sizeof(((struct rb_record *)0)->path);
	const struct request request = {
		.bytes = address, .length = length < room ? length : room, .flags = address->sa_family,
	};
	int verdict = decide(&request);

	return verdict ? refused(verdict) :
		((int (*)(int, const struct sockaddr *, socklen_t))original)(fd, address, length);
}

static ssize_t hooked_write(int fd, const void *bytes, size_t count)
{
	const struct request request = { .bytes = "", .flags = (uint32_t)fd };
	int verdict = decide(&request);

	return verdict ? refused(verdict) :
		((ssize_t (*)(int, const void *, size_t))original)(fd, bytes, count);
}

static int hooked_rename(int from_dir, const char *from, int to_dir, const char *to, unsigned int flags)
{
	int verdict = decide_path(from, 0);

	return verdict ? refused(verdict) :
		((int (*)(int, const char *, int, const char *, unsigned int))original)
		(from_dir, from, to_dir, to, flags);
}

static int hooked_unlink(int dir, const char *path, int flags)
{
	int verdict = decide_path(path, 0);

	return verdict ? refused(verdict) :
		((int (*)(int, const char *, int))original)(dir, path, flags);
}

static const struct {
	const char *function;
	void *hook;
} hooks[RB_OPERATIONS] = {
	[RB_OPEN] = { "open", (void *)hooked_open },
	[RB_EXEC] = { "posix_spawn", (void *)hooked_spawn },
	[RB_CONNECT] = { "connect", (void *)hooked_connect },
	[RB_CONNECT6] = { "connect", (void *)hooked_connect },
	[RB_WRITE] = { "write", (void *)hooked_write },
	[RB_RENAME] = { "renameat2", (void *)hooked_rename },
	[RB_UNLINK] = { "unlinkat", (void *)hooked_unlink },
};

static void ask_parent(void)
{
	struct rb_caller self = { 0 };

	rb_caller_look_up(&self, getpid());
	own_ppid = self.ppid;
	memcpy(parent, self.parent, sizeof(parent));
}

static int install(struct rb_hook *hook)
{
	const char *function = hooks[hook->operation].function;
	int error;

	shared_page = hook->shared;
	own_tid = (uint32_t)gettid();
	own_uid = getuid();
	own_gid = getgid();
	content = hook->content;
	if (content)
		ask_parent();
	if (!function)
		return rb_refuse(hook->reply, EOPNOTSUPP, "see `ringbench list`",
				 "nobody calls a library function for operation %d", hook->operation);
	if (hook->operation == RB_OPEN && rb_has_defect(RB_ABI_DRIFT))
		function = "open@FUTURE";
	error = rb_got_replace(function, hooks[hook->operation].hook, &original);
	return error ? rb_refuse(hook->reply, -error,
				 "build libringbench.so with calls through its offset table",
				 "replace %s in the global offset table", function) : 0;
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

	rb_got_replace(hooks[hook->operation].function, original, &ignored);
}

const struct rb_hook_ops rb_interposition_hook = {
	.id = "interposition",
	.install = interposition_install,
	.remove = interposition_remove,
	.canary_errno = EPERM,
};

const struct rb_hook_ops rb_interposition_null_hook = {
	.id = "interposition-null",
	.can = { RB_FILE_AND_SOCKET_CALLS, RB_MODE_NONE },
	.no_process = true,
	.install = null_install,
	.remove = interposition_remove,
	.canary_errno = EPERM,
};

const struct rb_hook_ops rb_interposition_planted_hook = {
	.id = "interposition-planted",
	.can = { RB_OPENS_EXECS, RB_MODE_NONE },
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
	.can = { RB_FILE_AND_SOCKET_CALLS, RB_MODE_AUTH },
	.evaluates = true,
	.attach = interposition_attach,
	.poll = interposition_poll,
	.statistics = interposition_statistics,
	.detach = interposition_detach,
};
