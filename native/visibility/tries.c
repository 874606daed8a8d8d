/* SPDX-License-Identifier: Apache-2.0 */
/* tries.c: what forms have in common: targets with content of their own, the actor, reasons. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "form.h"

#define NOBODY 65534
#define CONTENT 64

void form_actor_is(struct form_try *attempt, pid_t pid, pid_t tid)
{
	attempt->outcome->pid = pid;
	attempt->outcome->tid = tid;
}

int form_lacks(struct form_try *attempt, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(attempt->outcome->reason, sizeof(attempt->outcome->reason), format, args);
	va_end(args);
	return FORM_LACKS;
}

int form_error(struct form_try *attempt, int error, const char *call)
{
	return error == ENOSYS ? form_lacks(attempt, "this kernel or CPU has no %s", call) : error;
}

/* The last part of the path, so that a link to a file has the file's and a copy has its own. */
void form_content(char *content, size_t size, const char *path)
{
	const char *name = strrchr(path, '/');

	snprintf(content, size, "content of %.32s", name ? name + 1 : path);
}

int form_read_target(struct form_try *attempt, int fd)
{
	char found[CONTENT] = "", wanted[CONTENT], other[CONTENT];
	ssize_t got = pread(fd, found, sizeof(found) - 1, 0);
	int error = got < 0 ? errno : 0;

	close(fd);
	if (error)
		return error;
	form_content(wanted, sizeof(wanted), attempt->path);
	form_content(other, sizeof(other), attempt->decoy);
	attempt->outcome->decoy = attempt->decoy[0] && !strcmp(found, other);
	attempt->outcome->happened = attempt->outcome->decoy || !strcmp(found, wanted);
	return attempt->outcome->happened ? 0 : EIO;
}

int form_make_file(const char *path, const char *content)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	ssize_t length = (ssize_t)strlen(content);
	int error;

	if (fd < 0)
		return errno;
	error = write(fd, content, (size_t)length) == length && !fchmod(fd, 0666) ? 0 : errno;
	close(fd);
	return error;
}

int form_make_target(struct form_try *attempt)
{
	char content[CONTENT];

	form_content(content, sizeof(content), attempt->path);
	return form_make_file(attempt->path, content);
}

void form_elsewhere(const struct form_try *attempt, char *path, const char *format, ...)
{
	int length = snprintf(path, FORM_PATH, "%s/" FORM_OTHERS "/", attempt->options->directory);
	va_list args;

	va_start(args, format);
	vsnprintf(path + length, FORM_PATH - (size_t)length, format, args);
	va_end(args);
}

int form_drop_rights(void)
{
	if (geteuid())
		return 0;
	if (syscall(__NR_setgroups, 0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) || setresuid(NOBODY, NOBODY, NOBODY))
		return errno;
	/* As after a login: it can look at its own /proc. */
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) ? errno : 0;
}

bool form_is_static(void)
{
#ifdef RB_FORM_STATIC
	return true;
#else
	return false;
#endif
}
