/* SPDX-License-Identifier: Apache-2.0 */
#include "bpf_object.h"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "content_file.h"

/* PROC_PID_INIT_INO, linux/proc_ns.h */
#define RB_INITIAL_PID_NAMESPACE 0xEFFFFFFCu

/* libbpf's last warning is the best reason that there is. */
static char last_warning[200];

static int keep_warning(enum libbpf_print_level level, const char *format, va_list args)
{
	if (level == LIBBPF_WARN) {
		vsnprintf(last_warning, sizeof(last_warning), format, args);
		last_warning[strcspn(last_warning, "\n")] = '\0';
	}
	return 0;
}

/* Sets a `const volatile` variable of the object before it is loaded, if it has one so named. */
static void set_constant(struct bpf_object *object, const char *name, const void *value, size_t most)
{
	const struct btf *btf = bpf_object__btf(object);
	struct bpf_map *map = bpf_object__find_map_by_name(object, ".rodata");
	int section = btf ? btf__find_by_name_kind(btf, ".rodata", BTF_KIND_DATASEC) : -1;
	const struct btf_type *type;
	char *content;
	size_t size;

	if (!map || section < 0)
		return;
	content = (char *)(uintptr_t)bpf_map__initial_value(map, &size);
	type = btf__type_by_id(btf, (uint32_t)section);
	for (int i = 0; i < btf_vlen(type); i++) {
		const struct btf_var_secinfo *variable = btf_var_secinfos(type) + i;
		const struct btf_type *declared = btf__type_by_id(btf, variable->type);

		if (!strcmp(btf__name_by_offset(btf, declared->name_off), name) &&
		    variable->size <= most)
			memcpy(content + variable->offset, value, variable->size);
	}
}

static const char *remedy_of(int error)
{
	if (error == EPERM)
		return geteuid() ? "run as root (CAP_BPF, CAP_PERFMON, CAP_SYS_ADMIN)" :
			"the kernel or the container refuses the program type; use another kernel, or a guest";
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		return "use a kernel with CONFIG_DEBUG_INFO_BTF (/sys/kernel/btf/vmlinux is missing)";
	if (error == ENOENT)
		return "use a kernel with this tracepoint (CONFIG_FTRACE_SYSCALLS), and mount tracefs";
	return "see the reason; a newer kernel may help";
}

static int refuse(struct rb_sensor *sensor, int error, const char *what)
{
	rb_refuse(sensor->reply, error, remedy_of(error), "%s%s%s%s", what,
		  last_warning[0] ? " (" : "", last_warning, last_warning[0] ? ")" : "");
	return -error;
}

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
	set_constant(object, "rule_count", &content->header.rule_count, sizeof(uint32_t));
	set_constant(object, "fields_used", &content->header.fields_used, sizeof(uint32_t));
	return bpf_map__set_max_entries(map, content->header.rule_count);
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

int rb_bpf_load(struct rb_sensor *sensor, struct rb_bpf *bpf, const char *file)
{
	const char *wanted = sensor->operation == RB_EXEC ? "on_exec" : "on_open";
	const struct {
		const char *name;
		uint64_t value;
	} numbers[] = {
		{ "workload_tgid", sensor->shared->workload_tgid },
		{ "workload_tid", sensor->shared->workload_tid },
		{ "openat_number", __NR_openat },
		{ "submit_flags", sensor->handoff == RB_BUSY_POLL ? BPF_RB_NO_WAKEUP : 0 },
	};
	struct rb_small_content canary;
	const struct rb_content *content = content_of(sensor, &canary);
	struct bpf_program *program;
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", sensor->native_dir, file);
	libbpf_set_print(keep_warning);
	last_warning[0] = '\0';
	bpf->object = bpf_object__open_file(path, NULL);
	if (!bpf->object)
		return refuse(sensor, errno, "open the BPF object");
	bpf_object__for_each_program(program, bpf->object) {
		bool chosen = !strcmp(bpf_program__name(program), wanted);

		bpf_program__set_autoload(program, chosen);
		if (chosen)
			bpf->program = program;
	}
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		set_constant(bpf->object, numbers[i].name, &numbers[i].value, sizeof(uint64_t)); /* little-endian */
	if (set_rules(bpf->object, content))
		return refuse(sensor, errno, "make room for the rules");
	if (bpf_object__load(bpf->object))
		return refuse(sensor, errno, "load the BPF program");
	if (fill_rules(bpf->object, content))
		return refuse(sensor, errno, "load the rules");
	return 0;
}

int rb_bpf_attach(struct rb_sensor *sensor, const char *file)
{
	struct rb_bpf *bpf = calloc(1, sizeof(*bpf));
	struct stat st;
	int events, error;

	if (!bpf)
		return rb_refuse(sensor->reply, ENOMEM, "free memory", "BPF sensor");
	if (!stat("/proc/self/ns/pid", &st) && st.st_ino != RB_INITIAL_PID_NAMESPACE) {
		free(bpf);
		return rb_refuse(sensor->reply, ENOTSUP, "run in the host's pid name space (--pid=host)",
				 "BPF sees other process ids than this container");
	}
	sensor->state = bpf;
	bpf->run_statistics_fd = -1;
	error = rb_bpf_load(sensor, bpf, file);
	if (!error) {
		bpf->link = bpf_program__attach(bpf->program);
		if (!bpf->link)
			error = refuse(sensor, errno, "attach the BPF program");
	}
	if (!error) {
		events = bpf_object__find_map_fd_by_name(bpf->object, "events");
		bpf->lost_fd = bpf_object__find_map_fd_by_name(bpf->object, "lost");
		if (events >= 0) {
			bpf->ring = ring_buffer__new(events, deliver, sensor->shared, NULL);
			if (!bpf->ring)
				error = refuse(sensor, errno, "map the BPF ring buffer");
		}
	}
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

	bpf_link__destroy(bpf->link);
	ring_buffer__free(bpf->ring);
	bpf_object__close(bpf->object);
	free(bpf);
	sensor->state = NULL;
}

static uint64_t runs_of(const struct rb_bpf *bpf)
{
	struct bpf_prog_info info = { 0 };
	uint32_t size = sizeof(info);

	return bpf_obj_get_info_by_fd(bpf_program__fd(bpf->program), &info, &size) ? 0 : info.run_cnt;
}

int rb_bpf_run_canary(struct rb_sensor *sensor, bool arm)
{
	struct rb_bpf *bpf = sensor->state;
	bool ran;

	if (arm) {
		bpf->run_statistics_fd = bpf_enable_stats(BPF_STATS_RUN_TIME);
		if (bpf->run_statistics_fd < 0)
			return -errno;
		bpf->runs_before = runs_of(bpf);
		return 0;
	}
	ran = runs_of(bpf) >= bpf->runs_before + RB_RUN_CANARIES;
	close(bpf->run_statistics_fd);
	bpf->run_statistics_fd = -1;
	return ran;
}
