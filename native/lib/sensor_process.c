/* SPDX-License-Identifier: Apache-2.0 */
#include "sensor_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "patience.h"
#include "refusal.h"

#define STOP_TIMEOUT_MS (1000 * RB_PATIENCE)

#ifdef RB_FAULTS
#define RB_SENSOR_PROGRAM "ringbench-sensor-faulty"
#else
#define RB_SENSOR_PROGRAM "ringbench-sensor"
#endif

extern char **environ;

int rb_sensor_start(struct rb_sensor_process *process, const struct rb_sensor_arguments *arguments,
		    struct rb_reply *reply)
{
	char path[512], operation[12], handoff[12], workload_cpu[12], sensor_cpu[12];
	char *argv[] = { path, "attach", (char *)(uintptr_t)arguments->sensor, operation, handoff,
			 workload_cpu, sensor_cpu, (char *)(uintptr_t)arguments->target_dir,
			 (char *)(uintptr_t)arguments->content_path, NULL };

	snprintf(path, sizeof(path), "%s/" RB_SENSOR_PROGRAM, arguments->native_dir);
	snprintf(operation, sizeof(operation), "%d", arguments->operation);
	snprintf(handoff, sizeof(handoff), "%d", arguments->handoff);
	snprintf(workload_cpu, sizeof(workload_cpu), "%d", arguments->workload_cpu);
	snprintf(sensor_cpu, sizeof(sensor_cpu), "%d", arguments->sensor_cpu);
	return rb_sensor_spawn(process, argv, arguments->shared_fd, reply);
}

int rb_sensor_spawn(struct rb_sensor_process *process, char **argv, int fd, struct rb_reply *reply)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int sockets[2];
	int child_fd, shared_fd, error;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets))
		return rb_refuse_call(reply, RB_CALL_SOCKET, errno, "socketpair");
	/* Above the numbers that the child wants them at, so that neither dup2 hits the other. */
	child_fd = fcntl(sockets[1], F_DUPFD_CLOEXEC, 10);
	shared_fd = fcntl(fd, F_DUPFD_CLOEXEC, 10);
	close(sockets[1]);
	if (child_fd < 0 || shared_fd < 0) {
		/* EINVAL: the limit itself is below the numbers that we want. */
		error = errno == EINVAL ? EMFILE : errno;
		if (child_fd >= 0)
			close(child_fd);
		close(sockets[0]);
		return rb_refuse_call(reply, RB_CALL_SOCKET, error, "give the sensor its descriptors");
	}

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, child_fd, RB_CONTROL_FD);
	posix_spawn_file_actions_adddup2(&actions, shared_fd, RB_SHARED_FD);
	posix_spawnattr_init(&attributes);
	sigemptyset(&none);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	error = posix_spawn(&process->pid, argv[0], &actions, &attributes, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	close(child_fd);
	close(shared_fd);
	if (error) {
		process->pid = 0;
		close(sockets[0]);
		return rb_refuse_call(reply, RB_CALL_PROGRAM, error, "start %s", argv[0]);
	}
	process->control_fd = sockets[0];
	return 0;
}

void rb_sensor_kill(struct rb_sensor_process *process)
{
	if (!process->pid)
		return;
	kill(process->pid, SIGKILL);
	while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
		;
	close(process->control_fd);
	process->pid = 0;
}

static int tell_end(struct rb_sensor_process *process, int status, struct rb_reply *reply)
{
	int pid = process->pid;

	close(process->control_fd);
	process->pid = 0;
	if (WIFSIGNALED(status))
		return rb_refuse(reply, ECHILD, "see why it was killed (dmesg), and run again",
				 "sensor process %d was killed by signal %d (%s)", pid,
				 WTERMSIG(status), strsignal(WTERMSIG(status)));
	return rb_refuse(reply, ECHILD, "run again with --verbose",
			 "sensor process %d exited with status %d", pid, WEXITSTATUS(status));
}

int rb_sensor_check(struct rb_sensor_process *process, struct rb_reply *reply)
{
	int status;

	if (!process->pid)
		return -ECHILD;
	return waitpid(process->pid, &status, WNOHANG) == process->pid ?
		tell_end(process, status, reply) : 0;
}

int rb_sensor_await(struct rb_sensor_process *process, int timeout_ms, struct rb_reply *reply)
{
	struct pollfd ready = { .fd = process->control_fd, .events = POLLIN };
	ssize_t got;
	int status = 0, count;

	do
		count = poll(&ready, 1, timeout_ms);
	while (count < 0 && errno == EINTR);
	if (count <= 0)
		return rb_refuse(reply, ETIMEDOUT, "look for a stopped or starved sensor process",
				 "sensor process %d gave no answer in %d ms", process->pid, timeout_ms);
	do
		got = recv(process->control_fd, reply, sizeof(*reply), 0);
	while (got < 0 && errno == EINTR);
	if (got == sizeof(*reply))
		return reply->status;
	/* End of file: the process is gone or about to be. */
	kill(process->pid, SIGKILL);
	while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
		;
	return tell_end(process, status, reply);
}

int rb_sensor_request(struct rb_sensor_process *process, enum rb_request_kind kind, int timeout_ms,
		      struct rb_reply *reply)
{
	struct rb_request request = { .kind = kind };
	struct rb_reply late;
	int error = rb_sensor_check(process, reply);

	if (error)
		return error;
	/* An answer that came too late for its request must not answer this one. */
	while (recv(process->control_fd, &late, sizeof(late), MSG_DONTWAIT) > 0)
		;
	send(process->control_fd, &request, sizeof(request), MSG_NOSIGNAL);
	return rb_sensor_await(process, timeout_ms, reply);
}

int rb_sensor_stop(struct rb_sensor_process *process, struct rb_reply *reply)
{
	pid_t ended = 0;
	int status = 0;
	int error;

	if (!process->pid)
		return 0;
	error = rb_sensor_request(process, RB_REQUEST_STOP, STOP_TIMEOUT_MS, reply);
	if (!process->pid)
		return error;
	/* It has detached and is about to exit, unless it is stopped just now. */
	for (int i = 0; !error && i < STOP_TIMEOUT_MS; i++) {
		ended = waitpid(process->pid, &status, WNOHANG);
		if (ended)
			break;
		usleep(1000);
	}
	if (!ended) {
		kill(process->pid, SIGKILL);
		while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	if (!error && status)
		return tell_end(process, status, reply);
	close(process->control_fd);
	process->pid = 0;
	return error;
}
