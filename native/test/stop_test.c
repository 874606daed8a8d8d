/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stop-test FAULTY_MODULE: in a guest, as root, with no driver loaded: sensors that switch themselves off. For each of
 * some defects and interpreters it loads the driver that has the defect, meets it with an open, and looks: the machine
 * goes on, the driver says why it stopped, what was refused is let through, the hook is out of the kernel, and the
 * same content is refused from then on.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "catalogue.h"
#include "content_file.h"

#define EXPECT(condition) \
	do { \
		if (!(condition)) { \
			fprintf(stderr, "%s:%d: not true: %s (errno %d)\n", __FILE__, __LINE__, \
				#condition, errno); \
			exit(1); \
		} \
	} while (0)

static const struct {
	const char *name;
	uint32_t fault;
	uint32_t interpreter;
	enum rb_driver_stop why;
} cases[] = {
	{ "fallible Rust, a field outside", RB_CHANNEL291, RB_INTERPRETER_RUST_FALLIBLE, RB_STOP_OUTSIDE },
	{ "fallible Rust, mapped bytes outside", RB_SILENT_OOB, RB_INTERPRETER_RUST_FALLIBLE, RB_STOP_OUTSIDE },
	{ "fallible Rust, a division by zero", RB_DIV_ZERO, RB_INTERPRETER_RUST_FALLIBLE, RB_STOP_OUTSIDE },
	{ "guard, a field outside", RB_CHANNEL291, RB_INTERPRETER_GUARDED, RB_STOP_FAULT },
	{ "guard, a division by zero", RB_DIV_ZERO, RB_INTERPRETER_GUARDED, RB_STOP_FAULT },
	{ "guard, an endless loop", RB_BUSY_LOOP, RB_INTERPRETER_GUARDED, RB_STOP_BUDGET },
	{ "guard, a null pointer (an oops in the log)", RB_NULL_DEREF, RB_INTERPRETER_GUARDED, RB_STOP_FAULT },
};

static char dir[] = "/tmp/stop-test-XXXXXX", canary[64];

static void load(const char *module_file, uint32_t fault)
{
	int fd = open(module_file, O_RDONLY | O_CLOEXEC);
	char parameters[64];

	snprintf(parameters, sizeof(parameters), "fault=%u trigger=3", fault);
	EXPECT(fd >= 0);
	EXPECT(!syscall(SYS_finit_module, fd, parameters, 0));
	close(fd);
}

static int client(void)
{
	for (int i = 0; i < 1000; i++) {
		int fd = open(RB_DRIVER_DEVICE, O_RDWR | O_CLOEXEC);

		if (fd >= 0)
			return fd;
		usleep(1000);
	}
	return -1;
}

static int content_error(int fd, uint32_t interpreter)
{
	struct rb_small_content canary_content;
	struct rb_driver_content content = {
		.content = (uint64_t)(uintptr_t)&canary_content, .size = sizeof(canary_content),
		.interpreter = interpreter,
	};

	rb_content_deny_suffix(&canary_content, "/canary");
	return ioctl(fd, RB_DRIVER_SET_CONTENT, &content) ? errno : 0;
}

static int open_error(void)
{
	int fd = open(canary, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

/* Its hook is out: another attaches a function of its own at the same place. */
static bool hook_is_out(void)
{
	char functions[4096];
	FILE *file = fopen("/sys/kernel/tracing/enabled_functions", "re");
	size_t got;

	if (!file)
		return true; /* no tracefs here */
	got = fread(functions, 1, sizeof(functions) - 1, file);
	fclose(file);
	functions[got] = '\0';
	return !strstr(functions, "security_file_open");
}

static void stops(const char *module_file, int number)
{
	struct rb_driver_attach wanted = {
		.abi_version = RB_ABI_VERSION, .hook = RB_HOOK_FTRACE, .mode = RB_DRIVER_AUTH, .operation = RB_OPEN,
		.workload_tid = (int32_t)gettid(), .workload_tgid = getpid(), .ring_records = 64,
	};
	struct rb_driver_statistics counts = { 0 };
	int fd, other, error;

	load(module_file, cases[number].fault);
	fd = client();
	error = content_error(fd, cases[number].interpreter);
	if (error == ENOPKG) {
		printf("skipped: %s: the driver was built without it\n", cases[number].name);
		goto unload;
	}
	EXPECT(!error);
	EXPECT(!ioctl(fd, RB_DRIVER_ATTACH, &wanted));
	EXPECT(open_error() == EPERM && open_error() == EPERM);
	EXPECT(!open_error()); /* meets it */
	EXPECT(!open_error());
	EXPECT(!ioctl(fd, RB_DRIVER_STATISTICS, &counts) && counts.stopped == cases[number].why);
	for (int i = 0; i < 100 && !hook_is_out(); i++)
		usleep(20000);
	EXPECT(hook_is_out());
	other = client();
	EXPECT(content_error(other, cases[number].interpreter) == EBADMSG);
	EXPECT(!content_error(other, RB_INTERPRETER_C)); /* which nothing would stop */
	close(other);
	printf("stops and goes on: %s\n", cases[number].name);
unload:
	close(fd);
	EXPECT(!syscall(SYS_delete_module, "ringbench", O_NONBLOCK));
}

int main(int argc, char **argv)
{
	int fd;

	if (argc != 2)
		return 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	EXPECT(mkdtemp(dir));
	snprintf(canary, sizeof(canary), "%s/canary", dir);
	fd = open(canary, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	EXPECT(fd >= 0);
	close(fd);
	for (int i = 0; i < (int)(sizeof(cases) / sizeof(cases[0])); i++)
		stops(argv[1], i);
	puts("all is well");
	return 0;
}
