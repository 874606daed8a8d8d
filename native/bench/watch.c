/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch.c: mechanisms that only tell: one thread opens files, another reads what is told and counts it.
 * The BPF loop uses our program, because what a program does is the sensor and not the instrument.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bare.h"
#include "clock.h"

#define POLL_MS 20
#define SETTLE_NS 100000000

struct watcher {
	const struct rb_bare *bare;
	int fd;
	struct ring_buffer *ring;
	struct perf_event_mmap_page *page;
	size_t page_bytes;
	int (*read)(struct watcher *watcher); /* events, or a negative errno */
	int answering; /* 0: not yet; 1: on its CPU; -1: it cannot be put there */
	uint64_t events;
	int error;
	bool stop;
	_Alignas(8) char buffer[16384];
};

static int refuse(const struct watcher *watcher, enum rb_call call, int error)
{
	return rb_refuse_call(watcher->bare->reply, call, error, "open the mechanism alone");
}

static bool spins(const struct watcher *watcher)
{
	return watcher->bare->handoff == RB_BUSY_POLL;
}

static bool is_ready(const struct watcher *watcher)
{
	struct pollfd ready = { .fd = watcher->fd, .events = POLLIN };

	return spins(watcher) || poll(&ready, 1, POLL_MS) > 0;
}

static int read_inotify(struct watcher *watcher)
{
	ssize_t got = is_ready(watcher) ? read(watcher->fd, watcher->buffer, sizeof(watcher->buffer)) : 0;
	int events = 0;

	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	for (ssize_t at = 0; at < got; events++)
		at += (ssize_t)sizeof(struct inotify_event) +
		      ((struct inotify_event *)(void *)(watcher->buffer + at))->len;
	return events;
}

static int open_inotify(struct watcher *watcher)
{
	watcher->read = read_inotify;
	watcher->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	return watcher->fd < 0 || inotify_add_watch(watcher->fd, watcher->bare->dir, IN_OPEN) < 0 ?
		refuse(watcher, RB_CALL_INOTIFY, errno) : 0;
}

static int read_fanotify(struct watcher *watcher)
{
	ssize_t got = is_ready(watcher) ? read(watcher->fd, watcher->buffer, sizeof(watcher->buffer)) : 0;
	struct fanotify_event_metadata event;
	int events = 0;

	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	for (ssize_t at = 0; at + (ssize_t)sizeof(event) <= got; events++) {
		memcpy(&event, watcher->buffer + at, sizeof(event));
		at += event.event_len;
	}
	return events;
}

static int open_fanotify(struct watcher *watcher)
{
	watcher->read = read_fanotify;
	watcher->fd = fanotify_init(FAN_CLOEXEC | FAN_CLASS_NOTIF | FAN_REPORT_DFID_NAME | FAN_NONBLOCK,
				    O_RDONLY | O_CLOEXEC);
	if (watcher->fd < 0)
		return refuse(watcher, RB_CALL_FANOTIFY_INIT, errno);
	return fanotify_mark(watcher->fd, FAN_MARK_ADD | FAN_MARK_MOUNT, FAN_OPEN, AT_FDCWD, watcher->bare->dir) ?
		refuse(watcher, RB_CALL_FANOTIFY_MARK, errno) : 0;
}

static int count_record(void *context, void *record, size_t size)
{
	struct watcher *watcher = context;

	(void)record;
	(void)size;
	watcher->events++;
	return 0;
}

static int read_ring(struct watcher *watcher)
{
	int got = spins(watcher) ? ring_buffer__consume(watcher->ring) :
		ring_buffer__poll(watcher->ring, POLL_MS);

	return got < 0 && got != -EINTR ? got : 0;
}

static int be_quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	(void)format;
	(void)args;
	return 0;
}

static int load_bpf(struct watcher *watcher, const char *wanted)
{
	char path[512], self[400];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	const struct {
		long openat_number;
		uint64_t submit_flags;
	} settings = { __NR_openat, spins(watcher) ? BPF_RB_NO_WAKEUP : 0 };
	struct bpf_program *program, *found = NULL;
	struct bpf_object *object;
	struct bpf_map *map;

	self[length < 0 ? 0 : length] = '\0';
	snprintf(path, sizeof(path), "%s/bare.bpf.o", dirname(self));
	libbpf_set_print(be_quiet);
	watcher->read = read_ring;
	object = bpf_object__open_file(path, NULL);
	if (!object)
		return refuse(watcher, RB_CALL_BPF, errno);
	bpf_object__for_each_program(program, object) {
		bool is_wanted = !strcmp(bpf_program__name(program), wanted);

		bpf_program__set_autoload(program, is_wanted);
		if (is_wanted)
			found = program;
	}
	map = bpf_object__find_map_by_name(object, ".rodata");
	if (!found || !map || bpf_map__set_initial_value(map, &settings, sizeof(settings)))
		return rb_refuse(watcher->bare->reply, EPROTO, "build again", "bare.bpf.o has no %s", wanted);
	if (bpf_object__load(object) || !bpf_program__attach(found))
		return refuse(watcher, RB_CALL_BPF, errno);
	watcher->ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "events"), count_record,
					 watcher, NULL);
	return watcher->ring ? 0 : refuse(watcher, RB_CALL_BPF, errno); /* all of it goes with this process */
}

