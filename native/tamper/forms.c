/* SPDX-License-Identifier: Apache-2.0 */
/* forms.c: see tamper.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/io_uring.h>
#include <linux/netlink.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tamper.h"

#define STORM_US 20
#define RING_BYTES 4096

int tamper_lacks(const struct tamper_target *target, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(target->reason, TAMPER_REASON, format, args);
	va_end(args);
	return TAMPER_LACKS;
}

void tamper_path(const struct tamper_target *target, const char *directory, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/%s", directory, target->name);
}

int tamper_make_file(const char *path)
{
	if (mknod(path, S_IFREG | 0666, 0) && errno != EEXIST)
		return errno;
	return truncate(path, 64) ? errno : 0;
}

static int open_path(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno;
	close(fd);
	return 0;
}

/* The status of a child that ends with an errno. */
static int status_of(pid_t child)
{
	int status;

	if (child < 0)
		return errno;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

static int exec_path(const char *path)
{
	pid_t child = fork();

	if (!child) {
		/* It stays for a moment, as programs do: whoever looks it up in /proc finds it. */
		execl(path, path, "linger", (char *)NULL);
		_exit(errno);
	}
	return status_of(child);
}

static int connect_to(const struct tamper_target *target)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET, .sin_port = htons(target->port), .sin_addr.s_addr = htonl(target->address),
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), error = 0;

	if (fd < 0 || connect(fd, (const void *)&address, sizeof(address)))
		error = errno;
	if (fd >= 0)
		close(fd);
	return error;
}

static int plain_in(const struct tamper_target *target, const char *directory)
{
	char path[PATH_MAX];

	tamper_path(target, directory, path);
	return target->operation == TAMPER_OPEN ? open_path(path) : target->operation == TAMPER_EXEC ? exec_path(path) :
								    connect_to(target);
}

int tamper_plain(const struct tamper_target *target)
{
	return plain_in(target, target->directory);
}

/* The same by a tool of ours, which ends with the errno. */
static int by_tool(const struct tamper_target *target, const char *tool)
{
	char program[PATH_MAX], path[PATH_MAX];
	pid_t child;

	snprintf(program, sizeof(program), "%s/" TAMPER_TOOLS "/%s", target->directory, tool);
	if (access(program, X_OK))
		return tamper_lacks(target, "there is no %s build of the attacker's program", tool);
	tamper_path(target, target->directory, path);
	child = fork();
	if (!child) {
		execl(program, program, "once", path, (char *)NULL);
		_exit(errno);
	}
	return status_of(child);
}

static int unset(const struct tamper_target *target)
{
	unsetenv("LD_PRELOAD");
	return by_tool(target, "dynamic");
}

static int by_static(const struct tamper_target *target)
{
	return by_tool(target, "static");
}

static int by_setuid(const struct tamper_target *target)
{
	return by_tool(target, "setuid");
}

/* A mount and user name space of its own, where the tree has another name. */
static int in_user_namespace(const struct tamper_target *target)
{
	static const char elsewhere[] = "/tmp";

	if (unshare(CLONE_NEWUSER | CLONE_NEWNS))
		return errno == EPERM || errno == ENOSPC || errno == EACCES ?
			tamper_lacks(target, "an ordinary user has no user name space here: %s", strerror(errno)) : errno;
	if (mount(target->directory, elsewhere, NULL, MS_BIND | MS_REC, NULL))
		return tamper_lacks(target, "mount(MS_BIND): %s", strerror(errno));
	return plain_in(target, elsewhere);
}

struct ring {
	int fd;
	char *rings;
	struct io_uring_sqe *entries;
	struct io_uring_params params;
};

static uint32_t *ring_at(const struct ring *ring, uint32_t offset)
{
	return (uint32_t *)(void *)(ring->rings + offset);
}

static int ring_open(const struct tamper_target *target, struct ring *ring)
{
	memset(ring, 0, sizeof(*ring));
	ring->fd = (int)syscall(__NR_io_uring_setup, 1, &ring->params);
	if (ring->fd < 0)
		return tamper_lacks(target, "io_uring_setup: %s", strerror(errno));
	ring->rings = mmap(NULL, RING_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, IORING_OFF_SQ_RING);
	ring->entries = mmap(NULL, sizeof(struct io_uring_sqe), PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, IORING_OFF_SQES);
	return ring->rings == MAP_FAILED || ring->entries == MAP_FAILED || !(ring->params.features & IORING_FEAT_SINGLE_MMAP) ?
		tamper_lacks(target, "the rings of io_uring cannot be mapped") : 0;
}

static int by_uring(const struct tamper_target *target)
{
	const struct io_uring_cqe *done;
	char path[PATH_MAX];
	struct ring ring;
	int error = ring_open(target, &ring);

	if (error)
		return error;
	tamper_path(target, target->directory, path);
	ring.entries[0] = (struct io_uring_sqe){
		.opcode = IORING_OP_OPENAT, .fd = AT_FDCWD, .addr = (uint64_t)(uintptr_t)path, .open_flags = O_RDONLY,
	};
	ring_at(&ring, ring.params.sq_off.array)[0] = 0;
	__atomic_store_n(ring_at(&ring, ring.params.sq_off.tail), 1, __ATOMIC_RELEASE);
	if (syscall(__NR_io_uring_enter, ring.fd, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) < 0)
		return errno;
	done = (const void *)(ring.rings + ring.params.cq_off.cqes);
	return done->res < 0 ? -done->res : 0;
}

