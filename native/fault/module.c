/* SPDX-License-Identifier: Apache-2.0 */
/* module.c: the driver in its faulty build, loaded for one run of a guest that ends with it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scene.h"
#include "session.h"

#define MODULE_FILE "ringbench.ko"
#define PARAMETERS "/sys/module/ringbench/parameters/"

bool rb_is_module_sensor(const char *sensor)
{
	return !strncmp(sensor, "module-", 7);
}

uint64_t rb_module_activations(void)
{
	char text[32] = "";
	int fd = open(PARAMETERS "activations", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	if (read(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(fd);
	return strtoull(text, NULL, 10);
}

/* In a child: a driver that crashes as it is loaded takes its loader with it. */
static int insert(const char *path, const char *parameters, const struct rb_run *run)
{
	struct stat st;
	char *bytes;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st))
		return errno;
	bytes = mmap(NULL, (size_t)st.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	close(fd);
	if (bytes == MAP_FAILED)
		return errno;
	if (run->injection->make_module)
		run->injection->make_module(bytes, (size_t)st.st_size, run->options->seed);
	return syscall(__NR_init_module, bytes, (unsigned long)st.st_size, parameters) ? errno : 0;
}

int rb_module_load(struct rb_run *run)
{
	const struct rb_run_options *options = run->options;
	char path[300], parameters[128];
	int status;
	pid_t pid;

	snprintf(path, sizeof(path), "%s/" MODULE_FILE, options->native_dir);
	snprintf(parameters, sizeof(parameters), "fault=%u seed=%u trigger=%llu", options->fault,
		 options->seed, (unsigned long long)options->trigger);
	pid = fork();
	if (!pid) {
		if (rb_die_with_parent())
			_exit(3);
		_exit(insert(path, parameters, run));
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	if (WIFSIGNALED(status)) /* it crashed the kernel as it was loaded: that is no refusal */
		return EFAULT;
	snprintf(run->refused, sizeof(run->refused), "the kernel did not take the module: %s",
		 strerror(WEXITSTATUS(status)));
	return WEXITSTATUS(status);
}