static int open_tracepoint(struct watcher *watcher)
{
	return load_bpf(watcher, "on_openat");
}

static int open_tp_btf(struct watcher *watcher)
{
	return load_bpf(watcher, "on_any_call");
}

static int read_perf(struct watcher *watcher)
{
	uint64_t head, tail = watcher->page->data_tail;
	const char *data = (const char *)watcher->page + watcher->page_bytes;
	int events = 0;

	if (!is_ready(watcher))
		return 0;
	head = __atomic_load_n(&watcher->page->data_head, __ATOMIC_ACQUIRE);
	for (; tail != head; events++)
		tail += ((const struct perf_event_header *)(const void *)(data + tail % RB_BPF_RING_BYTES))->size;
	__atomic_store_n(&watcher->page->data_tail, tail, __ATOMIC_RELEASE);
	return events;
}

static int open_perf(struct watcher *watcher)
{
	struct perf_event_attr attributes = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attributes),
		.sample_period = 1,
		.sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_RAW,
		.watermark = spins(watcher),
		.wakeup_events = 1,
	};
	FILE *file = fopen("/sys/kernel/tracing/events/syscalls/sys_enter_openat/id", "re");
	unsigned long long id = 0;
	void *mapped;

	if (!file || fscanf(file, "%llu", &id) != 1)
		return refuse(watcher, RB_CALL_TRACEFS, errno);
	fclose(file);
	attributes.config = id;
	if (spins(watcher))
		attributes.wakeup_watermark = RB_BPF_RING_BYTES;
	watcher->read = read_perf;
	watcher->page_bytes = (size_t)sysconf(_SC_PAGESIZE);
	/* The thread that opens is the one that calls this. */
	watcher->fd = (int)syscall(__NR_perf_event_open, &attributes, 0, watcher->bare->workload_cpu, -1,
				   PERF_FLAG_FD_CLOEXEC);
	if (watcher->fd < 0)
		return refuse(watcher, RB_CALL_PERF, errno);
	mapped = mmap(NULL, watcher->page_bytes + RB_BPF_RING_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED,
		      watcher->fd, 0);
	watcher->page = mapped;
	return mapped == MAP_FAILED ? refuse(watcher, RB_CALL_PERF_MMAP, errno) : 0;
}

static void *consume(void *argument)
{
	struct watcher *watcher = argument;
	const bool pinned = !rb_bare_pin_answer(watcher->bare);

	__atomic_store_n(&watcher->answering, pinned ? 1 : -1, __ATOMIC_RELEASE);
	while (pinned && !__atomic_load_n(&watcher->stop, __ATOMIC_ACQUIRE)) {
		int got = watcher->read(watcher);

		if (got < 0) {
			watcher->error = got;
			break;
		}
		if (got)
			__atomic_fetch_add(&watcher->events, (uint64_t)got, __ATOMIC_RELAXED);
	}
	return NULL;
}

/* All but what was merged or lost; a mechanism that tells nothing is none. */
static int settle(struct watcher *watcher, uint64_t wanted)
{
	int64_t deadline_ns = rb_clock_ns() + SETTLE_NS;

	while (__atomic_load_n(&watcher->events, __ATOMIC_RELAXED) < wanted && rb_clock_ns() < deadline_ns)
		usleep(200);
	return __atomic_load_n(&watcher->events, __ATOMIC_RELAXED) ? 0 :
		rb_refuse(watcher->bare->reply, ENODATA, "see what else watches here", "no event came");
}

static int watch(const struct rb_bare *bare, int (*open_watcher)(struct watcher *watcher))
{
	static struct watcher watcher;
	pthread_t thread;
	int error;

	watcher.bare = bare;
	watcher.fd = -1;
	error = rb_bare_pin_workload(bare) ? : rb_bare_opens(bare, bare->without_ns);
	if (!error)
		error = open_watcher(&watcher);
	if (error)
		return error;
	error = pthread_create(&thread, NULL, consume, &watcher);
	if (error)
		return refuse(&watcher, RB_CALL_THREAD, error);
	while (!__atomic_load_n(&watcher.answering, __ATOMIC_ACQUIRE))
		usleep(100);
	error = watcher.answering < 0 ? bare->reply->status : rb_bare_opens(bare, bare->with_ns);
	if (!error)
		error = settle(&watcher, (uint64_t)bare->count);
	__atomic_store_n(&watcher.stop, true, __ATOMIC_RELEASE);
	pthread_join(thread, NULL);
	if (!error && watcher.error)
		error = rb_refuse(bare->reply, -watcher.error, "see `dmesg`", "read the events");
	return error;
}

int rb_bare_inotify(const struct rb_bare *bare)
{
	return watch(bare, open_inotify);
}

int rb_bare_fanotify_notify(const struct rb_bare *bare)
{
	return watch(bare, open_fanotify);
}

int rb_bare_bpf_tracepoint(const struct rb_bare *bare)
{
	return watch(bare, open_tracepoint);
}

int rb_bare_bpf_tp_btf(const struct rb_bare *bare)
{
	return watch(bare, open_tp_btf);
}

int rb_bare_perf_tracepoint(const struct rb_bare *bare)
{
	return watch(bare, open_perf);
}
