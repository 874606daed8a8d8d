/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch.c: mechanisms that only tell: one process opens files, another reads what is told and counts it.
 * The BPF loop uses our program, because what a program does is the sensor and not the instrument.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/bpf.h>
#include <linux/perf_event.h>
#include <poll.h>
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

#define SETTLE_NS 300000000

bool rb_watcher_spins(const struct rb_watcher *watcher)
{
	return watcher->bare->handoff == RB_BUSY_POLL;
}

static int refuse(const struct rb_watcher *watcher, enum rb_call call, int error)
{
	return rb_refuse_call(watcher->reply, call, error, "open the mechanism alone");
}

static void close_descriptor(struct rb_watcher *watcher)
{
	close(watcher->fd);
}

static int read_inotify(struct rb_watcher *watcher)
{
	ssize_t got = read(watcher->fd, watcher->buffer, sizeof(watcher->buffer));
	int events = 0;

	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	for (ssize_t at = 0; at < got; events++)
		at += (ssize_t)sizeof(struct inotify_event) +
		      ((struct inotify_event *)(void *)(watcher->buffer + at))->len;
	return events;
}

static int open_inotify(struct rb_watcher *watcher)
{
	watcher->fd = inotify_init1(IN_CLOEXEC | (rb_watcher_spins(watcher) ? IN_NONBLOCK : 0));
	return watcher->fd < 0 || inotify_add_watch(watcher->fd, watcher->bare->dir, IN_OPEN) < 0 ?
		refuse(watcher, RB_CALL_INOTIFY, errno) : 0;
}

static int read_fanotify(struct rb_watcher *watcher)
{
	ssize_t got = read(watcher->fd, watcher->buffer, sizeof(watcher->buffer));
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

static int open_fanotify(struct rb_watcher *watcher)
{
	watcher->fd = fanotify_init(FAN_CLOEXEC | FAN_CLASS_NOTIF | FAN_REPORT_DFID_NAME |
					    (rb_watcher_spins(watcher) ? FAN_NONBLOCK : 0),
				    O_RDONLY | O_CLOEXEC);
	if (watcher->fd < 0)
		return refuse(watcher, RB_CALL_FANOTIFY_INIT, errno);
	return fanotify_mark(watcher->fd, FAN_MARK_ADD | FAN_MARK_MOUNT, FAN_OPEN, AT_FDCWD, watcher->bare->dir) ?
		refuse(watcher, RB_CALL_FANOTIFY_MARK, errno) : 0;
}

struct program {
	struct bpf_object *object;
	struct bpf_link *link;
	struct ring_buffer *ring;
};

/* ring_buffer__poll() and ring_buffer__consume() return how many there were. */
static int count_record(void *context, void *record, size_t size)
{
	(void)context;
	(void)record;
	(void)size;
	return 0;
}

static int read_ring(struct rb_watcher *watcher)
{
	struct program *program = watcher->state;
	int got = rb_watcher_spins(watcher) ? ring_buffer__consume(program->ring) :
					      ring_buffer__poll(program->ring, -1);

	return got == -EINTR ? 0 : got;
}

static void close_bpf(struct rb_watcher *watcher)
{
	struct program *program = watcher->state;

	bpf_link__destroy(program->link);
	ring_buffer__free(program->ring);
	bpf_object__close(program->object);
	free(program);
}

static int be_quiet(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	(void)format;
	(void)args;
	return 0;
}

static int load_bpf(struct rb_watcher *watcher, const char *wanted)
{
	char path[512], self[400];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
	const struct {
		long openat_number;
		uint64_t submit_flags;
	} settings = { __NR_openat, rb_watcher_spins(watcher) ? BPF_RB_NO_WAKEUP : 0 };
	struct bpf_program *program, *found = NULL;
	struct program *loaded = calloc(1, sizeof(*loaded));
	struct bpf_object *object;
	struct bpf_map *map;

	if (!loaded)
		return refuse(watcher, RB_CALL_MEMORY, ENOMEM);
	watcher->state = loaded; /* where it fails, all of it goes with this process */

	self[length < 0 ? 0 : length] = '\0';
	snprintf(path, sizeof(path), "%s/bare.bpf.o", dirname(self));
	libbpf_set_print(be_quiet);
	object = bpf_object__open_file(path, NULL);
	loaded->object = object;
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
		return rb_refuse(watcher->reply, EPROTO, "build again", "bare.bpf.o has no %s", wanted);
	if (bpf_object__load(object))
		return refuse(watcher, RB_CALL_BPF, errno);
	loaded->ring = ring_buffer__new(bpf_object__find_map_fd_by_name(object, "events"), count_record,
					watcher, NULL);
	loaded->link = loaded->ring ? bpf_program__attach(found) : NULL;
	return loaded->link ? 0 : refuse(watcher, RB_CALL_BPF, errno);
}

static int open_tracepoint(struct rb_watcher *watcher)
{
	return load_bpf(watcher, "on_openat");
}

static int open_tp_btf(struct rb_watcher *watcher)
{
	return load_bpf(watcher, "on_any_call");
}

static int read_perf(struct rb_watcher *watcher)
{
	struct perf_event_mmap_page *page = watcher->state;
	struct pollfd ready = { .fd = watcher->fd, .events = POLLIN };
	const char *data = (const char *)page + sysconf(_SC_PAGESIZE);
	uint64_t head, tail = page->data_tail;
	int events = 0;

	if (!rb_watcher_spins(watcher) && poll(&ready, 1, -1) < 0)
		return errno == EINTR ? 0 : -errno;
	head = __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE);
	for (; tail != head; events++)
		tail += ((const struct perf_event_header *)(const void *)(data + tail % RB_BPF_RING_BYTES))->size;
	__atomic_store_n(&page->data_tail, tail, __ATOMIC_RELEASE);
	return events;
}

