/* SPDX-License-Identifier: Apache-2.0 */
/*
 * perf-tracepoint: the tracepoints of bpf-tracepoint, opened by perf_event_open(2) on the workload's
 * thread and read from a mapped buffer for each CPU: no BPF. A sample of a system call holds its
 * arguments as they are, so the path is read from the caller's memory afterwards, when it may be
 * another one; exec and exit samples say who and for exec what.
 */
#include <errno.h>
#include <inttypes.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "caller.h"
#include "sensor.h"

#define POLL_MS 100

struct buffer {
	int fd;
	struct perf_event_mmap_page *page;
};

/* PERF_FORMAT_LOST, Linux 6.0 */
#define RB_FORMAT_LOST (1u << 4)

struct perf {
	int cpus;
	struct buffer *buffers;
	struct pollfd *ready;
	size_t page_bytes;
	size_t buffer_bytes; /* of each CPU: half of what the one ring of the BPF sensors has */
	uint64_t lost;
	char copy[4096]; /* of a sample that goes over the end */
};

/* The tracepoint, and which words of its sample are what; -1: nothing. */
static const struct traced {
	const char *name;
	bool children;  /* it is the workload's children that come by */
	int path;       /* argument with the address of the path */
	int descriptor; /* argument with the descriptor, or what is told the same way */
} traced[RB_OPERATIONS] = {
	[RB_OPEN] = { "syscalls/sys_enter_openat", false, 1, -1 },
	[RB_EXEC] = { "sched/sched_process_exec", true, -1, -1 },
	[RB_CONNECT] = { "syscalls/sys_enter_connect", false, 1, -1 },
	[RB_CONNECT6] = { "syscalls/sys_enter_connect", false, 1, -1 },
	[RB_WRITE] = { "syscalls/sys_enter_write", false, -1, 0 },
	[RB_RENAME] = { "syscalls/sys_enter_renameat2", false, 1, -1 },
	[RB_UNLINK] = { "syscalls/sys_enter_unlinkat", false, 1, -1 },
	[RB_EXIT] = { "sched/sched_process_exit", true, -1, -1 },
	[RB_NULL_CALL] = { "syscalls/sys_enter_sched_get_priority_max", false, -1, 0 },
};

/* With PERF_SAMPLE_TID, PERF_SAMPLE_TIME and PERF_SAMPLE_RAW, in the kernel's order. */
struct sample {
	struct perf_event_header header;
	uint32_t pid, tid;
	uint64_t time_ns;
	uint32_t raw_size;
	uint32_t raw[]; /* not aligned to 8: the tracepoint's own record */
};

/* Or a negative errno. */
static long tracepoint_id(const char *name)
{
	static const char *const roots[] = { "/sys/kernel/tracing", "/sys/kernel/debug/tracing" };
	char path[256];
	long id = -ENOENT;

	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]) && id < 0; i++) {
		FILE *file;

		snprintf(path, sizeof(path), "%s/events/%s/id", roots[i], name);
		file = fopen(path, "re");
		if (file) {
			if (fscanf(file, "%ld", &id) != 1)
				id = -EIO;
			fclose(file);
		} else if (errno != ENOENT) {
			id = -errno;
		}
	}
	return id;
}

static int open_event(struct perf_event_attr *attributes, pid_t whose, int cpu)
{
	return (int)syscall(__NR_perf_event_open, attributes, whose, cpu, -1, PERF_FLAG_FD_CLOEXEC);
}

