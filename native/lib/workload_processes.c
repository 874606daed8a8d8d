/* SPDX-License-Identifier: Apache-2.0 */
/* workload_processes.c: operations of processes: exec and exit. */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "operations.h"
#include "workload.h"

#define CHILD_STACK_BYTES 16384

static int create_programs(struct rb_workload *workload, struct rb_reply *reply)
{
	return rb_make_files(workload, 'x', workload->program, reply);
}

/* A static program that exits at once. */
static int run_exec(struct rb_workload *workload, uint32_t target)
{
	return rb_do_exec(workload->paths[target]);
}

const struct rb_workload_ops rb_workload_exec = {
	.name = "exec",
	.target_count = 64,
	.create = create_programs,
	.run = run_exec,
	.key = rb_inode_key,
	.remove = rb_remove_files,
};

static int create_nothing(struct rb_workload *workload, struct rb_reply *reply)
{
	(void)workload;
	(void)reply;
	return 0;
}

static void remove_nothing(struct rb_workload *workload)
{
	(void)workload;
}

static int exit_at_once(void *argument)
{
	(void)argument;
	syscall(__NR_exit_group, 0);
	return 0;
}

/*
 * A process that shares our memory, as vfork(2) makes it, and exits at once; waitpid(2) for it. The
 * kernel writes its number to where the sensor looks before the process runs.
 */
static int run_exit(struct rb_workload *workload, uint32_t target)
{
	static _Thread_local _Alignas(16) char stack[CHILD_STACK_BYTES];
	uint64_t *key = target == workload->ops->target_count ? &workload->shared->canary_key :
								  &workload->shared->keys[target];
	int status;
	pid_t child;

	*key = 0;
	child = clone(exit_at_once, stack + sizeof(stack),
		      CLONE_VM | CLONE_VFORK | CLONE_PARENT_SETTID | SIGCHLD, NULL, (pid_t *)(void *)key);
	if (child < 0)
		return errno;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : ECHILD;
}

const struct rb_workload_ops rb_workload_exit = {
	.name = "exit",
	.target_count = RB_TARGETS,
	.create = create_nothing,
	.run = run_exit,
	.remove = remove_nothing,
};
