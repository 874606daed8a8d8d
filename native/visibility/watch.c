/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch.c: libringbench-watch.so, loaded into programs by LD_PRELOAD: the calls of the C library that sensor/interposition.c
 * hooks in our own process, and their relatives. An event is a line of JSON on an inherited descriptor; with a pattern,
 * paths that match it are refused with EPERM. `ringbench-sensor print` sets the environment:
 *   RB_WATCH_FD         where lines go
 *   RB_WATCH_OPERATION  number of enum rb_operation
 *   RB_WATCH_DENY       the directory of refused paths, with a slash at its end; unset: none is refused
 *   RB_WATCH_RUN        what the rest of a refused path contains, before the digits that it ends with
 * What calls the kernel by itself, is linked statically, or calls inside the C library goes past it.
 */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DENIED_END "777"

enum { OPEN = 0, EXEC = 1, CONNECT = 2, WRITE = 4, RENAME = 5, MMAP_EXEC = 7 }; /* as enum rb_operation has them */

static int events = -1, watched = -1;
static const char *denied, *named;

__attribute__((constructor)) static void begin(void)
{
	const char *fd = getenv("RB_WATCH_FD"), *operation = getenv("RB_WATCH_OPERATION");

	events = fd ? atoi(fd) : -1;
	watched = operation ? atoi(operation) : -1;
	denied = getenv("RB_WATCH_DENY");
	named = getenv("RB_WATCH_RUN");
}

/* No digit of the text is a quotation mark of JSON, and no control character stays. */
static size_t put_text(char *line, size_t size, const char *text)
{
	size_t length = 0;

	for (; *text && length + 8 < size; text++)
		if (*text == '"' || *text == '\\')
			length += (size_t)snprintf(line + length, size - length, "\\%c", *text);
		else if ((unsigned char)*text < 0x20)
			length += (size_t)snprintf(line + length, size - length, "\\u%04x", (unsigned char)*text);
		else
			line[length++] = *text;
	return length;
}

/* `path`: NULL: the call has a number and no name. One write a line, so that lines of several processes stay whole. */
static void tell(const char *path)
{
	char line[8192];
	int length, saved = errno;

	length = snprintf(line, sizeof(line), "{\"pid\":%d,\"tid\":%ld,\"uid\":%u", (int)getpid(), syscall(__NR_gettid),
			  (unsigned int)geteuid());
	if (path) {
		length += snprintf(line + length, sizeof(line) - (size_t)length, ",\"path\":\"");
		length += (int)put_text(line + length, sizeof(line) - (size_t)length - 4, path);
		line[length++] = '"';
	}
	length += snprintf(line + length, sizeof(line) - (size_t)length, "}\n");
	syscall(__NR_write, events, line, (size_t)length);
	errno = saved;
}

/* Tells of it; true: it is refused, and errno is set. */
static bool refuses(int operation, const char *path)
{
	size_t length = path ? strlen(path) : 0;

	if (operation != watched || events < 0)
		return false;
	tell(path);
	if (!denied || !named || length < sizeof(DENIED_END) ||
	    strcmp(path + length - sizeof(DENIED_END) + 1, DENIED_END) || strncmp(path, denied, strlen(denied)) ||
	    !strstr(path + strlen(denied), named))
		return false;
	errno = EPERM;
	return true;
}

/* The library's own. ISO C has no cast from an object's pointer to a function's. */
#define REAL(type, name, ...)                                        \
	static type (*real)(__VA_ARGS__);                            \
	if (!real) {                                                 \
		void *found = dlsym(RTLD_NEXT, name);                \
		memcpy(&real, &found, sizeof(found));                \
	}

static mode_t mode_of(int flags, va_list args)
{
	return flags & (O_CREAT | O_TMPFILE) ? va_arg(args, mode_t) : 0;
}

