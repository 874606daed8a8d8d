/* SPDX-License-Identifier: Apache-2.0 */
/*
 * module-*: the native test driver (native/driver) as a sensor. Whoever runs us has loaded it; this
 * process attaches a hook through /dev/ringbench, maps the rings and reads them. Closing the device
 * detaches, however this process ends.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "content_file.h"
#include "driver_device.h"
#include "module.h"

#define POLL_MS 100

static struct rb_driver_ring *ring_of(const struct rb_module *module, int cpu)
{
	return (struct rb_driver_ring *)(void *)(module->rings + (size_t)cpu * module->ring_bytes);
}

static int map_rings(struct rb_sensor *sensor, struct rb_module *module)
{
	module->ring_bytes = RB_DRIVER_PAGE + module->ring_records * sizeof(struct rb_record);
	module->rings = mmap(NULL, module->ring_bytes * (size_t)module->cpus,
			     PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, module->fd, 0);
	if (module->rings == MAP_FAILED) {
		module->rings = NULL;
		return rb_refuse_call(sensor->reply, RB_CALL_DRIVER, errno, "map the rings of the driver");
	}
	return 0;
}

/* Who may refuse always has something to refuse: the canary. */
static int give_content(struct rb_sensor *sensor, const struct rb_module *module,
			enum rb_driver_mode mode, enum rb_driver_interpreter interpreter)
{
	struct rb_small_content canary;
	struct rb_driver_content content = {
		.content = (uint64_t)(uintptr_t)sensor->content, .size = sensor->content_size,
		.interpreter = interpreter,
	};

	if (!sensor->content && mode != RB_DRIVER_AUTH)
		return 0;
	if (!sensor->content) {
		rb_content_deny_suffix(&canary, RB_CANARY_SUFFIX);
		content.content = (uint64_t)(uintptr_t)&canary;
		content.size = sizeof(canary);
	}
	if (!ioctl(module->fd, RB_DRIVER_SET_CONTENT, &content))
		return 0;
	if (errno == EBADMSG)
		return rb_refuse(sensor->reply, EBADMSG, "give it other content, or load the driver again",
				 "this content stopped a sensor before: the driver has marked it bad");
	return rb_refuse_call(sensor->reply, RB_CALL_DRIVER, errno, "give the driver its content");
}

int rb_module_attach(struct rb_sensor *sensor, enum rb_driver_hook hook, enum rb_driver_mode mode,
		     enum rb_driver_interpreter interpreter)
{
	struct rb_module *module = calloc(1, sizeof(*module));
	struct rb_driver_attach config = {
		.abi_version = RB_ABI_VERSION,
		.hook = hook,
		.mode = mode,
		/* Its hook of connect sees both families. */
		.operation = sensor->operation == RB_CONNECT6 ? RB_CONNECT : sensor->operation,
		.workload_tid = (int32_t)sensor->shared->workload_tid,
		.workload_tgid = (int32_t)sensor->shared->workload_tgid,
		.wakeup = sensor->handoff != RB_BUSY_POLL,
	};
	unsigned int all;
	int error = 0;

	if (!module)
		return rb_refuse_call(sensor->reply, RB_CALL_MEMORY, ENOMEM, "module sensor");
	sensor->state = module;
	module->cpus = libbpf_num_possible_cpus(); /* as the driver has rings */
	if (module->cpus < 1)
		module->cpus = 1;
	/* As much memory as the BPF ring buffer has, shared out among the CPUs. */
	all = rb_queue_bytes(sensor->shared) / (unsigned int)sizeof(struct rb_record);
	for (module->ring_records = 64; module->ring_records * 2 * (unsigned int)module->cpus <= all &&
	     module->ring_records < 65536;)
		module->ring_records *= 2;
	config.ring_records = module->ring_records;
	module->fd = rb_driver_open(sensor->reply);
	if (module->fd < 0) {
		error = module->fd;
		free(module);
		return error;
	}
	error = rb_driver_has_interpreter(module->fd, interpreter, sensor->reply);
	if (!error && mode != RB_DRIVER_NULL)
		error = give_content(sensor, module, mode, interpreter);
	if (error)
		goto close_driver;
	if (ioctl(module->fd, RB_DRIVER_ATTACH, &config)) {
		error = rb_refuse_call(sensor->reply, RB_CALL_DRIVER, errno, "attach the driver's hook");
		goto close_driver;
	}
	error = mode == RB_DRIVER_NOTIFY ? map_rings(sensor, module) : 0;
	if (!error)
		return 0;
close_driver:
	close(module->fd);
	free(module);
	return error;
}

static int attach(struct rb_sensor *sensor, enum rb_driver_hook hook, enum rb_driver_mode mode)
{
	return rb_module_attach(sensor, hook, mode, RB_INTERPRETER_C);
}

void rb_module_detach(struct rb_sensor *sensor)
{
	struct rb_module *module = sensor->state;

	if (module->rings)
		munmap(module->rings, module->ring_bytes * (size_t)module->cpus);
	close(module->fd);
	free(module);
}

static void consume(const struct rb_sensor *sensor, const struct rb_module *module, int cpu)
{
	struct rb_driver_ring *ring = ring_of(module, cpu);
	const struct rb_record *records =
		(const struct rb_record *)(const void *)((const char *)ring + RB_DRIVER_PAGE);
	uint64_t head = __atomic_load_n(&ring->head, __ATOMIC_ACQUIRE);
	uint64_t tail = ring->tail;

	for (; tail != head; tail++) {
		rb_deliver_record(sensor->shared, &records[tail & (module->ring_records - 1)]);
		__atomic_store_n(&ring->tail, tail + 1, __ATOMIC_RELEASE);
	}
}

