/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver-test MODULE: in a guest, as root, with the driver not loaded: it counts every operation by
 * every hook, refuses what it should, refuses wrong clients, survives hostile ones, and unloads under
 * load. Prints what it did; the kernel log must stay clean, which the caller looks at.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "content_file.h"

#define OPENS 10000
#define EXECS 50
#define CONNECTS 500
#define UNLOADS 50
#define RECORDS 1024u

#define EXPECT(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: not true: %s (errno %d)\n", __FILE__, __LINE__, \
				#condition, errno); \
			exit(1); \
		} \
	} while (0)

static const char *module_file;
static int cpus; /* asked once: to ask is to open a file, which is an event */
static char dir[] = "/tmp/driver-test-XXXXXX", file[64], canary[64];

static void load(void)
{
	int fd = open(module_file, O_RDONLY | O_CLOEXEC);

	EXPECT(fd >= 0);
	EXPECT(!syscall(SYS_finit_module, fd, "", 0));
	close(fd);
}

static int unload(void)
{
	return (int)syscall(SYS_delete_module, "ringbench", O_NONBLOCK);
}

static int client(void)
{
	/* devtmpfs makes the node a moment after the module is there. */
	for (int i = 0; i < 1000; i++) {
		int fd = open(RB_DRIVER_DEVICE, O_RDWR | O_CLOEXEC);

		if (fd >= 0)
			return fd;
		usleep(1000);
	}
	return -1;
}

static struct rb_driver_attach config(enum rb_driver_hook hook, enum rb_driver_mode mode,
				      enum rb_operation operation)
{
	return (struct rb_driver_attach){
		.abi_version = RB_ABI_VERSION,
		.hook = hook,
		.mode = mode,
		.operation = operation,
		.workload_tid = (int32_t)gettid(),
		.workload_tgid = getpid(),
		.ring_records = RECORDS,
	};
}

static int content_error_by(int fd, const void *bytes, size_t size, uint32_t interpreter)
{
	struct rb_driver_content content = {
		.content = (uint64_t)(uintptr_t)bytes, .size = size, .interpreter = interpreter,
	};

	return ioctl(fd, RB_DRIVER_SET_CONTENT, &content) ? errno : 0;
}

static int content_error(int fd, const void *bytes, size_t size)
{
	return content_error_by(fd, bytes, size, RB_INTERPRETER_C);
}

static void deny_canary_by(int fd, uint32_t interpreter)
{
	struct rb_small_content content;

	rb_content_deny_suffix(&content, "/canary");
	EXPECT(!content_error_by(fd, &content, sizeof(content), interpreter));
}

static void deny_canary(int fd)
{
	deny_canary_by(fd, RB_INTERPRETER_C);
}

static int attach_error(struct rb_driver_attach wanted)
{
	int fd = client();
	int error;

	EXPECT(fd >= 0);
	error = ioctl(fd, RB_DRIVER_ATTACH, &wanted) ? errno : 0;
	close(fd);
	return error;
}

static void refuses_wrong_clients(void)
{
	struct rb_driver_attach good = config(RB_HOOK_FTRACE, RB_DRIVER_NOTIFY, RB_OPEN), bad;
	int first, second;

	bad = good, bad.abi_version++;
	EXPECT(attach_error(bad) == EPROTO);
	bad = good, bad.hook = 9;
	EXPECT(attach_error(bad) == EINVAL);
	bad = good, bad.operation = 9;
	EXPECT(attach_error(bad) == EINVAL);
	bad = good, bad.ring_records = 1000;
	EXPECT(attach_error(bad) == EINVAL);
	bad = good, bad.ring_records = 1u << 31;
	EXPECT(attach_error(bad) == EINVAL);
	bad = good, bad.workload_tid = -3;
	EXPECT(attach_error(bad) == EINVAL);
	bad = good, bad.workload_tgid = 0;
	EXPECT(attach_error(bad) == EINVAL);
	bad = good, bad.workload_tid = 0x3fffffff;
	EXPECT(attach_error(bad) == ESRCH);
	bad = config(RB_HOOK_KPROBE, RB_DRIVER_AUTH, RB_OPEN);
	EXPECT(attach_error(bad) == EOPNOTSUPP);
	first = client();
	second = client();
	EXPECT(mmap(NULL, 4096, PROT_READ, MAP_SHARED, first, 0) == MAP_FAILED && errno == ENXIO);
	EXPECT(!ioctl(first, RB_DRIVER_ATTACH, &good));
	EXPECT(ioctl(first, RB_DRIVER_ATTACH, &good) && errno == EBUSY);
	EXPECT(ioctl(second, RB_DRIVER_ATTACH, &good) && errno == EBUSY);
	EXPECT(ioctl(first, 0x7201, NULL) && errno == ENOTTY);
	EXPECT(unload() && errno == EWOULDBLOCK);
	close(second);
	close(first);
	puts("refuses wrong clients");
}

