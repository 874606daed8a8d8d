/* SPDX-License-Identifier: Apache-2.0 */
/*
 * operations.h: the calls of the operations themselves, in line so that what is timed holds no other call. Shared by
 * the workloads of libringbench.so and by ringbench-act. Each returns 0, or the errno that its caller sees.
 */
#ifndef RB_OPERATIONS_H
#define RB_OPERATIONS_H

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* open(2) and close(2). */
static inline int rb_do_open(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

static inline int rb_do_stat(const char *path)
{
	struct stat st;

	return stat(path, &st) ? errno : 0;
}

/* posix_spawn(3) with an empty environment, and waitpid(2); ECHILD: it ran and did not exit with 0. */
static inline int rb_do_exec(const char *path)
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

/* socket(2) and connect(2). The socket is in `client` also after an error; -1: there is none. */
static inline int rb_do_connect(const struct sockaddr *address, socklen_t length, int *client)
{
	*client = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*client < 0)
		return errno;
	return connect(*client, address, length) ? errno : 0;
}

/* Closes a connection by a reset: nothing waits in TIME_WAIT. */
static inline void rb_reset_connection(int client)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(client);
}

/* sched_get_priority_max(2). The argument is no policy but the target, and the answer does not matter. */
static inline int rb_do_null_call(uint32_t target)
{
	syscall(__NR_sched_get_priority_max, target);
	return 0;
}

#endif
