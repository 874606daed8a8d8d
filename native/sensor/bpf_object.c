/* SPDX-License-Identifier: Apache-2.0 */
#include "bpf_object.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf_defect.h"
#include "content_file.h"

/* PROC_PID_INIT_INO, linux/proc_ns.h */
#define RB_INITIAL_PID_NAMESPACE 0xEFFFFFFCu

static int deliver(void *context, void *record, size_t size)
{
	if (size == sizeof(struct rb_record))
		rb_deliver_record(context, record);
	return 0;
}

/* Who may refuse always has something to refuse: the canary. */
static const struct rb_content *content_of(const struct rb_sensor *sensor,
					   struct rb_small_content *canary)
{
	if (sensor->content || !sensor->ops->canary_errno)
		return sensor->content;
	rb_content_deny_suffix(canary, RB_CANARY_SUFFIX);
	return (const struct rb_content *)(const void *)canary;
}

static int set_rules(struct bpf_object *object, const struct rb_content *content)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, "rules");

	if (!map || !content || !content->header.rule_count)
		return 0;
	rb_bpf_set_constant(object, "rule_count", &content->header.rule_count, sizeof(uint32_t));
	rb_bpf_set_constant(object, "fields_used", &content->header.fields_used, sizeof(uint32_t));
	return bpf_map__set_max_entries(map, content->header.rule_count);
}

static int set_rings(struct bpf_object *object, uint32_t queue_bytes)
{
	struct bpf_map *rings = bpf_object__find_map_by_name(object, "rings");
	struct bpf_map *events = bpf_object__find_map_by_name(object, "events");

	if (events)
		return bpf_map__set_max_entries(events, queue_bytes);
	return rings ? bpf_map__set_max_entries(rings, (uint32_t)libbpf_num_possible_cpus()) : 0;
}

/* Before anything is attached: no program ever sees half of them. */
static int fill_rules(const struct bpf_object *object, const struct rb_content *content)
{
	int map = bpf_object__find_map_fd_by_name(object, "rules");

	for (uint32_t i = 0; map >= 0 && content && i < content->header.rule_count; i++)
		if (bpf_map_update_elem(map, &i, &content->rules[i], BPF_ANY))
			return -errno;
	return 0;
}

/* The program of an operation, and its system call where a program looks for that. */
static const struct hooked {
	const char *program;
	long syscall;
} operations[RB_OPERATIONS] = {
	[RB_OPEN] = { "on_open", __NR_openat },
	[RB_EXEC] = { "on_exec", 0 },
	[RB_CONNECT] = { "on_connect", __NR_connect },
	[RB_CONNECT6] = { "on_connect6", __NR_connect },
	[RB_WRITE] = { "on_write", __NR_write },
	[RB_RENAME] = { "on_rename", __NR_renameat2 },
	[RB_UNLINK] = { "on_unlink", __NR_unlinkat },
	[RB_MMAP_EXEC] = { "on_mmap_exec", __NR_mmap },
	[RB_EXIT] = { "on_exit", 0 },
	[RB_NULL_CALL] = { "on_null_call", __NR_sched_get_priority_max },
	[RB_STAT] = { "on_open", __NR_openat },
};