static int open_perf(struct rb_watcher *watcher)
{
	struct perf_event_attr attributes = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attributes),
		.sample_period = 1,
		.sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_RAW,
		.watermark = rb_watcher_spins(watcher),
		.wakeup_events = 1,
	};
	FILE *file = fopen("/sys/kernel/tracing/events/syscalls/sys_enter_openat/id", "re");
	unsigned long long id = 0;
	void *mapped;

	if (!file || fscanf(file, "%llu", &id) != 1)
		return refuse(watcher, RB_CALL_TRACEFS, errno);
	fclose(file);
	attributes.config = id;
	if (rb_watcher_spins(watcher))
		attributes.wakeup_watermark = RB_BPF_RING_BYTES;
	watcher->fd = (int)syscall(__NR_perf_event_open, &attributes, watcher->workload_tid, watcher->bare->workload_cpu, -1,
				   PERF_FLAG_FD_CLOEXEC);
	if (watcher->fd < 0)
		return refuse(watcher, RB_CALL_PERF, errno);
	mapped = mmap(NULL, (size_t)sysconf(_SC_PAGESIZE) + RB_BPF_RING_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED,
		      watcher->fd, 0);
	watcher->state = mapped;
	return mapped == MAP_FAILED ? refuse(watcher, RB_CALL_PERF_MMAP, errno) : 0;
}

static void close_perf(struct rb_watcher *watcher)
{
	munmap(watcher->state, (size_t)sysconf(_SC_PAGESIZE) + RB_BPF_RING_BYTES);
	close(watcher->fd);
}

static void follow(struct rb_answerer *answerer)
{
	static struct rb_watcher watcher;
	bool attached = false;

	watcher.bare = answerer->bare;
	watcher.reply = &answerer->page->reply;
	watcher.ops = answerer->context;
	watcher.workload_tid = answerer->workload_tid;
	for (;;) {
		enum rb_order order = rb_next_order(answerer);
		int got;

		if (order == RB_ORDER_ATTACH)
			attached = !watcher.ops->open(&watcher);
		if (order == RB_ORDER_DETACH)
			watcher.ops->close(&watcher);
		if (order == RB_ORDER_DETACH)
			attached = false;
		if (order != RB_ORDER_NONE)
			rb_order_done(answerer);
		if (!attached) {
			rb_rest(answerer);
			continue;
		}
		got = watcher.ops->read(&watcher);
		if (got < 0) {
			rb_refuse(watcher.reply, -got, "see `dmesg`", "read the events");
			_exit(1);
		}
		if (got)
			__atomic_fetch_add(&answerer->page->events, (uint64_t)got, __ATOMIC_RELAXED);
	}
}

/* All but what was merged or lost; a mechanism that tells nothing is none. */
static int settle(struct rb_answerer *answerer, uint64_t before, uint64_t wanted)
{
	uint64_t last = 0, now;
	int64_t quiet_since_ns = rb_clock_ns();

	while ((now = __atomic_load_n(&answerer->page->events, __ATOMIC_RELAXED) - before) < wanted &&
	       rb_clock_ns() - quiet_since_ns < SETTLE_NS) {
		if (now != last)
			quiet_since_ns = rb_clock_ns();
		last = now;
		usleep(200);
	}
	return now ? 0 : rb_refuse(answerer->bare->reply, ENODATA, "see what else watches here", "no event came");
}

struct watching {
	struct rb_answerer answerer;
	bool attached;
};

static int run(const struct rb_bare *bare, struct rb_pass *pass, void *context)
{
	struct watching *watching = context;
	struct rb_answerer *answerer = &watching->answerer;
	uint64_t before;
	int error = 0;

	if (pass->with != watching->attached)
		error = rb_answerer_order(answerer, pass->with ? RB_ORDER_ATTACH : RB_ORDER_DETACH);
	if (error)
		return error;
	watching->attached = pass->with;
	before = __atomic_load_n(&answerer->page->events, __ATOMIC_RELAXED);
	error = rb_bare_opens(bare, pass);
	if (!error && pass->with)
		error = settle(answerer, before, (uint64_t)pass->count);
	return error ? error : rb_answerer_check(answerer);
}

int rb_bare_watch(const struct rb_bare *bare, const struct rb_watcher_ops *ops)
{
	static struct watching watching;
	int error = rb_bare_pin_workload(bare);

	if (error)
		return error;
	error = rb_answerer_start(&watching.answerer, bare, follow, (void *)(uintptr_t)ops);
	if (error)
		return error;
	error = rb_bare_alternate(bare, run, &watching);
	rb_answerer_end(&watching.answerer);
	return error;
}

int rb_bare_inotify(const struct rb_bare *bare)
{
	static const struct rb_watcher_ops ops = { open_inotify, read_inotify, close_descriptor };

	return rb_bare_watch(bare, &ops);
}

int rb_bare_fanotify_notify(const struct rb_bare *bare)
{
	static const struct rb_watcher_ops ops = { open_fanotify, read_fanotify, close_descriptor };

	return rb_bare_watch(bare, &ops);
}

int rb_bare_bpf_tracepoint(const struct rb_bare *bare)
{
	static const struct rb_watcher_ops ops = { open_tracepoint, read_ring, close_bpf };

	return rb_bare_watch(bare, &ops);
}

int rb_bare_bpf_tp_btf(const struct rb_bare *bare)
{
	static const struct rb_watcher_ops ops = { open_tp_btf, read_ring, close_bpf };

	return rb_bare_watch(bare, &ops);
}

int rb_bare_perf_tracepoint(const struct rb_bare *bare)
{
	static const struct rb_watcher_ops ops = { open_perf, read_perf, close_perf };

	return rb_bare_watch(bare, &ops);
}