#define OPEN_FUNCTION(name)                                          \
	int name(const char *path, int flags, ...)                   \
	{                                                            \
		va_list args;                                        \
		mode_t mode;                                         \
		REAL(int, #name, const char *, int, ...)             \
		va_start(args, flags);                               \
		mode = mode_of(flags, args);                         \
		va_end(args);                                        \
		return refuses(OPEN, path) ? -1 : real(path, flags, mode); \
	}
OPEN_FUNCTION(open)
OPEN_FUNCTION(open64)

#define OPENAT_FUNCTION(name)                                        \
	int name(int directory, const char *path, int flags, ...)    \
	{                                                            \
		va_list args;                                        \
		mode_t mode;                                         \
		REAL(int, #name, int, const char *, int, ...)        \
		va_start(args, flags);                               \
		mode = mode_of(flags, args);                         \
		va_end(args);                                        \
		return refuses(OPEN, path) ? -1 : real(directory, path, flags, mode); \
	}
OPENAT_FUNCTION(openat)
OPENAT_FUNCTION(openat64)

int creat(const char *path, mode_t mode)
{
	REAL(int, "creat", const char *, mode_t)
	return refuses(OPEN, path) ? -1 : real(path, mode);
}

ssize_t write(int fd, const void *bytes, size_t count)
{
	REAL(ssize_t, "write", int, const void *, size_t)
	return refuses(WRITE, NULL) ? -1 : real(fd, bytes, count);
}

int rename(const char *from, const char *to)
{
	REAL(int, "rename", const char *, const char *)
	return refuses(RENAME, from) ? -1 : real(from, to);
}

int renameat2(int from_directory, const char *from, int to_directory, const char *to, unsigned int flags)
{
	REAL(int, "renameat2", int, const char *, int, const char *, unsigned int)
	return refuses(RENAME, from) ? -1 : real(from_directory, from, to_directory, to, flags);
}

void *mmap(void *address, size_t length, int rights, int flags, int fd, off_t offset)
{
	REAL(void *, "mmap", void *, size_t, int, int, int, off_t)
	return rights & PROT_EXEC && fd >= 0 && refuses(MMAP_EXEC, NULL) ? MAP_FAILED :
									    real(address, length, rights, flags, fd, offset);
}

int connect(int fd, const struct sockaddr *address, socklen_t size)
{
	const struct sockaddr_in *four = (const void *)address;
	char text[64] = "", host[INET_ADDRSTRLEN];
	REAL(int, "connect", int, const struct sockaddr *, socklen_t)

	if (size >= sizeof(*four) && address->sa_family == AF_INET)
		snprintf(text, sizeof(text), "%s:%u", inet_ntop(AF_INET, &four->sin_addr, host, sizeof(host)),
			 ntohs(four->sin_port));
	else if (size >= sizeof(struct sockaddr_in6) && address->sa_family == AF_INET6) {
		const struct sockaddr_in6 *six = (const void *)address;
		char wide[INET6_ADDRSTRLEN];

		snprintf(text, sizeof(text), "[%s]:%u", inet_ntop(AF_INET6, &six->sin6_addr, wide, sizeof(wide)),
			 ntohs(six->sin6_port));
	}
	return refuses(CONNECT, text[0] ? text : NULL) ? -1 : real(fd, address, size);
}

int execve(const char *path, char *const argv[], char *const envp[])
{
	REAL(int, "execve", const char *, char *const *, char *const *)
	return refuses(EXEC, path) ? -1 : real(path, argv, envp);
}

int fexecve(int fd, char *const argv[], char *const envp[])
{
	REAL(int, "fexecve", int, char *const *, char *const *)
	return refuses(EXEC, NULL) ? -1 : real(fd, argv, envp);
}

#define SPAWN_FUNCTION(name)                                         \
	int name(pid_t *pid, const char *path, const posix_spawn_file_actions_t *actions, \
		 const posix_spawnattr_t *attributes, char *const argv[], char *const envp[]) \
	{                                                            \
		REAL(int, #name, pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, \
		     char *const *, char *const *)                   \
		return refuses(EXEC, path) ? EPERM : real(pid, path, actions, attributes, argv, envp); \
	}
SPAWN_FUNCTION(posix_spawn)
SPAWN_FUNCTION(posix_spawnp)