int rb_bpf_load(struct rb_sensor *sensor, struct rb_bpf *bpf, const char *file)
{
	const struct hooked *hooked = &operations[sensor->operation];
	const char *wanted = hooked->program;
	const struct {
		const char *name;
		uint64_t value;
	} numbers[] = {
		{ "workload_tgid", sensor->shared->workload_tgid },
		{ "workload_tid", sensor->shared->workload_tid },
		{ "syscall_number", (uint64_t)hooked->syscall },
		{ "canary_key", sensor->shared->canary_key },
		{ "submit_flags", sensor->handoff == RB_BUSY_POLL ? BPF_RB_NO_WAKEUP : 0 },
	};
	struct rb_small_content canary;
	const struct rb_content *content = content_of(sensor, &canary);
	struct bpf_program *program;
	char path[512];

	rb_bpf_path(sensor, file, path, sizeof(path));
	rb_bpf_keep_warnings();
	bpf->object = bpf_object__open_file(path, NULL);
	if (!bpf->object && errno == ENOENT)
		return rb_bpf_lacks(sensor, errno, "build Ringbench again", path);
	if (!bpf->object)
		return rb_bpf_refuse(sensor, errno, "open the BPF object");
	/* Most hooks of connect see both families. */
	if (sensor->operation == RB_CONNECT6 && !bpf_object__find_program_by_name(bpf->object, wanted))
		wanted = "on_connect";
	bpf_object__for_each_program(program, bpf->object) {
		bool chosen = !strcmp(bpf_program__name(program), wanted);

		bpf_program__set_autoload(program, chosen);
		if (chosen)
			bpf->program = program;
	}
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		rb_bpf_set_constant(bpf->object, numbers[i].name, &numbers[i].value, sizeof(uint64_t)); /* little-endian */
	if (!bpf->program)
		return rb_refuse(sensor->reply, EOPNOTSUPP, "see `ringbench list`",
				 "%s has no program for this operation", sensor->ops->id);
	rb_bpf_set_defect(sensor, bpf->object);
	if (set_rules(bpf->object, content))
		return rb_bpf_refuse(sensor, errno, "make room for the rules");
	if (set_rings(bpf->object, rb_queue_bytes(sensor->shared)))
		return rb_bpf_refuse(sensor, errno, "make room for the rings");
	if (bpf_object__load(bpf->object))
		return rb_bpf_refuse(sensor, errno, "load the BPF program");
	if (fill_rules(bpf->object, content))
		return rb_bpf_refuse(sensor, errno, "load the rules");
	rb_bpf_watch_defect(sensor, bpf->object);
	return 0;
}

/* The memory of one ring, shared out; a ring is a power of two of pages. */
static uint32_t ring_bytes_of_a_cpu(uint32_t queue_bytes)
{
	uint32_t bytes = queue_bytes, least = (uint32_t)sysconf(_SC_PAGESIZE);

	for (int cpus = libbpf_num_possible_cpus(); cpus > 1 && bytes > least; cpus = (cpus + 1) / 2)
		bytes /= 2;
	return bytes;
}

static int read_ring(struct rb_sensor *sensor, struct rb_bpf *bpf, int fd)
{
	if (bpf->ring)
		return ring_buffer__add(bpf->ring, fd, deliver, sensor->shared);
	bpf->ring = ring_buffer__new(fd, deliver, sensor->shared, NULL);
	return bpf->ring ? 0 : -errno;
}

/* One ring a CPU; the map and the reader's mapping keep them when we close them. */
static int make_rings(struct rb_sensor *sensor, struct rb_bpf *bpf, int rings)
{
	uint32_t cpus = (uint32_t)libbpf_num_possible_cpus();
	uint32_t bytes = ring_bytes_of_a_cpu(rb_queue_bytes(sensor->shared));
	int error = 0;

	for (uint32_t cpu = 0; cpu < cpus && !error; cpu++) {
		int fd = bpf_map_create(BPF_MAP_TYPE_RINGBUF, NULL, 0, 0, bytes, NULL);

		if (fd < 0)
			return -errno;
		error = bpf_map_update_elem(rings, &cpu, &fd, BPF_ANY) ? -errno :
									 read_ring(sensor, bpf, fd);
		close(fd);
	}
	return error;
}

static int open_rings(struct rb_sensor *sensor, struct rb_bpf *bpf)
{
	int events = bpf_object__find_map_fd_by_name(bpf->object, "events");
	int rings = bpf_object__find_map_fd_by_name(bpf->object, "rings");
	int error = events >= 0 ? read_ring(sensor, bpf, events) :
		    rings >= 0 ? make_rings(sensor, bpf, rings) : 0;

	return error ? rb_bpf_refuse(sensor, -error, "map the BPF ring buffer") : 0;
}

typedef struct bpf_link *(*attach_function)(struct rb_sensor *, const struct bpf_program *);

static int load_and_attach(struct rb_sensor *sensor, struct rb_bpf *bpf, const char *file, attach_function attach)
{
	int error = rb_bpf_load(sensor, bpf, file);

	if (error)
		return error;
	/* Before anything runs that would want to write there. */
	bpf->lost_fd = bpf_object__find_map_fd_by_name(bpf->object, "lost");
	error = open_rings(sensor, bpf);
	if (error)
		return error;
	bpf->link = attach(sensor, bpf->program);
	if (!bpf->link)
		return rb_bpf_refuse(sensor, errno, "attach the BPF program");
	error = rb_bpf_attach_own_event(sensor, bpf);
	if (error)
		return error;
	return rb_bpf_pin(sensor, bpf->link) ? rb_bpf_refuse(sensor, errno, "pin the BPF program") : 0;
}