/* 0, or rb_refuse_call() */
static int open_cpu(struct rb_sensor *sensor, struct perf *perf, int cpu, long id)
{
	const struct traced *what = &traced[sensor->operation];
	const bool spins = sensor->handoff == RB_BUSY_POLL;
	/* Threads that are made from now on inherit it. */
	const bool every = sensor->shared->workload_tid == RB_EVERY_THREAD;
	const bool everybody = sensor->shared->workload_tid == RB_EVERYBODY;
	struct perf_event_attr attributes = {
		.type = PERF_TYPE_TRACEPOINT,
		.size = sizeof(attributes),
		.config = (uint64_t)id,
		.sample_period = 1,
		.sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_RAW,
		.use_clockid = 1,
		.clockid = CLOCK_MONOTONIC,
		.inherit = (what->children || every) && !everybody,
		.read_format = RB_FORMAT_LOST,
		/* Whoever spins is not to be woken: not before the buffer is full. */
		.watermark = spins,
		.wakeup_events = 1,
	};
	const pid_t whose = everybody ? -1 : (pid_t)(every ? sensor->shared->workload_tgid :
							     sensor->shared->workload_tid);
	struct buffer *buffer = &perf->buffers[cpu];
	void *mapped;

	if (spins)
		attributes.wakeup_watermark = (uint32_t)perf->buffer_bytes;
	buffer->fd = open_event(&attributes, whose, cpu);
	if (buffer->fd < 0 && errno == EINVAL) {
		attributes.read_format = 0;
		buffer->fd = open_event(&attributes, whose, cpu);
	}
	if (buffer->fd < 0)
		return errno == ENODEV ? 0 : /* that CPU is off */
			rb_refuse_call(sensor->reply, RB_CALL_PERF, errno, "perf_event_open(%s)", what->name);
	mapped = mmap(NULL, perf->page_bytes + perf->buffer_bytes, PROT_READ | PROT_WRITE, MAP_SHARED,
		      buffer->fd, 0);
	if (mapped == MAP_FAILED)
		return rb_refuse_call(sensor->reply, RB_CALL_PERF_MMAP, errno, "map %zu bytes of perf events",
				      perf->buffer_bytes);
	buffer->page = mapped;
	perf->ready[cpu] = (struct pollfd){ .fd = buffer->fd, .events = POLLIN };
	return 0;
}

static void perf_tracepoint_detach(struct rb_sensor *sensor)
{
	struct perf *perf = sensor->state;

	for (int cpu = 0; cpu < perf->cpus; cpu++) {
		if (perf->buffers[cpu].page)
			munmap(perf->buffers[cpu].page, perf->page_bytes + perf->buffer_bytes);
		if (perf->buffers[cpu].fd >= 0)
			close(perf->buffers[cpu].fd);
	}
	free(perf->buffers);
	free(perf->ready);
	free(perf);
}

static int perf_tracepoint_attach(struct rb_sensor *sensor)
{
	const char *name = traced[sensor->operation].name;
	struct perf *perf = calloc(1, sizeof(*perf));
	long id;
	int error = 0;

	if (!perf)
		return rb_refuse_call(sensor->reply, RB_CALL_MEMORY, ENOMEM, "perf buffers");
	sensor->state = perf;
	perf->page_bytes = (size_t)sysconf(_SC_PAGESIZE);
	perf->buffer_bytes = rb_queue_bytes(sensor->shared) / 2;
	id = name ? tracepoint_id(name) : -EOPNOTSUPP;
	if (id < 0) {
		perf_tracepoint_detach(sensor);
		return name ? rb_refuse_call(sensor->reply, RB_CALL_TRACEFS, (int)-id, "look up the tracepoint %s", name) :
			rb_refuse(sensor->reply, EOPNOTSUPP, "see `ringbench list`", "there is no tracepoint of it");
	}
	perf->cpus = (int)sysconf(_SC_NPROCESSORS_CONF);
	perf->buffers = calloc((size_t)perf->cpus, sizeof(*perf->buffers));
	perf->ready = calloc((size_t)perf->cpus, sizeof(*perf->ready));
	if (!perf->buffers || !perf->ready)
		perf->cpus = 0;
	for (int cpu = 0; cpu < perf->cpus; cpu++)
		perf->buffers[cpu].fd = perf->ready[cpu].fd = -1;
	for (int cpu = 0; cpu < perf->cpus && !error; cpu++)
		error = open_cpu(sensor, perf, cpu, id);
	if (!error && perf->cpus)
		return 0;
	perf_tracepoint_detach(sensor);
	return error ? error : rb_refuse_call(sensor->reply, RB_CALL_MEMORY, ENOMEM, "perf buffers");
}

/* Raw records start with 8 common bytes; a system call's number and arguments follow, 8 bytes each. */
static uint64_t argument_of(const struct sample *sample, int index)
{
	uint64_t value = 0;
	size_t offset = 16 + 8 * (size_t)index;

	if (offset + sizeof(value) <= sample->raw_size)
		memcpy(&value, (const char *)sample->raw + offset, sizeof(value));
	return value;
}

/* sched_process_exec says where in its record the file name is. */
static void put_file_name(struct rb_record *record, const struct sample *sample)
{
	uint32_t location = sample->raw[2];
	size_t offset = location & 0xffff, length = location >> 16;

	if (offset + length > sample->raw_size || !length)
		return;
	if (length > sizeof(record->path))
		length = sizeof(record->path);
	memcpy(record->path, (const char *)sample->raw + offset, length);
	record->path[length - 1] = '\0';
	record->path_len = (int32_t)length;
}

