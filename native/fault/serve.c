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

#define MAX_WORDS 64
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

int rb_serve(int (*run)(int argc, char **argv))
{
	char *line = NULL;
	size_t size = 0;

	/* A Ctrl-C of the terminal is the controller's to answer, here as in runs. */
	setpgid(0, 0);
	while (getline(&line, &size, stdin) > 0) {
		char *words[MAX_WORDS + 1];
		char *rest = NULL;
		int count = 0;
		pid_t pid;

		line[strcspn(line, "\n")] = '\0';
		for (char *word = strtok_r(line, "\t", &rest); word && count < MAX_WORDS;
		     word = strtok_r(NULL, "\t", &rest))
			words[count++] = word;
		words[count] = NULL;
		pid = fork();
		if (!pid)
			exit(run(count, words));
		if (pid < 0)
			fprintf(stderr, "ringbench-fault: cannot fork: %s\n", strerror(errno));
		printf("end %d\n", pid < 0 ? 3 : await_run(pid));
		fflush(stdout);
	}
	free(line);
	return 0;
}
