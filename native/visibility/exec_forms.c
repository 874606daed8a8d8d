/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exec_forms.c: programs that start. The actor is a child of the process that act() runs in, or what that process has
 * become: execs replace it. That the program ran is its exit status, 0, and that the actor noted no error.
 */
#include "acts.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "copy_file.h"

int prepare_program(struct form_try *attempt)
{
	int error;

	unlink(attempt->path);
	error = rb_copy_file(attempt->path, attempt->options->program, 0755);
	return error ? error : chmod(attempt->path, 0755) ? errno : 0;
}

static int await(struct form_try *attempt, pid_t child)
{
	int status;

	if (child < 0)
		return errno;
	form_actor_is(attempt, child, child);
	attempt->outcome->other = getpid();
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	attempt->outcome->happened = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

/* In the child: only comes back by its exit status, which is the errno. */
__attribute__((noreturn)) static void become(const char *path, char *const argv[])
{
	execve(path, argv, environ);
	_exit(errno ? errno : 1);
}

static int run(struct form_try *attempt, const char *path, char *const argv[])
{
	pid_t child = fork();

	if (!child)
		become(path, argv);
	return await(attempt, child);
}

int act_exec(struct form_try *attempt)
{
	char *argv[] = { attempt->path, NULL };

	return run(attempt, attempt->path, argv);
}

int act_exec_vfork(struct form_try *attempt)
{
	char *argv[] = { attempt->path, NULL };
	pid_t child = vfork();

	if (!child) {
		execve(attempt->path, argv, environ);
		_exit(errno);
	}
	return await(attempt, child);
}

int act_exec_clone3(struct form_try *attempt)
{
	struct clone_args args = { .exit_signal = SIGCHLD };
	char *argv[] = { attempt->path, NULL };
	pid_t child = (pid_t)syscall(__NR_clone3, &args, sizeof(args));

	if (child < 0)
		return form_error(attempt, errno, "clone3(2)");
	if (!child)
		become(attempt->path, argv);
	return await(attempt, child);
}

int act_exec_spawn(struct form_try *attempt)
{
	char *argv[] = { attempt->path, NULL };
	pid_t child;
	int error = posix_spawn(&child, attempt->path, NULL, NULL, argv, environ);

	return error ? error : await(attempt, child);
}

int act_exec_raw(struct form_try *attempt)
{
	char *argv[] = { attempt->path, NULL };
	pid_t child = fork();

	if (!child) {
		syscall(__NR_execve, attempt->path, argv, environ);
		_exit(errno);
	}
	return await(attempt, child);
}

/* A program that is in no file system. Its name is the target's, so that a look at the file tells which it is. */
void aim_memfd(struct form_try *attempt)
{
	snprintf(attempt->path, FORM_PATH, "/memfd:%s", attempt->name);
}

/* Of a program, where an ordinary user can read them. */
static void bytes_path(const struct form_try *attempt, char *path)
{
	form_elsewhere(attempt, path, "bytes");
}

int prepare_bytes(struct form_try *attempt)
{
	static char path[FORM_PATH];
	int error;

	bytes_path(attempt, path);
	error = rb_copy_file(path, attempt->options->program, 0644);
	return error == EEXIST ? 0 : error ? error : chmod(path, 0644) ? errno : 0;
}

int act_exec_memfd(struct form_try *attempt)
{
	static char path[FORM_PATH];
	char bytes[4096];
	int memory = memfd_create(attempt->name, 0), from;
	char *argv[] = { attempt->name, NULL };
	ssize_t got;
	pid_t child;

	bytes_path(attempt, path);
	from = open(path, O_RDONLY | O_CLOEXEC);
	if (memory < 0 || from < 0)
		return form_error(attempt, errno, "memfd_create(2)");
	while ((got = read(from, bytes, sizeof(bytes))) > 0)
		if (write(memory, bytes, (size_t)got) != got)
			return errno;
	child = fork();
	if (!child) {
		fexecve(memory, argv, environ);
		_exit(errno);
	}
	return await(attempt, child);
}

int act_exec_at(struct form_try *attempt)
{
	int file = open(attempt->path, O_PATH);
	char *argv[] = { "renamed", NULL };
	pid_t child = file < 0 ? -1 : fork();

	if (!child) {
		syscall(__NR_execveat, file, "", argv, environ, AT_EMPTY_PATH);
		_exit(errno);
	}
	return await(attempt, child);
}

int prepare_script(struct form_try *attempt)
{
	int error = form_make_file(attempt->path, "#!/bin/sh\nexit 0\n");

	return error ? error : chmod(attempt->path, 0755) ? errno : 0;
}

int act_exec_shell(struct form_try *attempt)
{
	char *argv[] = { "sh", attempt->path, NULL };

	return run(attempt, "/bin/sh", argv);
}

int prepare_linked_program(struct form_try *attempt)
{
	int error = prepare_program(attempt);

	unlink(attempt->alias);
	return error ? error : link(attempt->path, attempt->alias) ? errno : 0;
}

int act_exec_alias(struct form_try *attempt)
{
	char *argv[] = { attempt->alias, NULL };

	return run(attempt, attempt->alias, argv);
}

/* Its loader has to load it, so it is a program with one. */
int prepare_dynamic_program(struct form_try *attempt)
{
	int error;

	unlink(attempt->path);
	error = rb_copy_file(attempt->path, "/bin/true", 0755);
	return error ? error : chmod(attempt->path, 0755) ? errno : 0;
}

int act_exec_loader(struct form_try *attempt)
{
	static const char *const loaders[] = {
		"/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-linux-riscv64-lp64d.so.1",
	};
	char *argv[] = { "ld.so", attempt->path, NULL };

	for (size_t i = 0; i < sizeof(loaders) / sizeof(loaders[0]); i++)
		if (!access(loaders[i], X_OK))
			return run(attempt, loaders[i], argv);
	return form_lacks(attempt, "the loader of the C library is not where it is looked for");
}