static int module_poll(struct rb_sensor *sensor)
{
	const struct rb_module *module = sensor->state;
	struct pollfd readable = { .fd = module->fd, .events = POLLIN };

	if (sensor->handoff != RB_BUSY_POLL && poll(&readable, 1, POLL_MS) < 0)
		return errno == EINTR ? 0 : -errno;
	for (int cpu = 0; cpu < module->cpus; cpu++)
		consume(sensor, module, cpu);
	return 0;
}

int rb_module_counts(const struct rb_sensor *sensor, struct rb_driver_statistics *counts)
{
	const struct rb_module *module = sensor->state;

	return ioctl(module->fd, RB_DRIVER_STATISTICS, counts) ? -errno : 0;
}

void rb_module_statistics(struct rb_sensor *sensor)
{
	struct rb_driver_statistics counts;

	bool known = !rb_module_counts(sensor, &counts);

	if (known)
		__atomic_store_n(&sensor->shared->lost, counts.dropped, __ATOMIC_RELEASE);
	/* The hook was missed by somebody, and by whom it does not say. */
	if (!known || counts.missed)
		__atomic_store_n(&sensor->shared->lost_unknown, 1, __ATOMIC_RELEASE);
}

/* An empty callback reports nothing: while armed, the driver counts that it ran. */
static int null_canary(struct rb_sensor *sensor, bool arm)
{
	struct rb_module *module = sensor->state;
	struct rb_driver_statistics counts;
	uint32_t armed = arm;
	int error;

	if (ioctl(module->fd, RB_DRIVER_ARM, &armed))
		return rb_refuse_call(sensor->reply, RB_CALL_DRIVER, errno, "arm the driver's canary");
	error = rb_module_counts(sensor, &counts);
	if (error)
		return rb_refuse_call(sensor->reply, RB_CALL_DRIVER, -error, "read the driver's counts");
	if (arm) {
		module->null_hits_before = counts.null_hits;
		return 0;
	}
	return counts.null_hits > module->null_hits_before;
}

static int module_ftrace_attach(struct rb_sensor *sensor)
{
	return attach(sensor, RB_HOOK_FTRACE, RB_DRIVER_NOTIFY);
}

static int module_kprobe_attach(struct rb_sensor *sensor)
{
	return attach(sensor, RB_HOOK_KPROBE, RB_DRIVER_NOTIFY);
}

static int module_tracepoint_attach(struct rb_sensor *sensor)
{
	return attach(sensor, RB_HOOK_TRACEPOINT, RB_DRIVER_NOTIFY);
}

static int module_ftrace_auth_attach(struct rb_sensor *sensor)
{
	return attach(sensor, RB_HOOK_FTRACE, RB_DRIVER_AUTH);
}

static int module_null_attach(struct rb_sensor *sensor)
{
	return attach(sensor, RB_HOOK_FTRACE, RB_DRIVER_NULL);
}

static int module_null_kprobe_attach(struct rb_sensor *sensor)
{
	return attach(sensor, RB_HOOK_KPROBE, RB_DRIVER_NULL);
}

static int module_null_tracepoint_attach(struct rb_sensor *sensor)
{
	return attach(sensor, RB_HOOK_TRACEPOINT, RB_DRIVER_NULL);
}

const struct rb_sensor_ops rb_module_ftrace = {
	.id = "module-ftrace",
	.can = { RB_OPENS_EXECS_CONNECTS, RB_MODE_NOTIFY },
	.evaluates = true,
	.attach = module_ftrace_attach,
	.poll = module_poll,
	.statistics = rb_module_statistics,
	.detach = rb_module_detach,
};

const struct rb_sensor_ops rb_module_kprobe = {
	.id = "module-kprobe",
	.can = { RB_OPENS_EXECS_CONNECTS, RB_MODE_NOTIFY },
	.evaluates = true,
	.attach = module_kprobe_attach,
	.poll = module_poll,
	.statistics = rb_module_statistics,
	.detach = rb_module_detach,
};

const struct rb_sensor_ops rb_module_tracepoint = {
	.id = "module-tracepoint",
	.can = { RB_OPENS_EXECS_CONNECTS, RB_MODE_NOTIFY },
	.evaluates = true,
	.attach = module_tracepoint_attach,
	.poll = module_poll,
	.statistics = rb_module_statistics,
	.detach = rb_module_detach,
};

const struct rb_sensor_ops rb_module_ftrace_auth = {
	.id = "module-ftrace-auth",
	.can = { RB_OPENS_EXECS, RB_MODE_AUTH },
	.evaluates = true,
	.canary_errno = EPERM,
	.attach = module_ftrace_auth_attach,
	.statistics = rb_module_statistics,
	.canary = rb_refusal_is_canary,
	.detach = rb_module_detach,
};

const struct rb_sensor_ops rb_module_null = {
	.id = "module-null",
	.can = { RB_OPENS_EXECS_CONNECTS, RB_MODE_NONE },
	.attach = module_null_attach,
	.canary = null_canary,
	.detach = rb_module_detach,
};

const struct rb_sensor_ops rb_module_null_kprobe = {
	.id = "module-null-kprobe",
	.can = { RB_OPENS_EXECS_CONNECTS, RB_MODE_NONE },
	.attach = module_null_kprobe_attach,
	.canary = null_canary,
	.detach = rb_module_detach,
};

const struct rb_sensor_ops rb_module_null_tracepoint = {
	.id = "module-null-tracepoint",
	.can = { RB_OPENS_EXECS_CONNECTS, RB_MODE_NONE },
	.attach = module_null_tracepoint_attach,
	.canary = null_canary,
	.detach = rb_module_detach,
};
