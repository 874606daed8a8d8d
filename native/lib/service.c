/* SPDX-License-Identifier: Apache-2.0 */
#include "service.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"
#include "content_file.h"
#include "cpu.h"
#include "driver_device.h"
#include "futex.h"
#include "interpreter.h"
#include "refusal.h"
#include "sensor_process.h"

#define START_TIMEOUT_MS 5000
#define ANSWER_TIMEOUT_MS 1000
#define SPINS_BETWEEN_CLOCKS 65536

struct rb_service_ops {
	const char *name;
	int batch;
	/* 0 or rb_refuse() */
	int (*open)(struct rb_service *service, const char *native_dir, int cpu, int handoff);
	int (*submit)(struct rb_service *service);
};

struct rb_service {
	const struct rb_service_ops *ops;
	struct rb_record records[RB_DRIVER_BATCH];
	struct rb_small_content content;
	struct rb_reply reply;
	int driver_fd;
	int ring_fd;
	struct rb_service_ring *ring;
	struct rb_sensor_process process;
};

static int submit_nothing(struct rb_service *service)
{
	(void)service;
	return 0;
}

static int submit_null_syscall(struct rb_service *service)
{
	(void)service;
	/* Not getpid(): a C library may remember it. */
	return (int)(syscall(__NR_getppid) & 0);
}

static int submit_in_process(struct rb_service *service)
{
	const struct rb_content *content = (const void *)&service->content;

	return rb_denies(content, rb_evaluate_record(content, &service->records[0]));
}

static int open_driver(struct rb_service *service, const char *native_dir, int cpu, int handoff)
{
	const struct rb_driver_content content = {
		.content = (uint64_t)(uintptr_t)&service->content, .size = sizeof(service->content),
	};

	(void)native_dir;
	(void)cpu;
	(void)handoff;
	service->driver_fd = rb_driver_open(&service->reply);
	if (service->driver_fd < 0)
		return service->driver_fd;
	if (ioctl(service->driver_fd, RB_DRIVER_SET_CONTENT, &content))
		return rb_refuse_call(&service->reply, RB_CALL_DRIVER, errno, "give the driver its content");
	return 0;
}

static int submit_ioctl(struct rb_service *service)
{
	struct rb_driver_analyse call = {
		.records = (uint64_t)(uintptr_t)service->records,
		.count = (uint32_t)service->ops->batch,
	};

	if (ioctl(service->driver_fd, RB_DRIVER_ANALYSE, &call))
		return -errno;
	return __builtin_popcountll(call.refused);
}

static int start_server(struct rb_service *service, const char *native_dir, int cpu,
			const char *kind)
{
	char program[512], cpu_text[12];
	char *argv[] = { program, "serve", (char *)(uintptr_t)kind, cpu_text, NULL };
	int error;

	snprintf(program, sizeof(program), "%s/ringbench-sensor", native_dir);
	snprintf(cpu_text, sizeof(cpu_text), "%d", cpu);
	service->ring_fd = memfd_create("ringbench", MFD_CLOEXEC);
	if (service->ring_fd < 0 || ftruncate(service->ring_fd, sizeof(*service->ring)))
		return rb_refuse_call(&service->reply, RB_CALL_SHARED_MEMORY, errno, "shared memory");
	service->ring = mmap(NULL, sizeof(*service->ring), PROT_READ | PROT_WRITE, MAP_SHARED,
			     service->ring_fd, 0);
	if (service->ring == MAP_FAILED) {
		service->ring = NULL;
		return rb_refuse_call(&service->reply, RB_CALL_MEMORY, errno, "map shared memory");
	}
	error = rb_sensor_spawn(&service->process, argv, service->ring_fd, &service->reply);
	return error ? error : rb_sensor_await(&service->process, START_TIMEOUT_MS, &service->reply);
}

static int open_ring(struct rb_service *service, const char *native_dir, int cpu, int handoff)
{
	return start_server(service, native_dir, cpu, handoff == RB_BUSY_POLL ? "spin" : "sleep");
}

static int open_socket(struct rb_service *service, const char *native_dir, int cpu, int handoff)
{
	(void)handoff;
	return start_server(service, native_dir, cpu, "socket");
}

