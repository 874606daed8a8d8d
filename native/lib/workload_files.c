/* SPDX-License-Identifier: Apache-2.0 */
/* workload_files.c: operations on files: open, write, rename, unlink, mmap-exec, and stat. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "operations.h"
#include "refusal.h"
#include "workload.h"

static int create_files(struct rb_workload *workload, struct rb_reply *reply)
{
	return rb_make_files(workload, 'f', NULL, reply);
}

int rb_run_open(const char *path)
{
	return rb_do_open(path);
}

static int run_open(struct rb_workload *workload, uint32_t target)
{
	return rb_run_open(workload->paths[target]);
}

const struct rb_workload_ops rb_workload_open = {
	.name = "open",
	.target_count = RB_TARGETS,
	.create = create_files,
	.run = run_open,
	.key = rb_inode_key,
	.remove = rb_remove_files,
};

static int run_stat(struct rb_workload *workload, uint32_t target)
{
	/* What proves that the sensor watches is what it watches. */
	if (target == workload->ops->target_count)
		return rb_run_open(workload->paths[target]);
	return rb_do_stat(workload->paths[target]);
}

const struct rb_workload_ops rb_workload_stat = {
	.name = "stat",
	.target_count = RB_TARGETS,
	.create = create_files,
	.run = run_stat,
	.key = rb_inode_key,
	.remove = rb_remove_files,
};

static int descriptor_of(const struct rb_workload *workload, uint32_t target)
{
	return RB_FIRST_DESCRIPTOR(workload->operation) + (int)target;
}

static int create_descriptors(struct rb_workload *workload, struct rb_reply *reply)
{
	int error = rb_make_files(workload, 'f', NULL, reply);

	for (uint32_t i = 0; i <= workload->ops->target_count && !error; i++) {
		int fd = open(workload->paths[i], O_RDWR | O_CLOEXEC);
		int moved = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, descriptor_of(workload, i));

		if (moved != descriptor_of(workload, i)) {
			error = rb_refuse(reply, moved < 0 ? errno : EBUSY,
					  "raise the limit of open files to 1024 (ulimit -n)",
					  "open %s as descriptor %d", workload->paths[i], descriptor_of(workload, i));
			if (moved >= 0)
				close(moved);
		}
		if (fd >= 0)
			close(fd);
	}
	return error;
}

static void remove_descriptors(struct rb_workload *workload)
{
	struct stat st, own;

	for (uint32_t i = 0; workload->paths && i <= workload->ops->target_count; i++)
		/* Where creating them ended early, the rest may be somebody else's. */
		if (!fstat(descriptor_of(workload, i), &st) && !stat(workload->paths[i], &own) &&
		    st.st_ino == own.st_ino && st.st_dev == own.st_dev)
			close(descriptor_of(workload, i));
	rb_remove_files(workload);
}

static int run_write(struct rb_workload *workload, uint32_t target)
{
	return write(descriptor_of(workload, target), "x", 1) == 1 ? 0 : errno;
}

const struct rb_workload_ops rb_workload_write = {
	.name = "write",
	.target_count = RB_DESCRIPTOR_TARGETS,
	.create = create_descriptors,
	.run = run_write,
	.key = rb_inode_key,
	.remove = remove_descriptors,
};

static int run_mmap_exec(struct rb_workload *workload, uint32_t target)
{
	void *mapped = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, descriptor_of(workload, target), 0);

	if (mapped == MAP_FAILED)
		return errno;
	munmap(mapped, 4096);
	return 0;
}

const struct rb_workload_ops rb_workload_mmap_exec = {
	.name = "mmap-exec",
	.target_count = RB_DESCRIPTOR_TARGETS,
	.create = create_descriptors,
	.run = run_mmap_exec,
	.key = rb_inode_key,
	.remove = remove_descriptors,
};

/* The other name has the number too, so that both tell the target; the canary goes to a directory. */
static void name_other(const struct rb_workload *workload, uint32_t target)
{
	char *other = workload->others[target];

	if (target < workload->ops->target_count)
		snprintf(other, sizeof(workload->others[0]), "%.110s/g%04u", workload->dir, target);
	else
		snprintf(other, sizeof(workload->others[0]), "%.110s/to/canary", workload->dir);
}

static int create_renamed(struct rb_workload *workload, struct rb_reply *reply)
{
	const uint32_t count = workload->ops->target_count + 1;
	int error = rb_make_files(workload, 'f', NULL, reply);
	char to[200];

	if (error)
		return error;
	workload->others = calloc(count, sizeof(*workload->others));
	workload->renamed = calloc(count, sizeof(*workload->renamed));
	if (!workload->others || !workload->renamed)
		return rb_refuse_call(reply, RB_CALL_MEMORY, ENOMEM, "names of %u files", count);
	for (uint32_t i = 0; i < count; i++)
		name_other(workload, i);
	snprintf(to, sizeof(to), "%s/to", workload->dir);
	return mkdir(to, 0755) ? rb_refuse_call(reply, RB_CALL_WORK_FILE, errno, "create %s", to) : 0;
}

static int run_rename(struct rb_workload *workload, uint32_t target)
{
	bool back = workload->renamed[target];
	const char *name = workload->paths[target], *other = workload->others[target];

	/* Without a flag the C library calls renameat(2) where there is one: one call for all. */
	if (renameat2(AT_FDCWD, back ? other : name, AT_FDCWD, back ? name : other, RENAME_NOREPLACE))
		return errno;
	workload->renamed[target] = !back;
	return 0;
}

static void remove_renamed(struct rb_workload *workload)
{
	char to[200];

	for (uint32_t i = 0; workload->others && i <= workload->ops->target_count; i++)
		unlink(workload->others[i]);
	free(workload->others);
	free(workload->renamed);
	workload->others = NULL;
	workload->renamed = NULL;
	rb_remove_files(workload);
	snprintf(to, sizeof(to), "%s/to", workload->dir);
	rmdir(to);
}

const struct rb_workload_ops rb_workload_rename = {
	.name = "rename",
	.target_count = 256,
	.create = create_renamed,
	.run = run_rename,
	.remove = remove_renamed,
};

static int run_unlink(struct rb_workload *workload, uint32_t target)
{
	return unlinkat(AT_FDCWD, workload->paths[target], 0) ? errno : 0;
}

static void create_again(struct rb_workload *workload, uint32_t target)
{
	int fd = open(workload->paths[target], O_WRONLY | O_CREAT | O_CLOEXEC, 0755);

	if (fd >= 0)
		close(fd);
}

const struct rb_workload_ops rb_workload_unlink = {
	.name = "unlink",
	.target_count = 256,
	.create = create_files,
	.run = run_unlink,
	.restore = create_again,
	.remove = rb_remove_files,
};
