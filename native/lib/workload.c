/* SPDX-License-Identifier: Apache-2.0 */
#include "workload.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "refusal.h"

int rb_run_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

int rb_run_exec(const char *path)
{
	char *const argv[] = { (char *)(uintptr_t)path, NULL };
	char *const envp[] = { NULL };
	pid_t child;
	int status;
	int error = posix_spawn(&child, path, NULL, NULL, argv, envp);

	if (error)
		return error;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : ECHILD;
}

/* Copies `from` (NULL: nothing) to the new file `to`. */
static int write_file(const char *to, const char *from, mode_t mode)
{
	char buffer[8192];
	ssize_t got;
	int error = 0;
	int in = -1;
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);

	if (out < 0)
		return errno;
	if (from) {
		in = open(from, O_RDONLY | O_CLOEXEC);
		if (in < 0)
			error = errno;
	}
	while (in >= 0 && !error && (got = read(in, buffer, sizeof(buffer))) != 0)
		if (got < 0 || write(out, buffer, (size_t)got) != got)
			error = errno ? errno : EIO;
	if (in >= 0)
		close(in);
	close(out);
	return error;
}

int rb_workload_create(struct rb_workload *workload, enum rb_operation operation, const char *dir,
		       const char *program, struct rb_reply *reply)
{
	bool exec = operation == RB_EXEC;
	const char *from = exec ? program : NULL;
	int error;

	workload->operation = operation;
	workload->subject_count = exec ? RB_EXEC_FILES : RB_OPEN_FILES;
	workload->run = exec ? rb_run_exec : rb_run_open;
	workload->paths = calloc(workload->subject_count, sizeof(*workload->paths));
	if (!workload->paths)
		return rb_refuse(reply, ENOMEM, "free memory", "paths of %u files",
				 workload->subject_count);
	for (uint32_t i = 0; i < workload->subject_count; i++) {
		snprintf(workload->paths[i], sizeof(workload->paths[i]), exec ? "%s/x%02u" : "%s/f%04u",
			 dir, i);
		error = write_file(workload->paths[i], from, 0755);
		if (error)
			return rb_refuse(reply, error, "free space, or name another work directory",
					 "create %s", workload->paths[i]);
	}
	snprintf(workload->canary, sizeof(workload->canary), "%s/canary", dir);
	error = write_file(workload->canary, from, 0755);
	if (error)
		return rb_refuse(reply, error, "free space, or name another work directory",
				 "create %s", workload->canary);
	return 0;
}

void rb_workload_remove(struct rb_workload *workload)
{
	for (uint32_t i = 0; workload->paths && i < workload->subject_count; i++)
		unlink(workload->paths[i]);
	unlink(workload->canary);
	free(workload->paths);
	workload->paths = NULL;
}

void rb_workload_publish(const struct rb_workload *workload, struct rb_shared *shared)
{
	struct stat st;

	shared->operation = workload->operation;
	shared->subject_count = workload->subject_count;
	for (uint32_t i = 0; i < workload->subject_count; i++)
		if (!stat(workload->paths[i], &st))
			shared->inodes[i] = st.st_ino;
	if (!stat(workload->canary, &st))
		shared->canary_inode = st.st_ino;
}
