/* SPDX-License-Identifier: Apache-2.0 */
/*
 * targets.c: makes and removes the files DIRECTORY/NONCE_INDEX that operations are done to. Each is an inode of its own,
 * because some sensors find the name by the inode. Those that are opened are made without opening them, as a sensor would
 * see it; programs are written: prepare before the sensor watches.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "act.h"
#include "copy_file.h"
#include "own_dir.h"

/* Not empty: scanners pass over empty files. */
#define TARGET_BYTES 64

/* What is there from before, whole: a file of that size, and no link. */
static bool is_made(const char *path, off_t bytes)
{
	struct stat st;

	return !lstat(path, &st) && S_ISREG(st.st_mode) && st.st_nlink == 1 && st.st_size == bytes;
}

/* By mknod(2) and truncate(2), which open nothing. */
static int make_opened(const char *path)
{
	if (is_made(path, TARGET_BYTES))
		return 0;
	if ((unlink(path) && errno != ENOENT) || mknod(path, S_IFREG | 0644, 0))
		return errno;
	/* Whoever runs the operations may be another user. */
	return chmod(path, 0644) || truncate(path, TARGET_BYTES) ? errno : 0;
}

/* Whole or not at all. */
static int make_program(const char *path, const char *program, off_t bytes)
{
	char temporary[PATH_MAX + 8];
	int error;

	if (is_made(path, bytes))
		return 0;
	snprintf(temporary, sizeof(temporary), "%s.tmp", path);
	unlink(temporary); /* of one that was killed */
	error = rb_copy_file(temporary, program, 0755);
	if (!error && (chmod(temporary, 0755) || rename(temporary, path)))
		error = errno;
	if (error)
		unlink(temporary);
	return error;
}

static const char *program_of(const struct rb_act_options *options)
{
	static char program[PATH_MAX];
	char own_dir[400];

	rb_own_dir(own_dir, sizeof(own_dir));
	snprintf(program, sizeof(program), "%s/ringbench-true", own_dir);
	return options->program ? options->program : program;
}

int rb_act_prepare(const struct rb_act_options *options)
{
	static struct rb_act_target target;
	const char *program = program_of(options);
	struct stat st = { 0 };
	int error = RB_ACT_DONE;

	if (!options->operation->files)
		return RB_ACT_DONE;
	if (options->operation->program && stat(program, &st))
		return rb_act_refuse_file(errno, "find the program", program);
	rb_act_begin(&target, options);
	for (uint32_t i = 0; i < options->targets && !error; i++) {
		rb_act_aim(&target, options->first + i);
		error = options->operation->program ? make_program(target.path, program, st.st_size) :
						      make_opened(target.path);
		if (error)
			error = rb_act_refuse_file(error, "create", target.path);
	}
	return error;
}

int rb_act_remove(const struct rb_act_options *options)
{
	static struct rb_act_target target;
	int error = RB_ACT_DONE;

	if (!options->operation->files)
		return RB_ACT_DONE;
	rb_act_begin(&target, options);
	for (uint32_t i = 0; i < options->targets; i++) {
		rb_act_aim(&target, options->first + i);
		if (unlink(target.path) && errno != ENOENT && !error)
			error = rb_act_refuse_file(errno, "remove", target.path);
	}
	return error;
}
