/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evaluate.c: the content interpreter without any event, in each of the places where it is compiled:
 * which rule does a record meet? A comparison of placements is worth something only while they agree.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "bpf_object.h"
#include "commands.h"
#include "content_file.h"
#include "driver_device.h"
#include "interpreter.h"

struct evaluation {
	struct rb_content_file file;
	struct rb_reply reply;
	struct rb_record records[RB_DRIVER_BATCH];
	int driver_fd;
	struct rb_bpf bpf;
	int batch_fd;
};

struct place {
	const char *name;
	int (*open)(struct evaluation *evaluation);
	/* Puts the rule into each of the first `count` records. */
	int (*evaluate)(struct evaluation *evaluation, uint32_t count);
};

static int open_user(struct evaluation *evaluation)
{
	(void)evaluation;
	return 0;
}

static int evaluate_user(struct evaluation *evaluation, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		evaluation->records[i].rule =
			rb_evaluate_record(evaluation->file.content, &evaluation->records[i]);
	return 0;
}

static int open_driver(struct evaluation *evaluation, enum rb_driver_interpreter interpreter)
{
	const struct rb_driver_content content = {
		.content = (uint64_t)(uintptr_t)evaluation->file.content,
		.size = evaluation->file.size,
		.interpreter = interpreter,
	};
	int error;

	evaluation->driver_fd = rb_driver_open(&evaluation->reply);
	if (evaluation->driver_fd < 0)
		return evaluation->driver_fd;
	error = rb_driver_has_interpreter(evaluation->driver_fd, interpreter, &evaluation->reply);
	if (error)
		return error;
	return ioctl(evaluation->driver_fd, RB_DRIVER_SET_CONTENT, &content) ?
		rb_refuse_call(&evaluation->reply, RB_CALL_DRIVER, errno, "give the driver its content") : 0;
}

static int open_module(struct evaluation *evaluation)
{
	return open_driver(evaluation, RB_INTERPRETER_C);
}

static int open_rust(struct evaluation *evaluation)
{
	return open_driver(evaluation, RB_INTERPRETER_RUST);
}

static int open_rust_fallible(struct evaluation *evaluation)
{
	return open_driver(evaluation, RB_INTERPRETER_RUST_FALLIBLE);
}

static int open_guarded(struct evaluation *evaluation)
{
	return open_driver(evaluation, RB_INTERPRETER_GUARDED);
}

static int evaluate_module(struct evaluation *evaluation, uint32_t count)
{
	struct rb_driver_analyse call = {
		.records = (uint64_t)(uintptr_t)evaluation->records, .count = count, .want_rules = 1,
	};

	return ioctl(evaluation->driver_fd, RB_DRIVER_ANALYSE, &call) ?
		rb_refuse_call(&evaluation->reply, RB_CALL_DRIVER, errno, "the driver's evaluation") : 0;
}

static int open_bpf(struct evaluation *evaluation)
{
	static struct rb_shared nobody;
	static char native_dir[400];
	struct rb_sensor sensor = {
		.ops = &(const struct rb_sensor_ops){ .id = "evaluate" },
		.shared = &nobody,
		.reply = &evaluation->reply,
		.native_dir = native_dir,
		.content = evaluation->file.content,
	};
	int error;

	rb_own_dir(native_dir, sizeof(native_dir));
	error = rb_bpf_load(&sensor, &evaluation->bpf, "evaluate.bpf.o");
	if (error)
		return error;
	evaluation->batch_fd = bpf_object__find_map_fd_by_name(evaluation->bpf.object, "batch");
	return 0;
}

static int evaluate_bpf(struct evaluation *evaluation, uint32_t count)
{
	uint64_t context[1] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, options, .ctx_in = context, .ctx_size_in = sizeof(context));

	for (uint32_t i = 0; i < count; i++)
		bpf_map_update_elem(evaluation->batch_fd, &i, &evaluation->records[i], BPF_ANY);
	if (bpf_prog_test_run_opts(bpf_program__fd(evaluation->bpf.program), &options))
		return rb_refuse_call(&evaluation->reply, RB_CALL_BPF, errno, "run the BPF program (BPF_PROG_TEST_RUN)");
	for (uint32_t i = 0; i < count; i++)
		bpf_map_lookup_elem(evaluation->batch_fd, &i, &evaluation->records[i]);
	return 0;
}

static const struct place places[] = {
	{ "user", open_user, evaluate_user },
	{ "bpf", open_bpf, evaluate_bpf },
	{ "module", open_module, evaluate_module },
	{ "rust", open_rust, evaluate_module },
	{ "rust-fallible", open_rust_fallible, evaluate_module },
	{ "guarded", open_guarded, evaluate_module },
};

static int evaluate_all(struct evaluation *evaluation, const struct place *place, FILE *in, FILE *out)
{
	size_t got;

	while ((got = fread(evaluation->records, sizeof(evaluation->records[0]), RB_DRIVER_BATCH, in))) {
		int error = place->evaluate(evaluation, (uint32_t)got);

		if (error)
			return error;
		for (size_t i = 0; i < got; i++)
			fwrite(&evaluation->records[i].rule, sizeof(int32_t), 1, out);
	}
	return fflush(out) || ferror(in) ?
		rb_refuse(&evaluation->reply, EIO, "free space", "read records and write rules") : 0;
}

int rb_evaluate_command(char **argv)
{
	static struct evaluation evaluation;
	const struct place *place = NULL;
	FILE *in = fopen(argv[4], "re"), *out = fopen(argv[5], "we");
	int error;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (!strcmp(places[i].name, argv[2]))
			place = &places[i];
	if (!place || !in || !out)
		return 2;
	error = rb_content_open(&evaluation.file, argv[3], &evaluation.reply);
	if (error)
		goto close_files;
	error = place->open(&evaluation);
	if (error)
		goto close_files;
	error = evaluate_all(&evaluation, place, in, out);
close_files:
	if (error)
		fprintf(stderr, "%s; %s\n", evaluation.reply.reason, evaluation.reply.remedy);
	fclose(in);
	fclose(out);
	return error ? 3 : 0;
}

int rb_check_command(char **argv)
{
	struct rb_content_file file;
	struct rb_reply reply = { 0 };

	if (rb_content_open(&file, argv[2], &reply)) {
		fprintf(stderr, "%s\n", reply.reason);
		return 2;
	}
	printf("{\"rules\":%u}\n", file.content->header.rule_count);
	return 0;
}
