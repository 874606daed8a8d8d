/* SPDX-License-Identifier: Apache-2.0 */
/* change_forms.c: a file's content, name or execution changes, and so does another process's memory. */
#include "acts.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "uring.h"

#define CHANGED "changed by its form"
#define CHANGED_BYTES ((ssize_t)sizeof(CHANGED) - 1)

/* Looked at when no sensor watches any more, as looking is an open. */
bool verify_changed(struct form_try *attempt)
{
	char found[sizeof(CHANGED)] = "";
	int fd = open(attempt->path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, found, CHANGED_BYTES);

	if (fd >= 0)
		close(fd);
	return got == CHANGED_BYTES && !strcmp(found, CHANGED);
}

bool verify_emptied(struct form_try *attempt)
{
	struct stat st;

	return !stat(attempt->path, &st) && st.st_size == 0;
}

static int open_for_change(struct form_try *attempt)
{
	return open(attempt->path, O_RDWR | O_CLOEXEC);
}

static int wrote(ssize_t got)
{
	return got < 0 ? errno : got == CHANGED_BYTES ? 0 : EIO;
}

int act_write(struct form_try *attempt)
{
	int fd = open_for_change(attempt), error;

	error = fd < 0 ? errno : wrote(write(fd, CHANGED, CHANGED_BYTES));
	if (fd >= 0)
		close(fd);
	return error;
}

int act_pwritev2(struct form_try *attempt)
{
	struct iovec piece = { .iov_base = CHANGED, .iov_len = CHANGED_BYTES };
	int fd = open_for_change(attempt), error;

	error = fd < 0 ? errno : wrote(pwritev2(fd, &piece, 1, 0, 0));
	if (fd >= 0)
		close(fd);
	return error;
}

int act_uring_write(struct form_try *attempt)
{
	struct form_ring ring;
	struct io_uring_sqe entry = {
		.opcode = IORING_OP_WRITE, .fd = open_for_change(attempt), .addr = (uint64_t)(uintptr_t)CHANGED,
		.len = CHANGED_BYTES,
	};
	int error = entry.fd < 0 ? errno : form_ring_open(attempt, &ring, 0), got;

	if (error)
		return error;
	got = form_ring_do(&ring, &entry);
	form_ring_close(&ring);
	close(entry.fd);
	return got < 0 ? -got : wrote(got);
}

int act_mapped_write(struct form_try *attempt)
{
	int fd = open_for_change(attempt);
	char *file = fd < 0 ? MAP_FAILED : mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (file == MAP_FAILED)
		return errno;
	memcpy(file, CHANGED, CHANGED_BYTES);
	if (msync(file, 4096, MS_SYNC))
		return errno;
	munmap(file, 4096);
	close(fd);
	return 0;
}

/* The source is another file, whose name is never denied. */
int prepare_source(struct form_try *attempt)
{
	int error = form_make_target(attempt);

	return error ? error : form_make_file(attempt->alias, CHANGED);
}

int act_copy_range(struct form_try *attempt)
{
	int from = open(attempt->alias, O_RDONLY | O_CLOEXEC), to = open_for_change(attempt), error;

	error = from < 0 || to < 0 ? errno :
		wrote(syscall(__NR_copy_file_range, from, NULL, to, NULL, CHANGED_BYTES, 0));
	close(from);
	close(to);
	return error;
}

int act_truncate(struct form_try *attempt)
{
	return truncate(attempt->path, 0) ? errno : 0;
}

/* What is in the pipe is put there by splice, too: a write(2) would be an event of its own. */
int act_splice(struct form_try *attempt)
{
	int pipes[2], from = open(attempt->alias, O_RDONLY | O_CLOEXEC), to = open_for_change(attempt), error;

	if (from < 0 || to < 0 || pipe2(pipes, O_CLOEXEC))
		return errno;
	error = wrote(splice(from, NULL, pipes[1], NULL, CHANGED_BYTES, 0));
	return error ? error : wrote(splice(pipes[0], NULL, to, NULL, CHANGED_BYTES, 0));
}