static bool await_answer(struct rb_service_ring *ring, uint32_t wanted)
{
	int64_t deadline_ns = 0;
	uint32_t answered;

	for (uint32_t turn = 1;; turn++) {
		answered = __atomic_load_n(&ring->answered, __ATOMIC_ACQUIRE);
		if (answered == wanted)
			return true;
		if (!ring->spinning) {
			rb_futex_wait(&ring->answered, answered, ANSWER_TIMEOUT_MS);
			if (__atomic_load_n(&ring->answered, __ATOMIC_ACQUIRE) == wanted)
				return true;
		} else {
			rb_relax();
			if (turn % SPINS_BETWEEN_CLOCKS)
				continue;
		}
		if (!deadline_ns)
			deadline_ns = rb_clock_ns() + ANSWER_TIMEOUT_MS * INT64_C(1000000);
		else if (rb_clock_ns() > deadline_ns)
			return false;
	}
}

static int submit_ring(struct rb_service *service)
{
	struct rb_service_ring *ring = service->ring;
	uint32_t slot = ring->submitted % RB_DRIVER_BATCH;

	ring->records[slot] = service->records[0];
	__atomic_store_n(&ring->submitted, ring->submitted + 1, __ATOMIC_RELEASE);
	if (!ring->spinning)
		rb_futex_wake(&ring->submitted);
	return await_answer(ring, ring->submitted) ? ring->verdicts[slot] : -ETIMEDOUT;
}

static int submit_socket(struct rb_service *service)
{
	uint32_t verdict;

	if (send(service->process.control_fd, &service->records[0], sizeof(service->records[0]),
		 MSG_NOSIGNAL) < 0)
		return -errno;
	if (recv(service->process.control_fd, &verdict, sizeof(verdict), 0) != sizeof(verdict))
		return -EPIPE;
	return (int)verdict;
}

static const struct rb_service_ops services[] = {
	{ "jna-crossing", 1, NULL, submit_nothing },
	{ "null-syscall", 1, NULL, submit_null_syscall },
	{ "service-in-process", 1, NULL, submit_in_process },
	{ "service-driver-ioctl", 1, open_driver, submit_ioctl },
	{ "service-driver-ioctl-batch", RB_DRIVER_BATCH, open_driver, submit_ioctl },
	{ "service-ring", 1, open_ring, submit_ring },
	{ "service-unix-socket", 1, open_socket, submit_socket },
};

static const struct rb_service_ops *find(const char *name)
{
	for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (!strcmp(services[i].name, name))
			return &services[i];
	return NULL;
}

/* Allowed, after the comparison of all that is denied but one letter. */
static void fill(struct rb_record *records)
{
	static const char path[] = "/usr/lib/x86_64-linux-gnu/canarx";

	for (uint32_t i = 0; i < RB_DRIVER_BATCH; i++) {
		memset(&records[i], 0, sizeof(records[i]));
		records[i].operation = RB_OPEN;
		records[i].path_len = sizeof(path);
		memcpy(records[i].path, path, sizeof(path));
	}
}

struct rb_service *rb_service_open(const char *name, int32_t handoff, const char *native_dir,
				   int32_t caller_cpu, int32_t service_cpu, char *reason,
				   char *remedy)
{
	struct rb_service *service = calloc(1, sizeof(*service));

	if (!service)
		return NULL;
	service->ops = find(name);
	rb_content_deny_suffix(&service->content, RB_SERVICE_DENIES);
	service->driver_fd = -1;
	service->ring_fd = -1;
	fill(service->records);
	if (!service->ops) {
		rb_refuse(&service->reply, EINVAL, "see service.h", "unknown service %s", name);
		goto refused;
	}
	if (rb_pin_or_refuse(caller_cpu, "the caller", &service->reply))
		goto refused;
	if (!service->ops->open || !service->ops->open(service, native_dir,
						       handoff == RB_SAME_CPU ? caller_cpu : service_cpu, handoff))
		return service;
refused:
	snprintf(reason, sizeof(service->reply.reason), "%s", service->reply.reason);
	snprintf(remedy, sizeof(service->reply.remedy), "%s", service->reply.remedy);
	rb_service_close(service);
	return NULL;
}

int32_t rb_service_submit(struct rb_service *service)
{
	return service->ops->submit(service);
}

int32_t rb_service_batch(struct rb_service *service)
{
	return service->ops->batch;
}

struct rb_record *rb_service_records(struct rb_service *service)
{
	return service->records;
}

void rb_service_close(struct rb_service *service)
{
	if (service->ring) {
		__atomic_store_n(&service->ring->stop, 1, __ATOMIC_RELEASE);
		rb_futex_wake(&service->ring->submitted);
	}
	rb_sensor_kill(&service->process);
	if (service->ring)
		munmap(service->ring, sizeof(*service->ring));
	if (service->ring_fd >= 0)
		close(service->ring_fd);
	if (service->driver_fd >= 0)
		close(service->driver_fd);
	free(service);
}
