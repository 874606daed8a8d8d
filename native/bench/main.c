/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ringbench-bare LOOP HANDOFF WORKLOAD_CPU SENSOR_CPU COUNT DIR [processes|sessions|threads]
 * Prints one line of JSON with the median and mean latencies, in ns, and the rate of operations; where the machine
 * cannot, with the reason and the remedy, and exit status 3. The last argument is who the two sides are to each
 * other: two processes of one session, as workload and sensor are, or what a scheduler may treat in another way.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bare.h"
#include "clock.h"
#include "containment.h"
#include "cpu.h"
#include "json_text.h"
#include "session.h"

static const struct {
	const char *name;
	int (*run)(const struct rb_bare *bare);
} loops[] = {
	{ "handoff", rb_bare_handoff },
	{ "fanotify-permission", rb_bare_fanotify_permission },
	{ "seccomp-notify", rb_bare_seccomp_notify },
	{ "inotify", rb_bare_inotify },
	{ "fanotify-notify", rb_bare_fanotify_notify },
	{ "bpf-tracepoint", rb_bare_bpf_tracepoint },
	{ "bpf-tp-btf", rb_bare_bpf_tp_btf },
	{ "perf-tracepoint", rb_bare_perf_tracepoint },
	{ "ptrace", rb_bare_ptrace },
	{ "seccomp-filter", rb_bare_seccomp_filter },
};

int rb_bare_pin_workload(const struct rb_bare *bare)
{
	return rb_pin_or_refuse(bare->workload_cpu, "the opening side", bare->reply);
}

static int ascending(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int64_t median(int64_t *values, int count)
{
	qsort(values, (size_t)count, sizeof(*values), ascending);
	return values[count / 2];
}

static double mean(const int64_t *values, int count)
{
	double sum = 0;

	for (int i = 0; i < count; i++)
		sum += (double)values[i];
	return sum / count;
}

/* Of enum rb_sides; -1: there is no such word. */
static int sides_of(const char *word)
{
	static const char *const words[] = { "processes", "sessions", "threads" };

	for (int i = 0; i < 3; i++)
		if (!strcmp(word, words[i]))
			return i;
	return -1;
}

static int make_files(struct rb_bare *bare)
{
	int fd, contained = rb_contain(bare->dir, bare->reply);

	if (contained < 0)
		return contained;
	for (unsigned int i = 0; i < RB_BARE_FILES; i++) {
		snprintf(bare->paths[i], RB_BARE_PATH, "%s/f%04u", bare->dir, i);
		fd = open(bare->paths[i], O_RDONLY | O_CREAT | O_CLOEXEC, 0644);
		if (fd < 0)
			return rb_refuse_call(bare->reply, RB_CALL_WORK_FILE, errno, "create %s", bare->paths[i]);
		close(fd);
	}
	return 0;
}

static int run_loop(const char *name, const struct rb_bare *bare)
{
	for (size_t i = 0; i < sizeof(loops) / sizeof(loops[0]); i++)
		if (!strcmp(name, loops[i].name))
			return loops[i].run(bare);
	return rb_refuse(bare->reply, EINVAL, "see bench/main.c", "unknown loop %s", name);
}

int main(int argc, char **argv)
{
	struct rb_reply reply = { 0 };
	struct rb_bare bare = { .reply = &reply };
	int sides = argc == 8 ? sides_of(argv[7]) : RB_SIDES_PROCESSES;
	int64_t elapsed_ns = 0;
	int error;

	if ((argc != 7 && argc != 8) || sides < 0) {
		fprintf(stderr,
			"usage: %s LOOP HANDOFF WORKLOAD_CPU SENSOR_CPU COUNT DIR [processes|sessions|threads]\n",
			argv[0]);
		return 2;
	}
	bare.handoff = (enum rb_handoff)atoi(argv[2]);
	bare.workload_cpu = atoi(argv[3]);
	bare.sensor_cpu = atoi(argv[4]);
	bare.count = atoi(argv[5]);
	bare.dir = argv[6];
	bare.sides = (enum rb_sides)sides;
	bare.with_elapsed_ns = &elapsed_ns;
	bare.without_ns = calloc((size_t)bare.count, sizeof(int64_t));
	bare.with_ns = calloc((size_t)bare.count, sizeof(int64_t));
	bare.paths = calloc(RB_BARE_FILES, RB_BARE_PATH);
	if (bare.count < 1 || !bare.without_ns || !bare.with_ns || !bare.paths)
		error = rb_refuse_call(&reply, RB_CALL_MEMORY, ENOMEM, "%d operations", bare.count);
	else
		error = rb_die_with_parent_or_refuse(&reply) ? : rb_clock_check(&reply) ? : make_files(&bare);
	if (!error)
		error = run_loop(argv[1], &bare);
	for (unsigned int i = 0; bare.paths && i < RB_BARE_FILES; i++)
		unlink(bare.paths[i]);
	if (error) {
		printf("{\"reason\":\"");
		rb_print_json_text(reply.reason);
		printf("\",\"remedy\":\"");
		rb_print_json_text(reply.remedy);
		printf("\"}\n");
		return 3;
	}
	printf("{\"loop\":\"%s\",\"count\":%d,\"with_per_second\":%.0f,", argv[1], bare.count,
	       1e9 * bare.count / (double)elapsed_ns);
	printf("\"without_mean_ns\":%.1f,\"with_mean_ns\":%.1f,", mean(bare.without_ns, bare.count),
	       mean(bare.with_ns, bare.count));
	printf("\"without_p50_ns\":%lld,\"with_p50_ns\":%lld}\n",
	       (long long)median(bare.without_ns, bare.count), (long long)median(bare.with_ns, bare.count));
	free(bare.paths);
	free(bare.without_ns);
	free(bare.with_ns);
	return 0;
}
