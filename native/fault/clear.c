/* SPDX-License-Identifier: Apache-2.0 */
#include "clear.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#include "refusal.h"
#include "remedy.h"

/* A kernel that is busy with programs of other runs takes its time to take those of this one out. */
#define END_TIMEOUT_MS 30000

/* True once it is gone. */
static bool await_end(pid_t pid)
{
	for (int i = 0; i < 500; i++) {
		if (waitpid(pid, NULL, WNOHANG))
			return true;
		usleep(1000);
	}
	return false;
}

static void end_process(pid_t pid)
{
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	await_end(pid);
}

/* Children, and what a leader that was killed has left to us. */
static bool await_all_ends(void)
{
	pid_t ended = 0;

	for (int i = 0; ended >= 0 && i < END_TIMEOUT_MS; i++) {
		while ((ended = waitpid(-1, NULL, WNOHANG)) > 0)
			;
		if (!ended)
			usleep(1000);
	}
	return ended < 0;
}

int rb_run_clear_up(struct rb_run *run)
{
	run->scene->stop = true;
	if (run->process.pid) {
		kill(run->process.pid, SIGKILL);
		end_process(run->process.pid);
	}
	for (int i = 0; run->leader && i < RB_TASKS; i++)
		if (run->scene->tasks[i].pid > 0 && !run->scene->tasks[i].ended)
			kill(run->scene->tasks[i].pid, SIGKILL);
	/* It ends by itself when it has reaped them all, unless one of them cannot be killed. */
	if (run->leader > 0 && !await_end(run->leader))
		end_process(run->leader);
	end_process(run->control);
	/* A guest has children beside those of the run, and goes itself. */
	if (!run->options->guest && !await_all_ends())
		return rb_refuse(&run->reply, EBUSY, "see what holds them (/proc/PID/stack), and run again",
				 "processes of the run were killed and do not end");
	rb_place_remove(run);
	return 0;
}