/* Another process, whose variable changes. The target is its memory: no file. */
static volatile char victim_memory[CHANGED_BYTES + 1] = "as it was";

void aim_memory(struct form_try *attempt)
{
	snprintf(attempt->path, FORM_PATH, "the memory of %s", attempt->name);
}

int prepare_nothing(struct form_try *attempt)
{
	(void)attempt;
	return 0;
}

static int change_memory(struct form_try *attempt, int (*change)(pid_t))
{
	struct iovec own, other = { .iov_base = (void *)(uintptr_t)victim_memory, .iov_len = CHANGED_BYTES };
	char found[CHANGED_BYTES + 1] = "";
	pid_t victim = fork();
	int error;

	if (victim < 0)
		return errno;
	if (!victim) {
		prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
		for (;;)
			pause();
	}
	attempt->outcome->other = victim;
	error = change(victim);
	own = (struct iovec){ .iov_base = found, .iov_len = CHANGED_BYTES };
	if (!error)
		attempt->outcome->happened = process_vm_readv(victim, &own, 1, &other, 1, 0) == CHANGED_BYTES &&
					     !strcmp(found, CHANGED);
	kill(victim, SIGKILL);
	waitpid(victim, NULL, 0);
	return error;
}

static int write_by_call(pid_t victim)
{
	struct iovec own = { .iov_base = CHANGED, .iov_len = CHANGED_BYTES };
	struct iovec other = { .iov_base = (void *)(uintptr_t)victim_memory, .iov_len = CHANGED_BYTES };

	return wrote(process_vm_writev(victim, &own, 1, &other, 1, 0));
}

static int write_by_proc(pid_t victim)
{
	char path[32];
	int fd, error;

	snprintf(path, sizeof(path), "/proc/%d/mem", (int)victim);
	fd = open(path, O_RDWR | O_CLOEXEC);
	error = fd < 0 ? errno : wrote(pwrite(fd, CHANGED, CHANGED_BYTES, (off_t)(uintptr_t)victim_memory));
	if (fd >= 0)
		close(fd);
	return error;
}

int act_process_vm_writev(struct form_try *attempt)
{
	return change_memory(attempt, write_by_call);
}

int act_proc_mem(struct form_try *attempt)
{
	return change_memory(attempt, write_by_proc);
}

int act_rename(struct form_try *attempt)
{
	return syscall(__NR_renameat2, AT_FDCWD, attempt->alias, AT_FDCWD, attempt->path, 0) ? errno : 0;
}

/* The C library's: on x86-64 it is the old call. */
int act_rename_libc(struct form_try *attempt)
{
	return rename(attempt->alias, attempt->path) ? errno : 0;
}

/* With a flag, or the C library makes an older call of it. */
int act_exchange(struct form_try *attempt)
{
	return renameat2(AT_FDCWD, attempt->alias, AT_FDCWD, attempt->path, RENAME_EXCHANGE) ?
		form_error(attempt, errno, "renameat2(2)") : 0;
}

int act_map_executable(struct form_try *attempt)
{
	int fd = open(attempt->path, O_RDONLY | O_CLOEXEC);
	const char *code = fd < 0 ? MAP_FAILED : mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);

	if (code == MAP_FAILED)
		return errno;
	attempt->outcome->happened = code[0] == 'c';
	close(fd);
	return 0;
}

int act_make_executable(struct form_try *attempt)
{
	int fd = open(attempt->path, O_RDONLY | O_CLOEXEC);
	char *code = fd < 0 ? MAP_FAILED : mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);

	if (code == MAP_FAILED || mprotect(code, 4096, PROT_READ | PROT_EXEC))
		return errno;
	attempt->outcome->happened = code[0] == 'c';
	close(fd);
	return 0;
}
