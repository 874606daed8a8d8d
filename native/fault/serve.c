/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serve.c: many runs by one process. To start it for each would cost more than to fork it.
 */
#include "serve.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOOK_EACH_MS 20

/* Until the run is over; when nobody is left to tell about it, it is ended. */
static int await_run(pid_t pid)
{
	int pidfd = (int)syscall(SYS_pidfd_open, pid, 0), status = 0;
	struct pollfd ends[] = {
		{ .fd = pidfd, .events = POLLIN }, /* -1 is passed over: then only time passes */
		{ .fd = STDIN_FILENO },		   /* POLLHUP comes unasked */
	};
	pid_t ended;

	while (!(ended = waitpid(pid, &status, WNOHANG)) || (ended < 0 && errno == EINTR)) {
		poll(ends, 2, pidfd < 0 ? LOOK_EACH_MS : -1);
		if (ends[1].revents & (POLLHUP | POLLERR))
			kill(pid, SIGKILL);
	}
	if (pidfd >= 0)
		close(pidfd);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* More of what comes; 0: nothing does any more. */
static size_t read_more(char *bytes, size_t used)
{
	ssize_t got;

	do
		got = read(STDIN_FILENO, bytes + used, RB_ORDER_BUFFER - used);
	while (got < 0 && errno == EINTR);
	return got > 0 ? (size_t)got : 0;
}

static void do_run(int (*run)(const struct rb_order *order), const struct rb_order *order)
{
	pid_t pid = fork();

	if (!pid)
		exit(run(order));
	if (pid < 0)
		fprintf(stderr, "ringbench-fault: cannot fork: %s\n", strerror(errno));
	printf("end %d\n", pid < 0 ? 3 : await_run(pid));
	fflush(stdout);
}

int rb_serve(int (*run)(const struct rb_order *order))
{
	static struct rb_order order;
	char bytes[RB_ORDER_BUFFER];
	size_t used = 0, got;
	int taken = 0;

	/* A Ctrl-C of the terminal is the controller's to answer, here as in runs. */
	setpgid(0, 0);
	while (taken >= 0 && (got = read_more(bytes, used))) {
		used += got;
		while ((taken = rb_order_take(&order, bytes, used)) > 0) {
			used -= (size_t)taken;
			memmove(bytes, bytes + taken, used);
			do_run(run, &order);
		}
	}
	if (taken < 0)
		fprintf(stderr, "ringbench-fault: what came is no order\n");
	return taken < 0 ? 2 : 0;
}