/* Whoever traces it cannot follow it there. */
static int untraced(const struct tamper_target *target)
{
	pid_t child = (pid_t)syscall(__NR_clone, CLONE_UNTRACED | SIGCHLD, NULL, NULL, NULL, 0UL);

	if (!child)
		_exit(tamper_plain(target));
	return status_of(child);
}

/* The attacker's own tracer comes first, where it can. */
static int own_tracer(const struct tamper_target *target)
{
	pid_t child = fork();
	int status;

	if (!child) {
		/* Who is traced already is refused a second tracer, and goes on. */
		if (!ptrace(PTRACE_TRACEME, 0, NULL, NULL))
			raise(SIGSTOP);
		_exit(tamper_plain(target));
	}
	while (child > 0 && waitpid(child, &status, __WALL) == child && WIFSTOPPED(status))
		ptrace(PTRACE_CONT, child, NULL, WSTOPSIG(status) == SIGSTOP ? 0 : WSTOPSIG(status));
	return child < 0 ? errno : WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

static void nothing(int signal)
{
	(void)signal;
}

/* Each signal takes the caller out of its wait for a verdict, and the call begins again. */
static int in_storm(const struct tamper_target *target)
{
	const struct itimerval storm = { { 0, STORM_US }, { 0, STORM_US } }, calm = { { 0, 0 }, { 0, 0 } };
	struct sigaction action = { .sa_handler = nothing, .sa_flags = SA_RESTART };
	int error;

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &storm, NULL);
	error = tamper_plain(target);
	setitimer(ITIMER_REAL, &calm, NULL);
	return error;
}

/* The same object by a path of nearly PATH_MAX bytes. */
static int by_long_path(const struct tamper_target *target)
{
	char directory[PATH_MAX - 100];
	size_t length = (size_t)snprintf(directory, sizeof(directory), "%s", target->directory);

	while (length + 3 < sizeof(directory)) {
		memcpy(directory + length, "/.", 3);
		length += 2;
	}
	return plain_in(target, directory);
}

static void stale_path(const struct tamper_target *target, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/allowed_%d", target->directory, target->number);
}

static int make_stale(const struct tamper_target *target)
{
	char path[PATH_MAX];

	stale_path(target, path);
	return tamper_make_file(path);
}

/* Opened under a name that is allowed; then it gets the one that is not. */
static int stale(const struct tamper_target *target, int (*move)(const char *from, const char *to))
{
	char allowed[PATH_MAX], denied[PATH_MAX];
	int error;

	if (!target->denied)
		return tamper_plain(target);
	stale_path(target, allowed);
	tamper_path(target, target->directory, denied);
	error = open_path(allowed);
	if (error)
		return tamper_lacks(target, "the allowed name cannot be opened: %s", strerror(error));
	if (move(allowed, denied))
		return tamper_lacks(target, "%s cannot get the denied name: %s", allowed, strerror(errno));
	return open_path(denied);
}

static int after_rename(const struct tamper_target *target)
{
	return stale(target, rename);
}

static int link_over(const char *from, const char *to)
{
	return (unlink(to) && errno != ENOENT) || link(from, to) ? -1 : 0;
}

static int after_link(const struct tamper_target *target)
{
	return stale(target, link_over);
}

int tamper_stop_connector(void)
{
	const struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC };
	struct {
		struct nlmsghdr header;
		struct cn_msg message;
		enum proc_cn_mcast_op operation;
	} __attribute__((packed)) order = {
		.header = { .nlmsg_len = sizeof(order), .nlmsg_type = NLMSG_DONE, .nlmsg_pid = (uint32_t)getpid() },
		.message = { .id = { CN_IDX_PROC, CN_VAL_PROC }, .len = sizeof(enum proc_cn_mcast_op) },
		.operation = PROC_CN_MCAST_IGNORE,
	};
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_CONNECTOR), error = 0;

	if (fd < 0 || bind(fd, (const void *)&address, sizeof(address)) || send(fd, &order, sizeof(order), 0) < 0)
		error = errno;
	if (fd >= 0)
		close(fd);
	return error;
}

const struct tamper_form tamper_forms[] = {
	{ .name = "plain", .act = tamper_plain },
	{ .name = "unset", .act = unset },
	{ .name = "static", .act = by_static },
	{ .name = "setuid", .act = by_setuid },
	{ .name = "user-namespace", .act = in_user_namespace },
	{ .name = "io-uring", .act = by_uring },
	{ .name = "untraced", .act = untraced },
	{ .name = "own-tracer", .act = own_tracer },
	{ .name = "storm", .act = in_storm },
	{ .name = "long-path", .act = by_long_path },
	{ .name = "renamed", .act = after_rename, .prepare = make_stale },
	{ .name = "linked", .act = after_link, .prepare = make_stale },
	{ .name = NULL },
};
