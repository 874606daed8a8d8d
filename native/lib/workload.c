/* SPDX-License-Identifier: Apache-2.0 */
#include "workload.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copy_file.h"
#include "refusal.h"

extern const struct rb_workload_ops rb_workload_open, rb_workload_exec, rb_workload_connect,
	rb_workload_connect6, rb_workload_write, rb_workload_rename, rb_workload_unlink,
	rb_workload_mmap_exec, rb_workload_exit, rb_workload_null_call, rb_workload_stat;

const struct rb_workload_ops *const rb_workloads[RB_OPERATIONS] = {
	[RB_OPEN] = &rb_workload_open,
	[RB_EXEC] = &rb_workload_exec,
	[RB_CONNECT] = &rb_workload_connect,
	[RB_CONNECT6] = &rb_workload_connect6,
	[RB_WRITE] = &rb_workload_write,
	[RB_RENAME] = &rb_workload_rename,
	[RB_UNLINK] = &rb_workload_unlink,
	[RB_MMAP_EXEC] = &rb_workload_mmap_exec,
	[RB_EXIT] = &rb_workload_exit,
	[RB_NULL_CALL] = &rb_workload_null_call,
	[RB_STAT] = &rb_workload_stat,
};

int rb_make_files(struct rb_workload *workload, char letter, const char *from, struct rb_reply *reply)
{
	const uint32_t count = workload->ops->target_count;

	workload->paths = calloc(count + 1, sizeof(*workload->paths));
	if (!workload->paths)
		return rb_refuse_call(reply, RB_CALL_MEMORY, ENOMEM, "paths of %u files", count);
	for (uint32_t i = 0; i <= count; i++) {
		int error;

		if (i < count)
			snprintf(workload->paths[i], sizeof(workload->paths[i]), "%.110s/%c%04u",
				 workload->dir, letter, i);
		else
			snprintf(workload->paths[i], sizeof(workload->paths[i]), "%.110s/canary",
				 workload->dir);
		error = rb_copy_file(workload->paths[i], from, 0755);
		if (error)
			return rb_refuse_call(reply, RB_CALL_WORK_FILE, error, "create %s", workload->paths[i]);
	}
	return 0;
}

void rb_remove_files(struct rb_workload *workload)
{
	for (uint32_t i = 0; workload->paths && i <= workload->ops->target_count; i++)
		unlink(workload->paths[i]);
	free(workload->paths);
	workload->paths = NULL;
}

uint64_t rb_inode_key(const struct rb_workload *workload, uint32_t target)
{
	struct stat st;

	return stat(workload->paths[target], &st) ? 0 : st.st_ino;
}

int rb_workload_create(struct rb_workload *workload, enum rb_operation operation, const char *dir,
		       const char *program, struct rb_reply *reply)
{
	int error;

	memset(workload, 0, sizeof(*workload));
	workload->operation = operation;
	workload->program = program;
	workload->ops = rb_workloads[operation];
	snprintf(workload->dir, sizeof(workload->dir), "%s/%s", dir, workload->ops->name);
	if (mkdir(workload->dir, 0755)) {
		error = rb_refuse_call(reply, RB_CALL_WORK_FILE, errno, "create %s", workload->dir);
		workload->ops = NULL;
		return error;
	}
	error = workload->ops->create(workload, reply);
	if (error)
		rb_workload_remove(workload);
	return error;
}

void rb_workload_remove(struct rb_workload *workload)
{
	if (!workload->ops)
		return;
	workload->ops->remove(workload);
	rmdir(workload->dir);
	workload->ops = NULL;
}

void rb_workload_publish(struct rb_workload *workload, struct rb_shared *shared)
{
	workload->shared = shared;
	if (!shared)
		return;
	shared->operation = workload->operation;
	shared->target_count = workload->ops->target_count;
	for (uint32_t i = 0; workload->ops->key && i < workload->ops->target_count; i++)
		shared->keys[i] = workload->ops->key(workload, i);
	if (workload->ops->key)
		shared->canary_key = workload->ops->key(workload, workload->ops->target_count);
}

int rb_workload_canary(struct rb_workload *workload)
{
	uint32_t target = workload->ops->target_count;
	int seen = workload->ops->run(workload, target);

	if (workload->ops->restore)
		workload->ops->restore(workload, target);
	return seen;
}
