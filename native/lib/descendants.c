/* SPDX-License-Identifier: Apache-2.0 */
#include "descendants.h"

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define KILLED_MS 1000

void rb_adopt_descendants(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

static void kill_children_of(const char *thread)
{
	char path[64];
	FILE *file;
	int pid;

	snprintf(path, sizeof(path), "/proc/self/task/%.20s/children", thread);
	file = fopen(path, "re");
	while (file && fscanf(file, "%d", &pid) == 1)
		kill((pid_t)pid, SIGKILL);
	if (file)
		fclose(file);
}

/* A kernel without CONFIG_PROC_CHILDREN does not say whom: then they are only waited for. */
static void kill_children(void)
{
	DIR *threads = opendir("/proc/self/task");
	const struct dirent *thread;

	while (threads && (thread = readdir(threads)))
		if (thread->d_name[0] != '.')
			kill_children_of(thread->d_name);
	if (threads)
		closedir(threads);
}

bool rb_end_descendants(int patience_ms)
{
	for (int ms = 0; ms < patience_ms + KILLED_MS; ms++) {
		pid_t ended;

		do
			ended = waitpid(-1, NULL, WNOHANG | __WALL);
		while (ended > 0);
		if (ended < 0)
			return true;
		if (ms >= patience_ms)
			kill_children(); /* again: the children of one that was killed are ours now */
		usleep(1000);
	}
	return false;
}
