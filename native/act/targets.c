/* SPDX-License-Identifier: Apache-2.0 */
/*
 * targets.c: makes and removes the files DIRECTORY/NONCE_INDEX that operations are done to. Nobody opens them here, as
 * a sensor would see it. Files that are opened are inodes of their own, because some sensors find the name by the inode.
 * Programs are hard links of one file DIRECTORY/NONCE; where links are impossible they are copies, which are opened:
 * prepare before the sensor watches.
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

struct base {
	char path[PATH_MAX];   /* what targets are links of */
	const char *copied;
	mode_t mode;
	off_t bytes;
	bool linkable;
};

/* Makes `path` anew, whole or not at all. */
static int make_file(const struct base *base, const char *path)
{
	char temporary[PATH_MAX + 8];
	int error;

	snprintf(temporary, sizeof(temporary), "%s.tmp", path);
	unlink(temporary); /* of one that was killed */
	error = rb_copy_file(temporary, base->copied, base->mode);
	/* Whoever runs the operations may be another user. */
	if (!error && (chmod(temporary, base->mode) || rename(temporary, path)))
		error = errno;
	if (error)
		unlink(temporary);
	return error;
}

static int make_base(struct base *base, const struct rb_act_options *options)
{
	static char program[PATH_MAX];
	char own_dir[400];
	struct stat st;
	int error;

	*base = (struct base){ .mode = 0755, .linkable = true };
	snprintf(base->path, sizeof(base->path), "%s/%s", options->directory, options->nonce);
	rb_own_dir(own_dir, sizeof(own_dir));
	snprintf(program, sizeof(program), "%s/ringbench-true", own_dir);
	base->copied = options->program ? options->program : program;
	if (stat(base->copied, &st))
		return rb_act_refuse_file(errno, "find the program", base->copied);
	base->bytes = st.st_size;
	if (!stat(base->path, &st)) {
		if (S_ISREG(st.st_mode) && st.st_size == base->bytes)
			return RB_ACT_DONE;
		fprintf(stderr, "ringbench-act: %s is there and is another file; name another nonce, or remove it.\n",
			base->path);
		return RB_ACT_UNABLE;
	}
	error = make_file(base, base->path);
	return error ? rb_act_refuse_file(error, "create", base->path) : RB_ACT_DONE;
}

static bool is_link_of(const char *path, const char *base)
{
	struct stat st, of;

	return !lstat(path, &st) && !stat(base, &of) && st.st_dev == of.st_dev && st.st_ino == of.st_ino;
}

/* By mknod(2) and truncate(2), which open nothing. */
static int make_opened(const char *path)
{
	struct stat st;

	if (mknod(path, S_IFREG | 0644, 0)) {
		if (errno != EEXIST || lstat(path, &st))
			return errno;
		if (S_ISREG(st.st_mode) && st.st_nlink == 1 && st.st_size == TARGET_BYTES)
			return 0;
		if (unlink(path) || mknod(path, S_IFREG | 0644, 0))
			return errno;
	}
	/* Whoever runs the operations may be another user. */
	return chmod(path, 0644) || truncate(path, TARGET_BYTES) ? errno : 0;
}

static int make_program(struct base *base, const char *path)
{
	int error = 0;

	if (base->linkable && !link(base->path, path))
		return 0;
	if (base->linkable && errno == EEXIST) {
		if (is_link_of(path, base->path) || (!unlink(path) && !link(base->path, path)))
			return 0;
	}
	if (base->linkable)
		error = errno;
	if (error == ENOENT || error == ENOSPC || error == EROFS || error == ENOTDIR)
		return error;
	/* Full of links, as ext4 is after 65000, it needs another base; everything else stays as it is. */
	base->linkable = error == EMLINK;
	error = make_file(base, path);
	if (!error && base->linkable)
		snprintf(base->path, sizeof(base->path), "%s", path);
	return error;
}

int rb_act_prepare(const struct rb_act_options *options)
{
	static struct rb_act_target target;
	static struct base base;
	int error;

	if (!options->operation->files)
		return RB_ACT_DONE;
	error = options->operation->program ? make_base(&base, options) : RB_ACT_DONE;
	rb_act_begin(&target, options);
	for (uint32_t i = 0; i < options->targets && !error; i++) {
		rb_act_aim(&target, options->first + i);
		error = options->operation->program ? make_program(&base, target.path) : make_opened(target.path);
		if (error)
			error = rb_act_refuse_file(error, "create", target.path);
	}
	return error;
}

int rb_act_remove(const struct rb_act_options *options)
{
	static struct rb_act_target target;
	char base[PATH_MAX];
	int error = RB_ACT_DONE;

	if (!options->operation->files)
		return RB_ACT_DONE;
	rb_act_begin(&target, options);
	for (uint32_t i = 0; i < options->targets; i++) {
		rb_act_aim(&target, options->first + i);
		if (unlink(target.path) && errno != ENOENT && !error)
			error = rb_act_refuse_file(errno, "remove", target.path);
	}
	snprintf(base, sizeof(base), "%s/%s", options->directory, options->nonce);
	if (unlink(base) && errno != ENOENT && !error)
		error = rb_act_refuse_file(errno, "remove", base);
	return error;
}