static void deliver(struct rb_sensor *sensor, const struct sample *sample)
{
	const struct traced *what = &traced[sensor->operation];
	struct rb_record record = {
		.hook_ns = sample->time_ns,
		.operation = sensor->operation,
		.tgid = sample->pid,
		.tid = sample->tid,
		.rule = RB_NO_RULE,
	};
	struct rb_event told = { .arrived_ns = rb_arrival_ns(sensor->shared), .rule = RB_NO_RULE };

	/* Inherited: the workload's own exits and those of its threads are none. */
	if (what->children && (sample->pid == sensor->shared->workload_tgid || sample->pid != sample->tid))
		return;
	if (what->descriptor >= 0)
		record.flags = (uint32_t)argument_of(sample, what->descriptor);
	else if (sensor->operation == RB_CONNECT || sensor->operation == RB_CONNECT6)
		rb_socket_address_in_memory(&record, (pid_t)sample->tid, argument_of(sample, 1), argument_of(sample, 2));
	else if (what->path >= 0)
		rb_path_in_memory(&record, (pid_t)sample->tid, argument_of(sample, what->path));
	else if (sensor->operation == RB_EXEC)
		put_file_name(&record, sample);
	if (rb_tell) {
		record.uid = UINT32_MAX;
		rb_tell(&record, NULL);
	}
	told.hook_ns = (int64_t)record.hook_ns;
	told.target = rb_target_of_record(sensor->shared, &record);
	rb_deliver_event(sensor->shared, &told);
}

/* What is at `at`, in one piece. */
static const struct perf_event_header *piece(struct perf *perf, const char *data, uint64_t at)
{
	const struct perf_event_header *header = (const void *)(data + at % perf->buffer_bytes);
	size_t until_end = perf->buffer_bytes - at % perf->buffer_bytes, size = header->size;

	if (size <= until_end)
		return header;
	if (size > sizeof(perf->copy))
		return NULL;
	memcpy(perf->copy, header, until_end);
	memcpy(perf->copy + until_end, data, size - until_end);
	return (const void *)perf->copy;
}

static int drain(struct rb_sensor *sensor, struct perf_event_mmap_page *page)
{
	struct perf *perf = sensor->state;
	const char *data = (const char *)page + perf->page_bytes;
	uint64_t head = __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE);
	uint64_t tail = page->data_tail;

	while (tail != head) {
		const struct perf_event_header *header = piece(perf, data, tail);

		if (!header || !header->size)
			return -EPROTO;
		if (header->type == PERF_RECORD_SAMPLE) {
			deliver(sensor, (const void *)header);
		} else if (header->type == PERF_RECORD_LOST) {
			uint64_t lost;

			memcpy(&lost, (const char *)header + sizeof(*header) + 8, sizeof(lost));
			perf->lost += lost;
		}
		tail += header->size;
		__atomic_store_n(&page->data_tail, tail, __ATOMIC_RELEASE);
	}
	return 0;
}

static int perf_tracepoint_poll(struct rb_sensor *sensor)
{
	struct perf *perf = sensor->state;
	int error = 0;

	if (sensor->handoff != RB_BUSY_POLL && poll(perf->ready, (nfds_t)perf->cpus, POLL_MS) < 0)
		return errno == EINTR ? 0 : -errno;
	for (int cpu = 0; cpu < perf->cpus && !error; cpu++)
		if (perf->buffers[cpu].page)
			error = drain(sensor, perf->buffers[cpu].page);
	return error;
}

static void perf_tracepoint_statistics(struct rb_sensor *sensor)
{
	const struct perf *perf = sensor->state;
	uint64_t lost = 0;

	for (int cpu = 0; cpu < perf->cpus; cpu++) {
		uint64_t values[2];

		if (perf->buffers[cpu].fd >= 0 &&
		    read(perf->buffers[cpu].fd, values, sizeof(values)) == sizeof(values))
			lost += values[1];
	}
	/* A loss is in the buffer only with the next event that fits, and not in the count of who inherited. */
	__atomic_store_n(&sensor->shared->lost, lost > perf->lost ? lost : perf->lost, __ATOMIC_RELEASE);
}

const struct rb_sensor_ops rb_perf_tracepoint = {
	.id = "perf-tracepoint",
	.can = { RB_FILE_AND_SOCKET_CALLS | RB_CAN(EXIT) | RB_CAN(NULL_CALL), RB_MODE_NOTIFY },
	.attach = perf_tracepoint_attach,
	.poll = perf_tracepoint_poll,
	.statistics = perf_tracepoint_statistics,
	.detach = perf_tracepoint_detach,
};