static struct bpf_link *attach_itself(struct rb_sensor *sensor, const struct bpf_program *program)
{
	(void)sensor;
	return bpf_program__attach(program);
}

int rb_bpf_attach(struct rb_sensor *sensor, const char *file)
{
	return rb_bpf_attach_by(sensor, file, attach_itself);
}

int rb_bpf_attach_by(struct rb_sensor *sensor, const char *file,
		     struct bpf_link *(*attach)(struct rb_sensor *, const struct bpf_program *))
{
	struct rb_bpf *bpf = calloc(1, sizeof(*bpf));
	struct stat st;
	int error;

	if (!bpf)
		return rb_refuse_call(sensor->reply, RB_CALL_MEMORY, ENOMEM, "BPF sensor");
	if (!stat("/proc/self/ns/pid", &st) && st.st_ino != RB_INITIAL_PID_NAMESPACE) {
		free(bpf);
		return rb_refuse(sensor->reply, ENOTSUP, "run in the host's pid name space (--pid=host)",
				 "BPF sees other process ids than this container");
	}
	sensor->state = bpf;
	bpf->run_statistics_fd = -1;
	error = load_and_attach(sensor, bpf, file, attach);
	if (error)
		rb_bpf_detach(sensor);
	return error;
}

int rb_bpf_poll(struct rb_sensor *sensor)
{
	struct rb_bpf *bpf = sensor->state;
	int got = sensor->handoff == RB_BUSY_POLL ? ring_buffer__consume(bpf->ring) :
		ring_buffer__poll(bpf->ring, 100);

	return got < 0 && got != -EINTR ? got : 0;
}

void rb_bpf_statistics(struct rb_sensor *sensor)
{
	struct rb_bpf *bpf = sensor->state;
	int cpus = libbpf_num_possible_cpus();
	uint64_t *counts, sum = 0;
	uint32_t zero = 0;

	if (bpf->lost_fd < 0 || cpus < 1)
		return;
	/* It was not run, because it ran already on that CPU; for whom the kernel does not say. */
	if (rb_bpf_info(bpf->program).recursion_misses)
		__atomic_store_n(&sensor->shared->lost_unknown, 1, __ATOMIC_RELEASE);
	counts = calloc((size_t)cpus, sizeof(*counts));
	if (counts && !bpf_map_lookup_elem(bpf->lost_fd, &zero, counts)) {
		for (int i = 0; i < cpus; i++)
			sum += counts[i];
		__atomic_store_n(&sensor->shared->lost, sum, __ATOMIC_RELEASE);
	} else {
		__atomic_store_n(&sensor->shared->lost_unknown, 1, __ATOMIC_RELEASE);
	}
	free(counts);
}

void rb_bpf_detach(struct rb_sensor *sensor)
{
	struct rb_bpf *bpf = sensor->state;

	bpf_link__destroy(bpf->own_link);
	bpf_link__destroy(bpf->link);
	ring_buffer__free(bpf->ring);
	bpf_object__close(bpf->object);
	free(bpf);
	sensor->state = NULL;
}

int rb_bpf_run_canary(struct rb_sensor *sensor, bool arm)
{
	struct rb_bpf *bpf = sensor->state;
	bool ran;

	if (arm) {
		bpf->run_statistics_fd = bpf_enable_stats(BPF_STATS_RUN_TIME);
		if (bpf->run_statistics_fd < 0)
			return rb_refuse_call(sensor->reply, RB_CALL_BPF_STATISTICS, errno,
					      "count the runs of an empty program (BPF_ENABLE_STATS)");
		bpf->runs_before = rb_bpf_info(bpf->program).run_cnt;
		return 0;
	}
	ran = rb_bpf_info(bpf->program).run_cnt >= bpf->runs_before + RB_RUN_CANARIES;
	close(bpf->run_statistics_fd);
	bpf->run_statistics_fd = -1;
	return ran;
}