static void one_open(void)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	EXPECT(fd >= 0);
	close(fd);
}

static int spawn(const char *program)
{
	char *argv[] = { (char *)(uintptr_t)program, NULL }, *envp[] = { NULL };
	int status;
	pid_t child;
	int error = posix_spawn(&child, program, NULL, NULL, argv, envp);

	if (error)
		return error;
	EXPECT(waitpid(child, &status, 0) == child);
	return 0;
}

static void one_exec(void)
{
	EXPECT(!spawn("/bin/true"));
}

static void one_connect(void)
{
	struct sockaddr_in nobody = {
		.sin_family = AF_INET, .sin_port = htons(1), .sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	EXPECT(fd >= 0 && !connect(fd, (struct sockaddr *)&nobody, sizeof(nobody)));
	close(fd);
}

struct reader {
	char *rings;
	size_t ring_bytes;
	int cpus;
	enum rb_operation operation;
	uint32_t tid;
	atomic_bool stop;
	uint64_t seen;
	uint64_t wrong;
};

static bool is_right(const struct reader *reader, const struct rb_record *record)
{
	const struct sockaddr_in *address = (const struct sockaddr_in *)(const void *)record->path;

	if (record->operation != reader->operation || !record->hook_ns || record->uid || record->gid)
		return false;
	switch (reader->operation) {
	case RB_OPEN:
		return record->tid == reader->tid && !strcmp(record->path, file) &&
		       record->path_len == (int)strlen(file) + 1;
	case RB_EXEC:
		return record->ppid == (uint32_t)getpid() && !strcmp(record->path, "/bin/true");
	case RB_CONNECT:
		return record->tid == reader->tid && record->flags == AF_INET &&
		       record->path_len == sizeof(*address) && address->sin_port == htons(1);
	default:
		return false;
	}
}

static void *read_rings(void *argument)
{
	struct reader *reader = argument;

	for (bool last = false;;) {
		for (int cpu = 0; cpu < reader->cpus; cpu++) {
			char *start = reader->rings + (size_t)cpu * reader->ring_bytes;
			struct rb_driver_ring *ring = (struct rb_driver_ring *)(void *)start;
			const struct rb_record *records = (void *)(start + RB_DRIVER_PAGE);
			uint64_t head = __atomic_load_n(&ring->head, __ATOMIC_ACQUIRE);

			for (; ring->tail != head; reader->seen++) {
				reader->wrong += !is_right(reader, &records[ring->tail % RECORDS]);
				__atomic_store_n(&ring->tail, ring->tail + 1, __ATOMIC_RELEASE);
			}
		}
		if (last)
			return NULL;
		last = atomic_load(&reader->stop);
		usleep(last ? 0 : 500); /* on an emulated machine a spinning CPU costs the others */
	}
}

static void map(struct reader *reader, int fd)
{
	reader->cpus = cpus;
	reader->ring_bytes = RB_DRIVER_PAGE + RECORDS * sizeof(struct rb_record);
	reader->rings = mmap(NULL, reader->ring_bytes * (size_t)reader->cpus,
			     PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	EXPECT(reader->rings != MAP_FAILED);
}

static void unmap(struct reader *reader)
{
	munmap(reader->rings, reader->ring_bytes * (size_t)reader->cpus);
}

static void counts_every(const char *name, enum rb_driver_hook hook, enum rb_operation operation,
			 int count, void (*once)(void))
{
	struct rb_driver_attach wanted = config(hook, RB_DRIVER_NOTIFY, operation);
	struct reader reader = { .operation = operation, .tid = (uint32_t)gettid() };
	struct rb_driver_statistics counts;
	pthread_t thread;
	int fd = client();

	EXPECT(!ioctl(fd, RB_DRIVER_ATTACH, &wanted));
	map(&reader, fd);
	EXPECT(!pthread_create(&thread, NULL, read_rings, &reader));
	for (int i = 0; i < count; i++)
		once();
	atomic_store(&reader.stop, true);
	pthread_join(thread, NULL);
	EXPECT(!ioctl(fd, RB_DRIVER_STATISTICS, &counts));
	printf("%s operation %d: issued %d, seen %llu, dropped %llu, missed %llu, wrong %llu\n", name,
	       operation, count, (unsigned long long)reader.seen, (unsigned long long)counts.dropped,
	       (unsigned long long)counts.missed, (unsigned long long)reader.wrong);
	EXPECT(counts.recorded + counts.dropped + counts.missed == (uint64_t)count);
	EXPECT(reader.seen == counts.recorded && !reader.wrong);
	unmap(&reader);
	close(fd);
}

static void *open_once(void *argument)
{
	(void)argument;
	one_open();
	return NULL;
}

/* Of an open by this thread, one by another of its process and one by a child: how many are events. */
static uint64_t opens_of_three(int32_t workload_tid)
{
	struct rb_driver_attach wanted = config(RB_HOOK_FTRACE, RB_DRIVER_NOTIFY, RB_OPEN);
	struct rb_driver_statistics counts;
	pthread_t thread;
	int fd = client(), status;
	pid_t child;

	wanted.workload_tid = workload_tid;
	EXPECT(!ioctl(fd, RB_DRIVER_ATTACH, &wanted));
	one_open();
	EXPECT(!pthread_create(&thread, NULL, open_once, NULL));
	pthread_join(thread, NULL);
	child = fork();
	EXPECT(child >= 0);
	if (!child) {
		one_open();
		_exit(0);
	}
	EXPECT(waitpid(child, &status, 0) == child && !status);
	EXPECT(!ioctl(fd, RB_DRIVER_STATISTICS, &counts));
	close(fd);
	return counts.recorded;
}

static void watches_whom_it_is_told(void)
{
	EXPECT(opens_of_three((int32_t)gettid()) == 1);
	EXPECT(opens_of_three(0) == 1);
	EXPECT(opens_of_three((int32_t)RB_EVERY_THREAD) == 2);
	EXPECT(opens_of_three((int32_t)RB_EVERYBODY) >= 3);
	puts("watches whom it is told");
}

/* Nobody reads: what does not fit is counted, and what fits is not overwritten. */
static void counts_drops(void)
{
	struct rb_driver_attach wanted = config(RB_HOOK_FTRACE, RB_DRIVER_NOTIFY, RB_OPEN);
	struct reader reader = { .operation = RB_OPEN, .tid = (uint32_t)gettid() };
	struct rb_driver_statistics counts;
	int fd = client();

	EXPECT(!ioctl(fd, RB_DRIVER_ATTACH, &wanted));
	map(&reader, fd);
	for (int i = 0; i < OPENS; i++)
		one_open();
	EXPECT(!ioctl(fd, RB_DRIVER_STATISTICS, &counts));
	EXPECT(counts.dropped > 0 && counts.recorded + counts.dropped == OPENS);
	atomic_store(&reader.stop, true);
	read_rings(&reader);
	EXPECT(reader.seen == counts.recorded && !reader.wrong);
	/* A consumer that lies about what it read harms itself alone. */
	for (int cpu = 0; cpu < reader.cpus; cpu++)
		((struct rb_driver_ring *)(void *)(reader.rings + (size_t)cpu * reader.ring_bytes))
			->tail = UINT64_MAX / 2;
	for (int i = 0; i < 100; i++)
		one_open();
	unmap(&reader);
	close(fd);
	puts("counts drops, and believes no consumer");
}

static void refuses_bad_content_by(uint32_t interpreter)
{
	struct rb_small_content good, bad;
	int fd = client();

	rb_content_deny_suffix(&good, "/canary");
	EXPECT(content_error_by(fd, &good, sizeof(good) - 1, interpreter) == EINVAL);
	EXPECT(content_error_by(fd, &good, 1, interpreter) == EINVAL);
	EXPECT(content_error_by(fd, &good, (size_t)1 << 40, interpreter) == E2BIG);
	EXPECT(content_error_by(fd, (void *)8, sizeof(good), interpreter) == EFAULT);
	bad = good, bad.rule.text[0] = 'x';
	EXPECT(content_error_by(fd, &bad, sizeof(bad), interpreter) == EINVAL);
	bad = good, bad.header.rule_count = 1000000;
	EXPECT(content_error_by(fd, &bad, sizeof(bad), interpreter) == EINVAL);
	bad = good, bad.rule.criterion[0].field = RB_INPUT_FIELDS;
	bad.header.checksum = rb_checksum(&bad.rule, sizeof(bad.rule));
	EXPECT(content_error_by(fd, &bad, sizeof(bad), interpreter) == EINVAL);
	close(fd);
}

static const char *missing(uint32_t interpreter)
{
	static struct rb_driver_interpreter_state state;
	int fd = client();

	state = (struct rb_driver_interpreter_state){ .interpreter = interpreter };
	EXPECT(!ioctl(fd, RB_DRIVER_INTERPRETER, &state));
	close(fd);
	return state.missing[0] ? state.missing : NULL;
}

/* What is no content is refused whoever checked it before, and content is given once. */
static void refuses_bad_content(void)
{
	struct rb_driver_attach attached = config(RB_HOOK_FTRACE, RB_DRIVER_NOTIFY, RB_OPEN);
	struct rb_small_content good;
	int fd;

	rb_content_deny_suffix(&good, "/canary");
	for (uint32_t by = RB_INTERPRETER_C; by <= RB_INTERPRETER_GUARDED; by++)
		if (!missing(by))
			refuses_bad_content_by(by);
	fd = client();
	EXPECT(content_error_by(fd, &good, sizeof(good), RB_INTERPRETER_GUARDED + 1) == EINVAL);
	EXPECT(!content_error(fd, &good, sizeof(good)));
	EXPECT(content_error(fd, &good, sizeof(good)) == EBUSY);
	close(fd);
	fd = client();
	EXPECT(!ioctl(fd, RB_DRIVER_ATTACH, &attached));
	EXPECT(content_error(fd, &good, sizeof(good)) == EBUSY);
	close(fd);
	puts("refuses bad content");
}

static void refuses_by_content(uint32_t interpreter)
{
	struct rb_driver_attach wanted = config(RB_HOOK_FTRACE, RB_DRIVER_AUTH, RB_OPEN);
	struct rb_driver_statistics counts;
	int fd = client();

	EXPECT(ioctl(fd, RB_DRIVER_ATTACH, &wanted) && errno == ENODATA);
	deny_canary_by(fd, interpreter);
	EXPECT(!ioctl(fd, RB_DRIVER_ATTACH, &wanted));
	one_open();
	EXPECT(open(canary, O_RDONLY | O_CLOEXEC) < 0 && errno == EPERM);
	EXPECT(!ioctl(fd, RB_DRIVER_STATISTICS, &counts) && counts.refused == 1 && !counts.stopped);
	close(fd);
	wanted.operation = RB_EXEC;
	fd = client();
	deny_canary_by(fd, interpreter);
	EXPECT(!ioctl(fd, RB_DRIVER_ATTACH, &wanted));
	one_exec();
	EXPECT(spawn(canary) == EPERM);
	close(fd);
	fd = open(canary, O_RDONLY | O_CLOEXEC);
	EXPECT(fd >= 0);
	close(fd);
}

/* Each that this driver was built with; why another is not there is said. */
static void refuses_by_each_interpreter(void)
{
	static const char *const names[] = { "C", "Rust", "fallible Rust", "guarded C" };

	for (uint32_t by = RB_INTERPRETER_C; by <= RB_INTERPRETER_GUARDED; by++) {
		const char *why = missing(by);
		struct rb_small_content content;
		int fd;

		if (!why) {
			refuses_by_content(by);
			printf("refuses by content: %s\n", names[by]);
			continue;
		}
		fd = client();
		rb_content_deny_suffix(&content, "/canary");
		EXPECT(content_error_by(fd, &content, sizeof(content), by) == ENOPKG);
		close(fd);
		printf("skipped: %s: %s\n", names[by], why);
	}
}

/* User mode writes what is in a ring whenever it likes, and these look at a record more than once. */
static void evaluates_no_shared_record(void)
{
	struct rb_driver_attach wanted = config(RB_HOOK_FTRACE, RB_DRIVER_NOTIFY, RB_OPEN);

	for (uint32_t by = RB_INTERPRETER_RUST; by <= RB_INTERPRETER_GUARDED; by++) {
		int fd;

		if (missing(by))
			continue;
		fd = client();
		deny_canary_by(fd, by);
		EXPECT(ioctl(fd, RB_DRIVER_ATTACH, &wanted) && errno == EOPNOTSUPP);
		close(fd);
	}
	puts("evaluates no shared record");
}

/* Its client is gone or hangs: what it was to refuse is let through, and the driver says why. */
static void is_stopped_without_a_heartbeat(void)
{
	struct rb_driver_attach wanted = config(RB_HOOK_FTRACE, RB_DRIVER_AUTH, RB_OPEN);
	struct rb_driver_statistics counts;
	int fd, opened;

	if (missing(RB_INTERPRETER_GUARDED))
		return;
	fd = client();
	deny_canary_by(fd, RB_INTERPRETER_GUARDED);
	EXPECT(!ioctl(fd, RB_DRIVER_ATTACH, &wanted));
	for (int i = 0; i < 30; i++) {
		usleep(RB_GUARD_BEAT_MS * 1000);
		EXPECT(!ioctl(fd, RB_DRIVER_BEAT));
	}
	EXPECT(open(canary, O_RDONLY | O_CLOEXEC) < 0 && errno == EPERM);
	usleep(RB_GUARD_SILENCE_MS * 2000);
	opened = open(canary, O_RDONLY | O_CLOEXEC);
	EXPECT(opened >= 0);
	close(opened);
	EXPECT(!ioctl(fd, RB_DRIVER_STATISTICS, &counts) && counts.stopped == RB_STOP_HEARTBEAT);
	EXPECT(ioctl(fd, RB_DRIVER_BEAT) && errno == ESHUTDOWN);
	close(fd);
	/* That says nothing of the content. */
	refuses_by_content(RB_INTERPRETER_GUARDED);
	puts("is stopped without a heartbeat");
}

static void gives_verdicts(uint32_t interpreter)
{
	struct rb_record records[RB_DRIVER_BATCH] = { 0 };
	struct rb_driver_analyse call = { .records = (uintptr_t)records, .count = RB_DRIVER_BATCH };
	int fd = client();

	for (int i = 0; i < (int)RB_DRIVER_BATCH; i++)
		records[i].path_len = 1 + snprintf(records[i].path, sizeof(records[i].path), "%s",
						   i % 3 ? "/tmp/file" : "/tmp/canary");
	EXPECT(ioctl(fd, RB_DRIVER_ANALYSE, &call) && errno == ENODATA);
	deny_canary_by(fd, interpreter);
	call.want_rules = 1;
	EXPECT(!ioctl(fd, RB_DRIVER_ANALYSE, &call));
	for (int i = 0; i < (int)RB_DRIVER_BATCH; i++)
		EXPECT((call.refused >> i & 1) == !(i % 3) && records[i].rule == (i % 3 ? -1 : 0));
	call.count = 65;
	EXPECT(ioctl(fd, RB_DRIVER_ANALYSE, &call) && errno == EINVAL);
	call.count = 1, call.records = 1;
	EXPECT(ioctl(fd, RB_DRIVER_ANALYSE, &call) && errno == EFAULT);
	close(fd);
	printf("gives verdicts as a service, interpreter %u\n", interpreter);
}

static atomic_bool load_over;

static void *open_without_end(void *argument)
{
	(void)argument;
	while (!atomic_load(&load_over)) {
		int fd = open(canary, O_RDONLY | O_CLOEXEC);

		if (fd >= 0)
			close(fd);
	}
	return NULL;
}

/* A client that is killed while its hook is busy, and the module taken away at once. */
static void unloads_under_load(void)
{
	static const enum rb_driver_hook hooks[] = {
		RB_HOOK_FTRACE, RB_HOOK_KPROBE, RB_HOOK_TRACEPOINT,
	};
	pthread_t threads[2];

	for (int i = 0; i < 2; i++)
		EXPECT(!pthread_create(&threads[i], NULL, open_without_end, NULL));
	for (int i = 0; i < UNLOADS; i++) {
		struct rb_driver_attach wanted = config(hooks[i % 3], i % 3 || i % 2 ?
							RB_DRIVER_NOTIFY : RB_DRIVER_AUTH, RB_OPEN);
		int ready[2], status;
		pid_t child;
		char byte;

		EXPECT(!pipe(ready));
		child = fork();
		EXPECT(child >= 0);
		if (!child) {
			int fd = client();

			deny_canary(fd);
			if (fd < 0 || ioctl(fd, RB_DRIVER_ATTACH, &wanted) ||
			    write(ready[1], "a", 1) != 1)
				_exit(1);
			for (;;)
				pause();
		}
		close(ready[1]);
		EXPECT(read(ready[0], &byte, 1) == 1);
		close(ready[0]);
		usleep(2000);
		kill(child, SIGKILL);
		EXPECT(waitpid(child, &status, 0) == child);
		/* The kernel closes a dead process's files before it can be waited for. */
		EXPECT(!unload());
		load();
	}
	atomic_store(&load_over, true);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	printf("unloads under load, %d times\n", UNLOADS);
}

static void make_files(void)
{
	static const char script[] = "#!/bin/true\n";
	int fd;

	EXPECT(mkdtemp(dir));
	snprintf(file, sizeof(file), "%s/file", dir);
	snprintf(canary, sizeof(canary), "%s/canary", dir);
	fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	EXPECT(fd >= 0);
	close(fd);
	fd = open(canary, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
	EXPECT(fd >= 0 && write(fd, script, strlen(script)) == (ssize_t)strlen(script));
	close(fd);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		enum rb_driver_hook hook;
	} hooks[] = {
		{ "ftrace", RB_HOOK_FTRACE },
		{ "kprobe", RB_HOOK_KPROBE },
		{ "tracepoint", RB_HOOK_TRACEPOINT },
	};

	if (argc != 2)
		return 2;
	module_file = argv[1];
	cpus = (int)sysconf(_SC_NPROCESSORS_CONF);
	setvbuf(stdout, NULL, _IOLBF, 0);
	make_files();
	load();
	refuses_wrong_clients();
	watches_whom_it_is_told();
	for (int i = 0; i < 3; i++) {
		counts_every(hooks[i].name, hooks[i].hook, RB_OPEN, OPENS, one_open);
		counts_every(hooks[i].name, hooks[i].hook, RB_EXEC, EXECS, one_exec);
		counts_every(hooks[i].name, hooks[i].hook, RB_CONNECT, CONNECTS, one_connect);
	}
	counts_drops();
	refuses_bad_content();
	refuses_by_each_interpreter();
	evaluates_no_shared_record();
	is_stopped_without_a_heartbeat();
	for (uint32_t by = RB_INTERPRETER_C; by <= RB_INTERPRETER_GUARDED; by++)
		if (!missing(by))
			gives_verdicts(by);
	unloads_under_load();
	EXPECT(!unload());
	puts("all is well");
	return 0;
}
